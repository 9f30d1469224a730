// Exact order in bounded memory: what the reorder buffer cannot hold is written as ordered runs, which are then merged with the rest.
import type { Batch } from '../model/batch.js';
import type { ReorderBuffer } from './reorder.js';
import { keyBefore } from './row-key.js';
import { SpillingBuffer, type RunFile } from './spilling-buffer.js';

/** Blocks of rows in any order. */
export interface BlockSource {
  readonly count: number;
  /** Entry k: the least event time of block k and all behind it; the last entry (of count + 1) is Infinity. */
  readonly earliestMs: Float64Array;
  read(block: number): Promise<Batch>;
}

/**
 * All rows of the blocks in the total order: what stands before all that is still to come leaves, then the next block is read.
 *
 * Memory: `memoryBytes` beside what the consumer holds: see SpillingBuffer.
 */
export async function* mergeInOrder(
  blocks: BlockSource,
  buffer: ReorderBuffer,
  createRun: () => Promise<RunFile>,
  memoryBytes: number,
): AsyncGenerator<Batch, void, undefined> {
  const spilling = new SpillingBuffer(buffer, createRun, memoryBytes);
  try {
    for (let block = 0; ; block++) {
      yield* spilling.release(keyBefore(blocks.earliestMs[block]));
      if (block === blocks.count) return;
      spilling.push(await blocks.read(block));
      await spilling.relieve();
    }
  } finally {
    await spilling.close();
  }
}
