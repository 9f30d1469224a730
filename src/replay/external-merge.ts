// Exact order in bounded memory: what the reorder buffer cannot hold is written as ordered runs, which are then merged with the rest.
import { PriorityQueue } from '@datastructures-js/priority-queue';
import { letGo } from '../io/let-go.js';
import type { Run } from '../io/sorted-runs.js';
import type { Batch } from '../model/batch.js';
import { placeOfRow, type ReorderBuffer, type RowPlace } from './reorder.js';
import { compareKeys, keyBefore, LAST_KEY } from './row-key.js';

/** Blocks of rows in any order. */
export interface BlockSource {
  readonly count: number;
  /** Entry k: the least event time of block k and all behind it; the last entry (of count + 1) is Infinity. */
  readonly earliestMs: Float64Array;
  read(block: number): Promise<Batch>;
}

/** A file that keeps batches in order: see createRun. */
export type RunFile = Pick<Run, 'append' | 'next' | 'close'>;

/** A run that was written: what was not read back yet. */
interface SpilledRun {
  readonly file: RunFile;
  /** The place of the first row of each of its batches. */
  readonly heads: readonly RowPlace[];
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
  createRun: () => Promise<RunFile>,
  memoryBytes: number,
): AsyncGenerator<Batch, void, undefined> {
  const headOf = ({ heads, next }: SpilledRun) => buffer.keyOf(heads[next]);
  const runs = new PriorityQueue<SpilledRun>((a, b) => compareKeys(headOf(a), headOf(b)));
  const runBatchBytes = Math.ceil(memoryBytes * RUN_BATCH_SHARE);
  try {
    for (let block = 0; ; ) {
      const blockBound = keyBefore(blocks.earliestMs[block]);
      const run = runs.front();
      const runBound = run && headOf(run);
      const runIsNext = runBound !== null && compareKeys(runBound, blockBound) < 0;
      yield* buffer.release(runIsNext ? runBound : blockBound);
      if (runIsNext) {
        await readOn(runs, buffer);
        continue;
      }
      if (block === blocks.count) return;
      buffer.push(await blocks.read(block++));
      // What the runs need in memory cannot be won back by writing it out again.
      if (buffer.heldBytes > Math.max(memoryBytes, 4 * runs.size() * runBatchBytes)) {
        runs.push(await spill(buffer, await createRun(), runBatchBytes));
      }
    }
  } finally {
    await Promise.all(runs.toArray().map((run) => run.file.close()));
  }
}

/** Writes all that the buffer holds as one run. */
async function spill(buffer: ReorderBuffer, file: RunFile, batchBytes: number): Promise<SpilledRun> {
  const heads: RowPlace[] = [];
  try {
    for (const batch of buffer.release(LAST_KEY, { rows: RUN_BATCH_ROWS, bytes: batchBytes })) {
      heads.push(placeOfRow(batch, 0));
      await file.append(batch);
      letGo(batch);
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  return { file, heads, next: 0 };
}

/** Brings the next batch of the run that holds the order up into the buffer. */
async function readOn(runs: PriorityQueue<SpilledRun>, buffer: ReorderBuffer): Promise<void> {
  const run = runs.front()!;
  const batch = await run.file.next();
  buffer.push(batch!);
  runs.pop();
  run.next++;
  if (run.next < run.heads.length) runs.push(run);
  else await run.file.close();
}
