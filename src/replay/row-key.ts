// The total order of rows: event time to the nanosecond, then the sensor id's bytes, then input position.
import type { Batch } from '../model/batch.js';

/** A place in the total order. `rank` is the place of the series among the sensor ids (SeriesTable.ranks). */
export interface RowKey {
  readonly timeMs: number;
  readonly timeNs: number;
  readonly rank: number;
  readonly arrival: number;
}

/** The place before every row whose event time is `timeMs` or later, and after all earlier ones. */
export function keyBefore(timeMs: number): RowKey {
  return { timeMs, timeNs: -1, rank: -1, arrival: -1 };
}

/** The place behind every row. */
export const LAST_KEY: RowKey = Object.freeze(keyBefore(Infinity));

/** Negative, 0 or positive, as key a stands before, at or behind key b. */
export function compareKeys(a: RowKey, b: RowKey): number {
  return a.timeMs - b.timeMs || a.timeNs - b.timeNs || a.rank - b.rank || a.arrival - b.arrival || 0;
}

/** Whether row i stands before the key. */
export function rowIsBefore(batch: Batch, i: number, ranks: Uint32Array, key: RowKey): boolean {
  const timeMs = batch.timeMs[i];
  if (timeMs !== key.timeMs) return timeMs < key.timeMs;
  return (batch.timeNs[i] - key.timeNs || ranks[batch.series[i]] - key.rank || batch.arrival[i] - key.arrival) < 0;
}
