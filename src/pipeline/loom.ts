// The loom: rows that were read and lines that were made become the series, as batches or as its bytes alone, in order and summed up.
import type { SummedBytes } from '../io/output.js';
import { crc32 } from '../io/scanner/crc32.js';
import { createLineGatherer } from '../io/scanner/line-gatherer.js';
import { LineAdder, LINE_SUM_MODULUS } from '../io/scanner/line-sum.js';
import type { Batch } from '../model/batch.js';
import type { SeriesTable } from '../model/series.js';
import { batchOfRuns } from '../replay/batch-of-runs.js';
import { LAST_KEY, type RowKey } from '../replay/row-key.js';
import type { RowRuns } from '../replay/row-runs.js';
import { CourseCounter, type Courses } from './course-counter.js';
import { Interleaver } from './interleave.js';
import { FIRST_PLACE, OrderCheck, type LastPlace } from './order-check.js';

/** What is known of the rows that have left. */
export interface LoomState {
  /** The sum of those that were read, and of those that do not go on: see createLineSum. */
  readonly lineSum: number;
  readonly last: LastPlace;
}

/** Of a loom from which nothing has left. */
export const NOTHING_WOVEN: LoomState = Object.freeze({ lineSum: 0, last: FIRST_PLACE });

/** Which rows are to leave: those before a bound, or those that were kept back when they might have left. */
export type Leaving = RowKey | 'rest';

/** What is wanted of a loom beside the rows. */
export interface LoomOptions {
  /** What stands in pieces behind each line that was read: see LineGatherer. */
  readonly behindRead?: Uint8Array;
  /** The course of each series. */
  readonly withCourses?: boolean;
}

/** Pieces of lines are cut to this size, so that they fit into memory that is used again and again. */
export const PIECE_BYTES = 2 ** 20;

/** Takes rows of both kinds and gives the series. */
export class Loom {
  readonly #waiting: Interleaver;
  readonly #order: OrderCheck;
  readonly #gather = createLineGatherer();
  readonly #behindRead: Buffer | undefined;
  readonly #courses: CourseCounter | undefined;
  readonly #aside = new LineAdder();
  #lineSum: number;

  /**
   * @param series complete: no sensor is met for the first time any more
   * @param state of another one, to go on from there
   */
  constructor(series: SeriesTable, { lineSum, last }: LoomState = NOTHING_WOVEN, { behindRead, withCourses }: LoomOptions = {}) {
    this.#waiting = new Interleaver(series, behindRead?.length);
    this.#behindRead = behindRead && Buffer.from(behindRead);
    this.#courses = withCourses ? new CourseCounter() : undefined;
    this.#order = new OrderCheck(series, last);
    this.#lineSum = lineSum;
  }

  get state(): LoomState {
    return { lineSum: (this.#lineSum + this.#aside.sum) % LINE_SUM_MODULUS, last: this.#order.last };
  }

  /** Of the rows that have left; undefined where they are not wanted. */
  get courses(): Courses | undefined {
    return this.#courses?.courses;
  }

  /** Takes over a batch whose rows stand in order, behind all that were pushed before; those with a 1 in `isOut` do not go on. */
  pushRead(batch: Batch, isOut?: Uint8Array): void {
    if (isOut) for (let row = 0; row < batch.count; row++) if (isOut[row] === 1) this.#aside.add(batch, row);
    this.#waiting.pushRead(batch, isOut);
  }

  /** Takes over made lines in any order. */
  pushMade(batch: Batch): void {
    this.#waiting.pushMade(batch);
  }

  /** Rows that leave, all of them, in the total order, in batches with bytes of their own. O(bytes). */
  *batches(leaving: Leaving): Generator<Batch, void, undefined> {
    for (const runs of this.#leave(leaving)) yield batchOfRuns(runs, this.#sumUp(runs));
    if (leaving !== 'rest') yield* this.batches('rest');
  }

  /** The same as bytes alone, in pieces that hold until the next; the last rows are kept back until they make a whole piece. */
  *pieces(leaving: Leaving): Generator<SummedBytes, void, undefined> {
    for (const runs of this.#leave(leaving)) {
      const lines = this.#sumUp(runs, this.#behindRead);
      for (let at = 0; at < lines.length; at += PIECE_BYTES) {
        const bytes = lines.subarray(at, at + PIECE_BYTES);
        yield { bytes, crc32: crc32(bytes) };
      }
    }
  }

  /** Takes out all rows that wait, in order, without their leaving; they may be pushed again as rows that were read. */
  takeWaiting(): Batch[] {
    const batches: Batch[] = [];
    const take = (runs: RowRuns) => batches.push(batchOfRuns(runs, this.#gather(runs).bytes));
    for (const runs of this.#waiting.release(LAST_KEY)) take(runs);
    for (const runs of this.#waiting.rest()) take(runs);
    return batches;
  }

  *#leave(leaving: Leaving): Generator<RowRuns, void, undefined> {
    for (const runs of leaving === 'rest' ? this.#waiting.rest() : this.#waiting.release(leaving)) {
      this.#order.check(runs);
      this.#courses?.add(runs);
      yield runs;
    }
  }

  /** The lines of rows that leave. */
  #sumUp(runs: RowRuns, behindRead?: Buffer): Buffer {
    const { bytes, lineSum } = this.#gather(runs, behindRead);
    this.#lineSum = (this.#lineSum + lineSum) % LINE_SUM_MODULUS;
    return bytes;
  }
}
