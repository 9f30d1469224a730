// The weaver: a loom as the recovery uses it, in this thread or in one of its own.
import type { SummedBytes } from '../io/output.js';
import type { Batch } from '../model/batch.js';
import type { SeriesTable } from '../model/series.js';
import type { RowKey } from '../replay/row-key.js';
import type { Courses } from './course-counter.js';
import { Loom, type Leaving, type LoomState } from './loom.js';

/** Takes the series as lines. */
export interface LineSink {
  /** What is to stand behind lines that were read: see LineGatherer. */
  readonly behindRead: Buffer;
  readonly write: (piece: SummedBytes) => Promise<void>;
}

/** What is wanted of a weaver. */
export interface WeaverOptions {
  readonly lines?: LineSink;
  /** The course of each series. */
  readonly withCourses?: boolean;
}

/** Takes rows of both kinds and gives the series: as batches or, where it was given a sink for lines, to that one. */
export interface Weaver {
  /** Takes over a batch whose rows stand in order, behind all that were pushed before; those with a 1 in `isOut` do not go on. */
  pushRead(batch: Batch, isOut?: Uint8Array): void;
  /** Takes over made lines in any order. */
  pushMade(batch: Batch): void;
  /** Lets go of the rows before the bound, in the total order. What leaves may come at a later call, but in order. */
  release(bound: RowKey): AsyncIterable<Batch>;
  /** What was let go and has not come yet. */
  rest(): AsyncIterable<Batch>;
  /** Takes out all rows that wait, in order, once the `rest` has come; they may be pushed again as rows that were read. */
  takeWaiting(): Promise<Batch[]>;
  /** Of the rows that have come. */
  readonly state: LoomState;
  /** The same, once the `rest` has come; undefined where they are not wanted. */
  readonly courses: Courses | undefined;
  close(): Promise<void>;
}

/** A weaver in this thread. */
export class LocalWeaver implements Weaver {
  readonly #loom: Loom;
  readonly #lines: LineSink | undefined;

  /** See Loom. */
  constructor(series: SeriesTable, state?: LoomState, { lines, withCourses }: WeaverOptions = {}) {
    this.#loom = new Loom(series, state, { behindRead: lines?.behindRead, withCourses });
    this.#lines = lines;
  }

  get state(): LoomState {
    return this.#loom.state;
  }

  get courses(): Courses | undefined {
    return this.#loom.courses;
  }

  pushRead(batch: Batch, isOut?: Uint8Array): void {
    this.#loom.pushRead(batch, isOut);
  }

  pushMade(batch: Batch): void {
    this.#loom.pushMade(batch);
  }

  release(bound: RowKey): AsyncGenerator<Batch, void, undefined> {
    return this.#leave(bound);
  }

  rest(): AsyncGenerator<Batch, void, undefined> {
    return this.#leave('rest');
  }

  async takeWaiting(): Promise<Batch[]> {
    return this.#loom.takeWaiting();
  }

  async close(): Promise<void> {}

  async *#leave(leaving: Leaving): AsyncGenerator<Batch, void, undefined> {
    if (!this.#lines) yield* this.#loom.batches(leaving);
    else for (const piece of this.#loom.pieces(leaving)) await this.#lines.write(piece);
  }
}
