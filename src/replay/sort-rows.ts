// The order of the rows inside one batch: a merge sort that leaves alone what stands in order, so that a few stragglers cost little.
import type { Batch } from '../model/batch.js';

/** So many rows are sorted by insertion before merging begins. */
const RUN_ROWS = 16;

/**
 * The row numbers of a batch in the total order, or undefined where the rows stand in order already. O(n log n), and O(n) where no row
 * is far from its place.
 */
export function sortRows(batch: Batch, ranks: Uint32Array): Uint32Array | undefined {
  const { count, timeMs, timeNs, series, arrival } = batch;
  // Over columns that are looked up once, and ties in line: sensors that read at the same instants make these the usual case.
  const isBehind = (i: number, j: number): boolean => {
    if (timeMs[i] !== timeMs[j]) return timeMs[i] > timeMs[j];
    if (timeNs[i] !== timeNs[j]) return timeNs[i] > timeNs[j];
    return series[i] === series[j] ? arrival[i] > arrival[j] : ranks[series[i]] > ranks[series[j]];
  };
  let inOrder = 1;
  while (inOrder < count && !isBehind(inOrder - 1, inOrder)) inOrder++;
  if (inOrder >= count) return undefined;

  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  for (let from = 0; from < count; from += RUN_ROWS) {
    const to = Math.min(from + RUN_ROWS, count);
    for (let k = from + 1; k < to; k++) {
      let hole = k;
      for (; hole > from && isBehind(order[hole - 1], k); hole--) order[hole] = order[hole - 1];
      order[hole] = k;
    }
  }
  const spare = new Uint32Array(count);
  for (let width = RUN_ROWS; width < count; width *= 2) {
    for (let from = 0; from + width < count; from += 2 * width) {
      mergeNeighbours(order, from, from + width, Math.min(from + 2 * width, count), spare, isBehind);
    }
  }
  return order;
}

/** Merges the sorted stretches [from, middle) and [middle, to) of `order`. O(rows that stand on the wrong side, or between such). */
function mergeNeighbours(
  order: Uint32Array,
  from: number,
  middle: number,
  to: number,
  spare: Uint32Array,
  isBehind: (i: number, j: number) => boolean,
): void {
  let start = middle;
  while (start > from && isBehind(order[start - 1], order[middle])) start--;
  if (start === middle) return;
  let end = middle;
  while (end < to && isBehind(order[middle - 1], order[end])) end++;

  const leftCount = middle - start;
  for (let k = 0; k < leftCount; k++) spare[k] = order[start + k];
  let left = 0;
  let right = middle;
  for (let k = start; left < leftCount; k++) {
    order[k] = right < end && isBehind(spare[left], order[right]) ? order[right++] : spare[left++];
  }
}
