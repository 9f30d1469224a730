// The order of the rows inside one batch: what is in order stays a queue, only the stragglers are sorted, then both are merged.
import type { Batch } from '../model/batch.js';
import { compareRows } from './row-key.js';

/**
 * The row numbers of a batch in the total order, or undefined where the rows stand in order already. O(n + s log s) for s stragglers.
 */
export function sortRows(batch: Batch, ranks: Uint32Array): Uint32Array | undefined {
  const { count } = batch;
  const inOrder = firstDescent(batch, ranks);
  if (inOrder === count) return undefined;

  const queue = new Uint32Array(count);
  const strays = new Uint32Array(count);
  let queued = inOrder;
  let strayed = 0;
  for (let i = 0; i < inOrder; i++) queue[i] = i;
  for (let i = inOrder; i < count; i++) {
    if (queued === 0 || compareRows(batch, queue[queued - 1], i, ranks) <= 0) queue[queued++] = i;
    // A row far in the future must not turn all that follow it into stragglers: then it is the straggler itself.
    else if (queued === 1 || compareRows(batch, queue[queued - 2], i, ranks) <= 0) {
      strays[strayed++] = queue[queued - 1];
      queue[queued - 1] = i;
    } else strays[strayed++] = i;
  }
  strays.subarray(0, strayed).sort((i, j) => compareRows(batch, i, j, ranks));
  return merge(batch, ranks, queue.subarray(0, queued), strays.subarray(0, strayed));
}

/** The first row that stands before its predecessor, or the row count. */
function firstDescent(batch: Batch, ranks: Uint32Array): number {
  const { count, timeMs } = batch;
  for (let i = 1; i < count; i++) {
    const stepMs = timeMs[i] - timeMs[i - 1];
    if (stepMs < 0 || (stepMs === 0 && compareRows(batch, i - 1, i, ranks) > 0)) return i;
  }
  return count;
}

function merge(batch: Batch, ranks: Uint32Array, a: Uint32Array, b: Uint32Array): Uint32Array {
  const order = new Uint32Array(a.length + b.length);
  let i = 0;
  let j = 0;
  for (let k = 0; k < order.length; k++) {
    order[k] = j === b.length || (i < a.length && compareRows(batch, a[i], b[j], ranks) <= 0) ? a[i++] : b[j++];
  }
  return order;
}
