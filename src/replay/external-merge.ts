// Exact order in bounded memory: what the reorder buffer cannot hold is written as ordered runs, which are then merged with the rest.
import { PriorityQueue } from '@datastructures-js/priority-queue';
import type { Batch } from '../model/batch.js';
import type { ReorderBuffer } from './reorder.js';
import { compareKeys, keyBefore, LAST_KEY, type RowKey } from './row-key.js';

/** Blocks of rows in any order. */
export interface BlockSource {
  readonly count: number;
  /** Entry k: the least event time of block k and all behind it; the last entry (of count + 1) is Infinity. */
  readonly earliestMs: Float64Array;
  read(block: number): Promise<Batch>;
}

/** Where runs go that memory cannot hold. */
export interface RunStore {
  /** Keeps batches as one run and gives them back in the same order and the same pieces. */
  write(batches: Iterable<Batch>): Promise<AsyncIterator<Batch>>;
}

/** A run that was written: what was not read back yet. */
interface SpilledRun {
  readonly batches: AsyncIterator<Batch>;
  /** The place of the first row of each of its batches, and behind them the end. */
  readonly heads: readonly RowKey[];
  next: number;
}

/** Batches of a run are this share of the memory at most, since one of each run is in memory at a time. */
const RUN_BATCH_SHARE = 1 / 512;
const RUN_BATCH_ROWS = 4096;

/**
 * All rows of the blocks in the total order. Blocks and runs are alike to it: each is a place in time before which it holds nothing,
 * so what stands before all of these places leaves, and then whichever holds the order up is read on.
 *
 * Memory: `memoryBytes` beside what the consumer holds, as long as there are fewer than 256 runs (32 GB of log at the default).
 */
export async function* mergeInOrder(
  blocks: BlockSource,
  buffer: ReorderBuffer,
  runStore: RunStore,
  memoryBytes: number,
): AsyncGenerator<Batch, void, undefined> {
  const runs = new PriorityQueue<SpilledRun>((a, b) => compareKeys(a.heads[a.next], b.heads[b.next]));
  const runBatchBytes = Math.ceil(memoryBytes * RUN_BATCH_SHARE);
  for (let block = 0; ; ) {
    const blockBound = keyBefore(blocks.earliestMs[block]);
    const run = runs.front();
    const runBound = run === null ? LAST_KEY : run.heads[run.next];
    const runIsNext = compareKeys(runBound, blockBound) < 0;
    yield* buffer.release(runIsNext ? runBound : blockBound);
    if (runIsNext) {
      await readOn(runs, buffer);
      continue;
    }
    if (block === blocks.count) return;
    buffer.push(await blocks.read(block++));
    // What the runs need in memory cannot be won back by writing it out again.
    if (buffer.heldBytes > Math.max(memoryBytes, 4 * runs.size() * runBatchBytes)) {
      runs.push(await spill(buffer, runStore, runBatchBytes));
    }
  }
}

async function spill(buffer: ReorderBuffer, runStore: RunStore, batchBytes: number): Promise<SpilledRun> {
  const heads: RowKey[] = [];
  function* batches(): Generator<Batch> {
    for (const batch of buffer.release(LAST_KEY, { rows: RUN_BATCH_ROWS, bytes: batchBytes })) {
      heads.push(buffer.keyOf(batch, 0));
      yield batch;
    }
  }
  const run = { batches: await runStore.write(batches()), heads, next: 0 };
  heads.push(LAST_KEY);
  return run;
}

/** Brings the next batch of the run that holds the order up into the buffer. */
async function readOn(runs: PriorityQueue<SpilledRun>, buffer: ReorderBuffer): Promise<void> {
  const run = runs.pop()!;
  const { value } = (await run.batches.next()) as IteratorYieldResult<Batch>;
  buffer.push(value);
  run.next++;
  if (run.next < run.heads.length - 1) runs.push(run);
  else await run.batches.next();
}
