// The weaver: rows that were read and lines that were made become the series, whose order and lines are checked as they leave.
import type { Batch } from '../model/batch.js';
import type { SeriesTable } from '../model/series.js';
import type { RowKey } from '../replay/row-key.js';
import { Interleaver } from './interleave.js';
import { FIRST_PLACE, OrderCheck, type LastPlace } from './order-check.js';

/** What a weaver knows of the rows that have left. */
export interface WeaverState {
  /** The sum of those that were read: see createLineSum. */
  readonly lineSum: number;
  readonly last: LastPlace;
}

/** Of one from which nothing has left. */
export const NOTHING_WOVEN: WeaverState = Object.freeze({ lineSum: 0, last: FIRST_PLACE });

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
  /** Takes out all rows that wait, in order, once the `rest` has come; they may be pushed again as rows that were read. */
  takeWaiting(): Promise<Batch[]> | Batch[];
  /** Of the rows that have come. */
  readonly state: WeaverState;
  close(): Promise<void>;
}

/** A weaver in this thread: what may leave comes at once. */
export class LocalWeaver implements Weaver {
  readonly #waiting: Interleaver;
  readonly #order: OrderCheck;

  /**
   * @param series complete: no sensor is met for the first time any more
   * @param state of another one, to go on from there
   */
  constructor(series: SeriesTable, { lineSum, last }: WeaverState = NOTHING_WOVEN) {
    this.#waiting = new Interleaver(series, lineSum);
    this.#order = new OrderCheck(series, last);
  }

  get state(): WeaverState {
    return { lineSum: this.#waiting.lineSum, last: this.#order.last };
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

  takeWaiting(): Batch[] {
    return this.#waiting.takeWaiting();
  }

  async close(): Promise<void> {}
}
