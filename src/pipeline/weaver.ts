// The weaver: rows that were read and lines that were made become the series, whose order and lines are checked as they leave.
import type { Batch } from '../model/batch.js';
import type { SeriesTable } from '../model/series.js';
import type { RowKey } from '../replay/row-key.js';
import { Interleaver } from './interleave.js';
import { OrderCheck } from './order-check.js';

/** Takes rows of both kinds and gives the series. */
export interface Weaver {
  /** Takes over a batch whose rows stand in order, behind all that were pushed before; those with a 1 in `isOut` do not go on. */
  pushRead(batch: Batch, isOut?: Uint8Array): void;
  /** Takes over made lines in any order. */
  pushMade(batch: Batch): void;
  /** Lets go of the rows before the bound, in the total order. What leaves may come at a later call, but in order. */
  release(bound: RowKey): AsyncIterable<Batch> | Iterable<Batch>;
  /** What was let go and has not come yet. */
  rest(): AsyncIterable<Batch> | Iterable<Batch>;
  /** The sum of the lines that were read and have come: see createLineSum. */
  readonly lineSum: number;
  close(): Promise<void>;
}

/** A weaver in this thread: what may leave comes at once. */
export class LocalWeaver implements Weaver {
  readonly #waiting: Interleaver;
  readonly #order: OrderCheck;

  /** @param series complete: no sensor is met for the first time any more */
  constructor(series: SeriesTable) {
    this.#waiting = new Interleaver(series);
    this.#order = new OrderCheck(series);
  }

  get lineSum(): number {
    return this.#waiting.lineSum;
  }

  pushRead(batch: Batch, isOut?: Uint8Array): void {
    this.#waiting.pushRead(batch, isOut);
  }

  pushMade(batch: Batch): void {
    this.#waiting.pushMade(batch);
  }

  *release(bound: RowKey): Generator<Batch, void, undefined> {
    for (const batch of this.#waiting.release(bound)) {
      this.#order.check(batch);
      yield batch;
    }
  }

  rest(): Iterable<Batch> {
    return [];
  }

  async close(): Promise<void> {}
}
