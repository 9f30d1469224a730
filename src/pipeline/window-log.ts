// Finds the error windows of a log: one replay, in which every series keeps counts by bucket of time.
import { findErrorWindows, type FoundWindow } from '../aggregate/error-windows.js';
import type { IntervalRule } from '../fill/interval.js';
import type { Log } from '../io/log.js';
import { createChecks, type CheckOptions } from '../validate/checks.js';
import type { ReadOptions } from './options.js';
import { startReplay, type Replay } from './replay-log.js';
import { SeriesBuckets } from './series-buckets.js';

export interface WindowLogOptions extends ReadOptions, CheckOptions {
  /** Length of the buckets that are held against each other; 60 cadences of each series by default. */
  readonly bucketMs?: number;
  readonly intervals?: readonly IntervalRule[];
  /** As of a replay. */
  readonly indexFromBytes?: number;
}

/** The windows of one series, in order. */
export interface SeriesWindows {
  readonly sensorId: string;
  readonly windows: readonly FoundWindow[];
}

export interface LogWindows {
  /** By the byte order of their ids; series without a window too. */
  readonly series: readonly SeriesWindows[];
  readonly replay: Replay;
}

/**
 * Finds where error rate, gap rate, lateness or cadence depart from the log's normal. Time: as of a replay. Memory: as of a replay, and some
 * hundred bytes a bucket.
 *
 * @throws TelemendError where the log cannot be read.
 */
export async function findWindows(log: Log, options: WindowLogOptions = {}): Promise<LogWindows> {
  const { bucketMs, intervals = [] } = options;
  const replay = await startReplay(log, options);
  const check = createChecks(options, (one) => replay.series.id(one));
  const series: SeriesBuckets[] = [];
  for await (const batch of replay.events) {
    check(batch);
    for (let row = 0; row < batch.count; row++) {
      const buckets = (series[batch.series[row]] ??= new SeriesBuckets(intervals, replay.series.id(batch.series[row]), bucketMs));
      buckets.add(batch, row);
    }
  }
  const ranks = replay.series.ranks();
  const found = series.map((buckets, number) => ({ number, sensorId: replay.series.id(number), windows: findErrorWindows(buckets.finish()) }));
  found.sort((a, b) => ranks[a.number] - ranks[b.number]);
  return { series: found.filter(Boolean).map(({ sensorId, windows }) => ({ sensorId, windows })), replay };
}
