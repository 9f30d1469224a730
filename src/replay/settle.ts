// Settles rivals: events of one series and instant. In an ordered stream they are neighbours, so this is exact in bounded memory.
import type { LineFormat } from '../io/line-format.js';
import type { Batch } from '../model/batch.js';
import { keepRows } from './keep-rows.js';
import { RivalGroup, type Rival } from './rivals.js';

export type { Rival } from './rivals.js';

/**
 * `replay`: the same reading is kept once, different ones all (conflicts are told, but go on). `recover`: one reading a series and
 * instant, the first that did not fail, an observed one before a synthetic one of an earlier run; where all failed, the first. Failed
 * means by the checks of single readings (range, source): those along a series need one reading an instant, so they come after settling.
 */
export type SettlePolicy = 'replay' | 'recover';

/**
 * Ordered batches without the events that lost; duplicates and conflicts are told to `onRival`. A batch without rivals passes as it is. One
 * comparison a row; ids are read from the lines of rivals alone. Memory: two batches, and the different readings of one instant.
 *
 * @param readId the id of a line
 * @param onEmptied told each batch all of whose rows lost, once nobody needs it
 */
export async function* settle(
  input: AsyncIterable<Batch>,
  policy: SettlePolicy,
  readId: LineFormat['readEventId'],
  onRival: (rival: Rival) => void,
  onEmptied?: (batch: Batch) => void,
): AsyncGenerator<Batch, void, undefined> {
  const rivals = new RivalGroup(policy === 'recover', readId, onRival);
  // A batch whose last row may still lose against a better rival in the next.
  let held: Batch | undefined;
  for await (const batch of input) {
    if (batch.count === 0) continue;
    const { lost, earlierLost } = settleBatch(batch, rivals);
    if (held && rivals.keptBatch !== held) {
      if (earlierLost) held.count--;
      if (held.count > 0) yield held;
      held = undefined;
    }
    if (lost) keepRows(batch, (row) => lost[row] === 0);
    if (batch.count === 0) {
      if (rivals.keptBatch !== batch) onEmptied?.(batch);
      continue;
    }
    if (rivals.isOpen) {
      held = batch;
      rivals.moveKept(batch.count - 1);
    } else yield batch;
  }
  if (held) yield held;
}

/** Settles the rows of one batch: a 1 for each row that lost, and whether the one kept of an earlier batch lost too. */
function settleBatch(batch: Batch, rivals: RivalGroup): { lost?: Uint8Array; earlierLost: boolean } {
  const { count, timeMs, timeNs, series } = batch;
  let lost: Uint8Array | undefined;
  let earlierLost = false;
  let begun = rivals.includes(batch, 0);
  if (begun) join(0);
  for (let row = 1; row < count; row++) {
    if (timeMs[row] !== timeMs[row - 1] || timeNs[row] !== timeNs[row - 1] || series[row] !== series[row - 1]) {
      begun = false;
      continue;
    }
    if (!begun) rivals.begin(batch, row - 1);
    begun = true;
    join(row);
  }
  if (!begun) rivals.begin(batch, count - 1);
  return { lost, earlierLost };

  function join(row: number): void {
    const { keptBatch, keptRow } = rivals;
    const outcome = rivals.add(batch, row);
    if (outcome === 'nobody') return;
    if (outcome === 'kept' && keptBatch !== batch) earlierLost = true;
    else (lost ??= new Uint8Array(count))[outcome === 'kept' ? keptRow : row] = 1;
  }
}
