// The first pass of a recovery: every line is read once, indexed and counted, and each series is summed up.
import { shiftBlock, type DigestedBlock } from '../io/block-digest.js';
import { indexBlocks, type IndexedLog, type IndexLogOptions } from '../io/index-log.js';
import type { Log } from '../io/log.js';
import { LINE_SUM_MODULUS } from '../io/scanner/line-sum.js';
import type { SeriesTable } from '../model/series.js';
import type { LogReader, SurveyLimits } from './log-reader.js';
import { emptySummary, type SeriesSummary } from './series-summary.js';
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

/** Reads a log for the first time, and numbers its series in `table`. O(bytes); memory: a few chunks and some hundred bytes a series. */
export async function surveyLog(log: Log, reader: LogReader, table: SeriesTable, options: SurveyOptions): Promise<Survey> {
  const { maxLineBytes, limitLines, chunkBytes, onBlock } = options;
  const summaries: SeriesSummary[] = [];
  let lineSum = 0;
  const indexed = await indexBlocks(log, blocks(), onBlock);
  return { ...indexed, summaries, lineSum };

  async function* blocks(): AsyncGenerator<DigestedBlock, void, undefined> {
    let lines = 0;
    for await (const part of reader.survey({ maxLineBytes, limitLines, chunkBytes })) {
      addSeries(part, lines);
      lineSum = (lineSum + part.lineSum) % LINE_SUM_MODULUS;
      const linesBefore = lines;
      for (const block of part.blocks) {
        lines += block.place.lineCount;
        yield shiftBlock(block, linesBefore);
      }
    }
  }

  function addSeries({ series }: SurveyedPart, linesBefore: number): void {
    for (const { sensorId, events, least, most, clusters, lines } of series) {
      const summary = (summaries[table.indexOf(sensorId)] ??= emptySummary());
      summary.events += events;
      summary.least = Math.min(summary.least, least);
      summary.most = Math.max(summary.most, most);
      for (const cluster of clusters) summary.clusters.addCluster(cluster);
      summary.lines.addPlain(lines, linesBefore);
    }
  }
}
