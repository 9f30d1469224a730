// The reorder buffer: batches come in any order, rows leave in the total order as soon as a bound says that nothing earlier can follow.
import { letGo, letGoColumns } from '../io/let-go.js';
import { batchCapacity, ROW_BYTES, type Batch } from '../model/batch.js';
import type { SeriesTable } from '../model/series.js';
import { copyRows, DEFAULT_GATHER_LIMITS, Gatherer, permuteRows, sliceRows, type GatherLimits } from './gather.js';
import { LAST_KEY, rowIsBefore, type RowKey } from './row-key.js';
import { BatchHeap, type WaitingBatch } from './batch-heap.js';
import { sortRows } from './sort-rows.js';

/** Below this the buffer does not care how much of what it holds has left already. */
const COMPACT_ABOVE_BYTES = 16 << 20;
/** Fewer rows are better copied than passed in a batch of their own. */
const FEWEST_TO_PASS = 64;
/** Bytes held for each byte still wanted, at which the rest is copied out of its batches. */
const COMPACT_RATIO = 4;

/** What decides where a row stands, whatever sensors are still to come: they move the ranks of series, but not their order. */
export interface RowPlace {
  readonly timeMs: number;
  readonly timeNs: number;
  readonly series: number;
  readonly arrival: number;
}

/** The place of row i. */
export function placeOfRow(batch: Batch, i: number): RowPlace {
  return { timeMs: batch.timeMs[i], timeNs: batch.timeNs[i], series: batch.series[i], arrival: batch.arrival[i] };
}

/**
 * Holds batches until their rows may leave. Every batch is put in order by itself when it comes (in-order rows are a queue, only its
 * stragglers are sorted), so the heap holds one slot number for each waiting batch, not one for each row, rows that are not interleaved
 * with another batch leave without a copy, and merging many batches reads each of them from front to back.
 *
 * Memory: the batches that still have a row to emit; where most of their rows have left, the rest is copied out of them.
 */
export class ReorderBuffer {
  readonly #series: SeriesTable;
  readonly #heap = new BatchHeap();
  readonly #limit = { timeMs: 0, timeNs: 0, rank: 0, arrival: 0 };
  #ranks: Uint32Array = new Uint32Array(0);
  #heldBytes = 0;
  #wantedBytes = 0;
  #heldRows = 0;
  #maxHeldBytes = 0;
  #maxHeldRows = 0;

  constructor(series: SeriesTable) {
    this.#series = series;
  }

  /** Bytes of the batches held, columns and raw lines. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Rows not yet emitted. */
  get heldRows(): number {
    return this.#heldRows;
  }

  get maxHeldBytes(): number {
    return this.#maxHeldBytes;
  }

  get maxHeldRows(): number {
    return this.#maxHeldRows;
  }

  /** The place of a row in the total order as far as it is known by now, to make a bound of. */
  keyOf({ timeMs, timeNs, series, arrival }: RowPlace): RowKey {
    this.#refreshRanks();
    return { timeMs, timeNs, rank: this.#ranks[series], arrival };
  }

  /** Takes a batch over. O(n log n) for n rows, O(n) where none is far from its place. */
  push(batch: Batch): void {
    if (batch.count === 0) return;
    this.#refreshRanks();
    const order = sortRows(batch, this.#ranks);
    if (order) {
      this.#add(permuteRows(batch, order));
      letGoColumns(batch);
    } else this.#add(batch);
    if (this.#heldBytes > COMPACT_ABOVE_BYTES && this.#heldBytes > COMPACT_RATIO * this.#wantedBytes) this.#compact();
    this.#maxHeldBytes = Math.max(this.#maxHeldBytes, this.#heldBytes);
    this.#maxHeldRows = Math.max(this.#maxHeldRows, this.#heldRows);
  }

  /**
   * The rows that stand before the bound, in the total order, in batches of limited size; nothing may be pushed meanwhile. Where at
   * least half of a batch leaves in one piece, and that is no small one, these rows pass as they lie, in a batch of their own.
   * O(log b) for each change from one of b waiting batches to another.
   */
  *release(bound: RowKey, limits: GatherLimits = DEFAULT_GATHER_LIMITS): Generator<Batch, void, undefined> {
    const gatherer = new Gatherer(limits);
    while (this.#heap.hasBefore(bound)) {
      const slot = this.#heap.pop();
      const waiting = this.#heap.waiting(slot);
      this.#heap.limit(bound, this.#limit);
      const end = this.#endBefore(waiting, this.#limit);
      const leaving = end - waiting.next;
      if (leaving >= FEWEST_TO_PASS && 2 * leaving >= waiting.batch.count) {
        const before = gatherer.take();
        if (before) yield before;
        this.#heap.free(slot);
        yield this.#pass(waiting, end);
        continue;
      }
      while (waiting.next < end) {
        this.#leave(waiting, gatherer.append(waiting.batch, waiting.next, end, this.#heldRows, this.#heldBytes));
        if (waiting.next < end) yield gatherer.take()!;
      }
      if (end === waiting.batch.count) {
        this.#heap.free(slot);
        letGo(waiting.batch);
      } else this.#heap.pushBack(slot, this.#ranks);
    }
    const rest = gatherer.take();
    if (rest) yield rest;
  }

  #add(batch: Batch): void {
    const bytes = batch.bytes.length + batchCapacity(batch) * ROW_BYTES;
    this.#heap.push({ batch, bytes, next: 0 }, this.#ranks);
    this.#heldBytes += bytes;
    this.#wantedBytes += bytes;
    this.#heldRows += batch.count;
  }

  /** Lets the rows of a batch up to `end` leave as they lie. The batch goes with them, so the rest is copied out of it. */
  #pass(waiting: WaitingBatch, end: number): Batch {
    const { batch, next } = waiting;
    const { count } = batch;
    this.#leave(waiting, count);
    if (end < count) this.#add(copyRows(batch, end, count));
    if (next > 0) return sliceRows(batch, next, end);
    batch.count = end;
    return batch;
  }

  /** The rows of a batch up to `next` have left. */
  #leave(waiting: WaitingBatch, next: number): void {
    const share = waiting.bytes / waiting.batch.count;
    this.#heldRows -= next - waiting.next;
    this.#wantedBytes -= (next - waiting.next) * share;
    waiting.next = next;
    if (next === waiting.batch.count) this.#heldBytes -= waiting.bytes;
  }

  /** The place behind the last row of a batch that stands before the limit; its next row does. */
  #endBefore(waiting: WaitingBatch, limit: RowKey): number {
    const { batch } = waiting;
    if (rowIsBefore(batch, batch.count - 1, this.#ranks, limit)) return batch.count;
    let end = waiting.next + 1;
    while (rowIsBefore(batch, end, this.#ranks, limit)) end++;
    return end;
  }

  /** A few rows left behind in many batches would keep all of these alive. O(rows held), for at least three times as much that left. */
  #compact(): void {
    const kept = [...this.release(LAST_KEY)];
    for (const batch of kept) this.#add(batch);
  }

  #refreshRanks(): void {
    if (this.#series.size === this.#ranks.length) return;
    this.#ranks = this.#series.ranks();
    this.#heap.rerank(this.#ranks);
  }
}
