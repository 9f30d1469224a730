// The first pass of a recovery: every line is read once, indexed and counted, and each series is summed up.
import { indexBlocks, type IndexedLog, type IndexLogOptions } from '../io/index-log.js';
import type { Log } from '../io/log.js';
import { rawLine, type Batch } from '../model/batch.js';
import { Flag, Origin } from '../model/flag.js';
import type { SeriesTable } from '../model/series.js';
import { TimeClusters } from '../stats/time-clusters.js';
import type { Check } from '../validate/check.js';
import { EarliestLines } from './earliest-lines.js';
import type { LogReader } from './log-reader.js';

/** What the first pass knows of one series; nothing of it depends on the order of the lines. */
export interface SeriesSummary {
  /** Events, whatever their flag. */
  events: number;
  /** Where its good observed readings lie in time. */
  readonly clusters: TimeClusters;
  /** Its first good observed lines, from which its language is learned. */
  readonly lines: EarliestLines;
}

/** A log after its first pass. */
export interface Survey extends IndexedLog {
  /** By series number. */
  readonly summaries: readonly SeriesSummary[];
}

export interface SurveyOptions {
  readonly maxLineBytes: number;
  readonly limitLines?: number;
  readonly chunkBytes?: number;
  /** Sets flags, so that failed readings do not teach a language. */
  readonly check: Check;
  /** Told each block, for the lines that are no events. */
  readonly onBlock: IndexLogOptions['onBlock'];
}

/** Reads a log for the first time. O(bytes); memory: a few chunks and some hundred bytes a series. */
export async function surveyLog(log: Log, reader: LogReader, series: SeriesTable, options: SurveyOptions): Promise<Survey> {
  const summaries: SeriesSummary[] = [];
  const { maxLineBytes, limitLines, chunkBytes, check, onBlock } = options;
  const indexed = await indexBlocks(log, reader.scan({ maxLineBytes, limitLines, chunkBytes }), (block, files) => {
    const { batch } = block.decoded;
    while (summaries.length < series.size) summaries.push({ events: 0, clusters: new TimeClusters(), lines: new EarliestLines() });
    check(batch);
    sumUp(batch, summaries);
    return onBlock?.(block, files);
  });
  return { ...indexed, summaries };
}

function sumUp(batch: Batch, summaries: readonly SeriesSummary[]): void {
  const { count, timeMs, timeNs, series, flag, origin, arrival } = batch;
  for (let i = 0; i < count; i++) {
    const summary = summaries[series[i]];
    summary.events++;
    if (origin[i] !== Origin.Observed || flag[i] === Flag.Fail || flag[i] === Flag.Missing) continue;
    summary.clusters.add(timeMs[i]);
    if (summary.lines.wants(timeMs[i])) summary.lines.add(timeMs[i], timeNs[i], arrival[i], rawLine(batch, i));
  }
}
