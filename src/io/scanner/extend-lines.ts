// Lines of a batch with a text behind each that was read and no made one.
import type { Batch } from '../../model/batch.js';
import { createLineGatherer } from './line-gatherer.js';

/** The lines of all rows in row order, each with its newline. What it gives holds until the next call. */
export type LineExtender = (batch: Batch) => Buffer;

/** Puts a text behind each line that was read: see LineGatherer. O(bytes); memory: twice a batch and what comes of it. */
export function createLineExtender(text: Buffer): LineExtender {
  const gather = createLineGatherer();
  return (batch) => {
    const { count, length } = batch;
    if (count === 0) return Buffer.alloc(0);
    let byteCount = count * (1 + text.length);
    for (let row = 0; row < count; row++) byteCount += length[row];
    return gather({ sources: [{ batch, from: 0, to: count }], table: Uint32Array.of(0, 0, count), count: 1, byteCount }, text).bytes;
  };
}
