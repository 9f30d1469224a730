// The first pass of a recovery: every line is read once, indexed and counted, and each series is summed up.
import { indexBlocks, type IndexedLog, type IndexLogOptions } from '../io/index-log.js';
import type { Log } from '../io/log.js';
import { LINE_SUM_MODULUS } from '../io/scanner/line-sum.js';
import type { SeriesTable } from '../model/series.js';
import { blocksOf, type LogReader, type SurveyLimits } from './log-reader.js';
import { emptySummary, type SeriesSummary } from './series-summary.js';
import { refuseTooManySeries } from './series-limit.js';
import type { SurveyedPart } from './survey-part.js';

/** A log after its first pass. */
export interface Survey extends IndexedLog {
  /** By series number. */
  readonly summaries: readonly SeriesSummary[];
  /** The sum of all events' lines: see createLineSum. */
  readonly lineSum: number;
}

export interface SurveyOptions extends SurveyLimits {
  /** Told each block, for the lines that are no events. */
  readonly onBlock?: IndexLogOptions['onBlock'];
}

/**
 * Reads a log for the first time, and numbers its series in `table`. O(bytes); memory: a few chunks and some thousand bytes a series.
 *
 * @throws TelemendError `bad-input` where there are more series than this process can hold.
 */
export async function surveyLog(log: Log, reader: LogReader, table: SeriesTable, options: SurveyOptions): Promise<Survey> {
  const { maxLineBytes, limitLines, chunkBytes, onBlock } = options;
  const summaries: SeriesSummary[] = [];
  let lineSum = 0;
  const parts = reader.survey({ maxLineBytes, limitLines, chunkBytes, depth: 'series' });
  const indexed = await indexBlocks(log, blocksOf(parts, 0, addPart), onBlock);
  return { ...indexed, summaries, lineSum };

  function addPart({ series, lineSum: sumOfPart }: SurveyedPart, linesBefore: number): void {
    lineSum = (lineSum + sumOfPart) % LINE_SUM_MODULUS;
    for (const { sensorId, events, least, most, clusters, lines } of series) {
      const summary = (summaries[table.indexOf(sensorId)] ??= emptySummary());
      summary.events += events;
      summary.least = Math.min(summary.least, least);
      summary.most = Math.max(summary.most, most);
      for (const cluster of clusters) summary.clusters.addCluster(cluster);
      summary.lines.addPlain(lines, linesBefore);
    }
    refuseTooManySeries(summaries.length);
  }
}
