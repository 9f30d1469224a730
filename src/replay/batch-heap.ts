// The priority queue of waiting batches: it holds slot numbers, ordered by the place of each batch's next row.
import { PriorityQueue } from '@datastructures-js/priority-queue';
import type { Batch } from '../model/batch.js';
import type { RowKey } from './row-key.js';

/** A batch whose rows stand in order, of which those before `next` have left. */
export interface WaitingBatch {
  readonly batch: Batch;
  /** What the batch takes in memory. */
  readonly bytes: number;
  next: number;
}

/** A heap of batches by their next row. The keys live in typed arrays by slot, so that nothing is allocated as batches take turns. */
export class BatchHeap {
  readonly #waiting: (WaitingBatch | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #queue = new PriorityQueue<number>((a, b) => this.#compare(a, b));
  #timeMs = new Float64Array(16);
  #timeNs = new Int32Array(16);
  #rank = new Uint32Array(16);
  #arrival = new Float64Array(16);

  /** Takes a batch in. O(log b) for b batches. */
  push(waiting: WaitingBatch, ranks: Uint32Array): void {
    const slot = this.#freeSlots.pop() ?? this.#waiting.length;
    this.#reserve(slot + 1);
    this.#waiting[slot] = waiting;
    this.pushBack(slot, ranks);
  }

  /** Puts a batch that was taken by `pop` back by its next row. O(log b). */
  pushBack(slot: number, ranks: Uint32Array): void {
    this.#setKey(slot, ranks);
    this.#queue.push(slot);
  }

  /** The slot of the batch with the first row of all, which stays out of the heap until it is pushed back or freed. O(log b). */
  pop(): number {
    return this.#queue.pop()!;
  }

  /** Forgets a batch that was taken by `pop`. */
  free(slot: number): void {
    this.#waiting[slot] = undefined;
    this.#freeSlots.push(slot);
  }

  waiting(slot: number): WaitingBatch {
    return this.#waiting[slot]!;
  }

  /** The lesser of the first row's place in the heap and the bound, written into `target`. */
  limit(bound: RowKey, target: { -readonly [K in keyof RowKey]: number }): void {
    const front = this.#queue.front();
    const frontLeads = front !== null && this.#isBefore(front, bound);
    target.timeMs = frontLeads ? this.#timeMs[front] : bound.timeMs;
    target.timeNs = frontLeads ? this.#timeNs[front] : bound.timeNs;
    target.rank = frontLeads ? this.#rank[front] : bound.rank;
    target.arrival = frontLeads ? this.#arrival[front] : bound.arrival;
  }

  /** Whether the first row of all stands before the bound. */
  hasBefore(bound: RowKey): boolean {
    const front = this.#queue.front();
    return front !== null && this.#isBefore(front, bound);
  }

  /** Takes the keys anew after the ranks changed. New ids move the ranks of the others, but not their order, so the heap stays one. */
  rerank(ranks: Uint32Array): void {
    this.#waiting.forEach((waiting, slot) => waiting && this.#setKey(slot, ranks));
  }

  #setKey(slot: number, ranks: Uint32Array): void {
    const { batch, next } = this.#waiting[slot]!;
    this.#timeMs[slot] = batch.timeMs[next];
    this.#timeNs[slot] = batch.timeNs[next];
    this.#rank[slot] = ranks[batch.series[next]];
    this.#arrival[slot] = batch.arrival[next];
  }

  #isBefore(slot: number, key: RowKey): boolean {
    const timeMs = this.#timeMs[slot];
    if (timeMs !== key.timeMs) return timeMs < key.timeMs;
    return (this.#timeNs[slot] - key.timeNs || this.#rank[slot] - key.rank || this.#arrival[slot] - key.arrival) < 0;
  }

  #compare(a: number, b: number): number {
    return (
      this.#timeMs[a] - this.#timeMs[b] ||
      this.#timeNs[a] - this.#timeNs[b] ||
      this.#rank[a] - this.#rank[b] ||
      this.#arrival[a] - this.#arrival[b]
    );
  }

  #reserve(slots: number): void {
    if (slots <= this.#timeMs.length) return;
    const size = this.#timeMs.length * 2;
    this.#timeMs = larger(this.#timeMs, new Float64Array(size));
    this.#timeNs = larger(this.#timeNs, new Int32Array(size));
    this.#rank = larger(this.#rank, new Uint32Array(size));
    this.#arrival = larger(this.#arrival, new Float64Array(size));
  }
}

function larger<T extends Float64Array | Int32Array | Uint32Array>(column: T, target: T): T {
  target.set(column);
  return target;
}
