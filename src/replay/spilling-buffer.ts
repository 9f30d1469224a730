// A reorder buffer that writes what it cannot hold as ordered runs, which are merged with the rest where rows leave.
import { PriorityQueue } from '@datastructures-js/priority-queue';
import { letGo } from '../io/let-go.js';
import type { Run } from '../io/sorted-runs.js';
import type { Batch } from '../model/batch.js';
import { placeOfRow, type ReorderBuffer, type RowPlace } from './reorder.js';
import { compareKeys, LAST_KEY, type RowKey } from './row-key.js';

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

/** Memory: `memoryBytes`, as long as there are fewer than 256 runs (32 GB of log at the default). Await each call before the next. */
export class SpillingBuffer {
  readonly #buffer: ReorderBuffer;
  readonly #createRun: () => Promise<RunFile>;
  readonly #memoryBytes: number;
  readonly #runBatchBytes: number;
  readonly #runs: PriorityQueue<SpilledRun>;

  constructor(buffer: ReorderBuffer, createRun: () => Promise<RunFile>, memoryBytes: number) {
    this.#buffer = buffer;
    this.#createRun = createRun;
    this.#memoryBytes = memoryBytes;
    this.#runBatchBytes = Math.ceil(memoryBytes * RUN_BATCH_SHARE);
    this.#runs = new PriorityQueue<SpilledRun>((a, b) => compareKeys(this.#headOf(a), this.#headOf(b)));
  }

  /** Takes a batch over; see ReorderBuffer. */
  push(batch: Batch): void {
    this.#buffer.push(batch);
  }

  /** Writes all that is held as one run, where it is more than the memory. */
  async relieve(): Promise<void> {
    // What the runs need in memory cannot be won back by writing it out again.
    if (this.#buffer.heldBytes <= Math.max(this.#memoryBytes, 4 * this.#runs.size() * this.#runBatchBytes)) return;
    const file = await this.#createRun();
    const heads: RowPlace[] = [];
    try {
      for (const batch of this.#buffer.release(LAST_KEY, { rows: RUN_BATCH_ROWS, bytes: this.#runBatchBytes })) {
        heads.push(placeOfRow(batch, 0));
        await file.append(batch);
        letGo(batch);
      }
    } catch (error) {
      await file.close();
      throw error;
    }
    this.#runs.push({ file, heads, next: 0 });
  }

  /** The rows that stand before the bound, in the total order; nothing may be pushed meanwhile. */
  async *release(bound: RowKey): AsyncGenerator<Batch, void, undefined> {
    for (;;) {
      // Runs are alike to what is still to come: each is a place before which it holds nothing, and the first of them holds the order up.
      const run = this.#runs.front();
      const head = run && this.#headOf(run);
      const isHeldUp = head !== null && compareKeys(head, bound) < 0;
      yield* this.#buffer.release(isHeldUp ? head : bound);
      if (!isHeldUp) return;
      await this.#readOn(run!);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#runs.toArray().map((run) => run.file.close()));
  }

  #headOf({ heads, next }: SpilledRun): RowKey {
    return this.#buffer.keyOf(heads[next]);
  }

  /** Brings the next batch of the first run into the buffer. */
  async #readOn(run: SpilledRun): Promise<void> {
    const batch = await run.file.next();
    this.#buffer.push(batch!);
    this.#runs.pop();
    run.next++;
    if (run.next < run.heads.length) this.#runs.push(run);
    else await run.file.close();
  }
}
