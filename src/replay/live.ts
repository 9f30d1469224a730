// Order of live input, which has no end to look at: an allowed lateness says when rows may leave, and what comes later still is late.
import type { Batch } from '../model/batch.js';
import type { SeriesTable } from '../model/series.js';
import { gatherRows } from './gather.js';
import { ReorderBuffer } from './reorder.js';
import { keyBefore, LAST_KEY } from './row-key.js';

/** What live order found; complete once the input has ended. */
export interface LiveReport {
  /** The lateness that would have lost none: the furthest that an event was behind the highest event time before it. */
  neededLatenessMs: number;
}

/**
 * Batches in arrival order become batches in the total order. The watermark is the highest event time so far less `latenessMs`; an event
 * before it is late and goes to `onLate` instead, which depends on the lines alone, not on how they were cut into batches.
 *
 * Memory: the events of the last `latenessMs`.
 *
 * @param onLate gets late events in arrival order, and is awaited
 */
export async function* orderLive(
  input: AsyncIterable<Batch>,
  series: SeriesTable,
  latenessMs: number,
  report: LiveReport,
  onLate: (late: Batch) => Promise<void>,
): AsyncGenerator<Batch, void, undefined> {
  const buffer = new ReorderBuffer(series);
  let highestMs = -Infinity;
  for await (const batch of input) {
    const inTime: number[] = [];
    const late: number[] = [];
    for (let row = 0; row < batch.count; row++) {
      const behindMs = highestMs - batch.timeMs[row];
      if (behindMs > report.neededLatenessMs) report.neededLatenessMs = behindMs;
      if (behindMs < 0) highestMs = batch.timeMs[row];
      (behindMs > latenessMs ? late : inTime).push(row);
    }
    if (late.length > 0) await onLate(gatherRows(batch, Uint32Array.from(late)));
    if (late.length === 0) buffer.push(batch);
    else if (inTime.length > 0) buffer.push(gatherRows(batch, Uint32Array.from(inTime)));
    yield* buffer.release(keyBefore(highestMs - latenessMs));
  }
  yield* buffer.release(LAST_KEY);
}
