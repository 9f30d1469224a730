// Rows that were read and lines that were made, as one stream: both are in order by themselves, so no heap is needed to merge them.
import { letGo } from '../io/let-go.js';
import type { Batch } from '../model/batch.js';
import type { SeriesTable } from '../model/series.js';
import { ReorderBuffer } from '../replay/reorder.js';
import { rowIsBefore, type RowKey } from '../replay/row-key.js';
import { RowRuns } from '../replay/row-runs.js';

/** A batch that was read. */
interface ReadBatch {
  readonly batch: Batch;
  /** A 1 for each row that is not to go on; undefined where all do. */
  readonly isOut: Uint8Array | undefined;
  /** The first row that has not left yet. */
  next: number;
}

/** Batches that are used up are held until the runs that lie in them have been put together, or until they take so much. */
const MOST_OVER_BYTES = 2 ** 23;

/** Merges rows that come in order with lines that are made about them. Memory: what waits, in the batches it came in. */
export class Interleaver {
  readonly #ranks: () => Uint32Array;
  readonly #made: ReorderBuffer;
  readonly #read: ReadBatch[] = [];
  readonly #runs: RowRuns;
  /** Batches all of whose rows have left, or are in the runs. */
  #over: Batch[] = [];
  #overBytes = 0;

  /**
   * @param series complete: no sensor is met for the first time any more
   * @param behind see RowRuns
   */
  constructor(series: SeriesTable, behind = 0) {
    this.#runs = new RowRuns(behind);
    let ranks: Uint32Array | undefined;
    this.#ranks = () => (ranks ??= series.ranks());
    this.#made = new ReorderBuffer(series);
  }

  /** Takes a batch whose rows stand in order, behind all that were pushed before; those with a 1 in `isOut` do not go on. */
  pushRead(batch: Batch, isOut?: Uint8Array): void {
    if (batch.count > 0) this.#read.push({ batch, isOut, next: 0 });
  }

  /** Takes made lines in any order. */
  pushMade(batch: Batch): void {
    this.#made.push(batch);
  }

  /** The rows before the bound, in the total order, as runs that hold until the next; some of them may come with the `rest` only. O(rows). */
  *release(bound: RowKey): Generator<RowRuns, void, undefined> {
    const ranks = this.#ranks();
    const key = { timeMs: 0, timeNs: 0, rank: 0, arrival: 0 };
    for (const made of this.#made.release(bound)) {
      for (let row = 0; row < made.count; ) {
        takeKey(key, made, row, ranks);
        while (!this.#addRead(key, ranks)) yield* this.#leave();
        // Made lines up to the next row that was read.
        let from = row++;
        const next = this.#read[0];
        while (row < made.count && (!next || !rowIsBefore(next.batch, next.next, ranks, takeKey(key, made, row, ranks)))) row++;
        while ((from = this.#runs.add(made, from, row)) < row) yield* this.#leave();
      }
      if (this.#isTooMuchOver(made)) yield* this.#leave();
    }
    while (!this.#addRead(bound, ranks)) yield* this.#leave();
  }

  /** What was released and has not come yet. */
  *rest(): Generator<RowRuns, void, undefined> {
    if (this.#runs.rows > 0) yield* this.#leave();
  }

  *#leave(): Generator<RowRuns, void, undefined> {
    yield this.#runs;
    this.#runs.clear();
    for (const batch of this.#over.splice(0)) letGo(batch);
    this.#overBytes = 0;
  }

  /** Adds the rows that were read and stand before the bound. @returns whether that were all; otherwise the runs have to leave first. */
  #addRead(bound: RowKey, ranks: Uint32Array): boolean {
    while (this.#read.length > 0) {
      const read = this.#read[0];
      const { batch } = read;
      if (!this.#addRows(read, endBefore(batch, read.next, ranks, bound))) return false;
      if (read.next < batch.count) return true;
      this.#read.shift();
      if (this.#isTooMuchOver(batch)) return false;
    }
    return true;
  }

  /** Adds the rows up to `end` that go on. @returns whether all found room. */
  #addRows(read: ReadBatch, end: number): boolean {
    const { batch, isOut } = read;
    for (let row = read.next; row < end; ) {
      while (row < end && isOut && isOut[row] === 1) row++;
      const from = row;
      while (row < end && !(isOut && isOut[row] === 1)) row++;
      read.next = row > from ? this.#runs.add(batch, from, row) : row;
      if (read.next < row) return false;
    }
    return true;
  }

  /** Takes note of a batch that is used up. @returns whether such batches take too much by now. */
  #isTooMuchOver(batch: Batch): boolean {
    if (this.#runs.rows === 0) {
      letGo(batch);
      return false;
    }
    this.#over.push(batch);
    this.#overBytes += batch.bytes.length;
    return this.#overBytes > MOST_OVER_BYTES;
  }
}

function takeKey(key: { -readonly [K in keyof RowKey]: number }, { timeMs, timeNs, series, arrival }: Batch, row: number, ranks: Uint32Array): RowKey {
  key.timeMs = timeMs[row];
  key.timeNs = timeNs[row];
  key.rank = ranks[series[row]];
  key.arrival = arrival[row];
  return key;
}

/** The first row from `from` on that does not stand before the bound. */
function endBefore(batch: Batch, from: number, ranks: Uint32Array, bound: RowKey): number {
  const { count, timeMs } = batch;
  let end = from;
  for (; end < count; end++) {
    const time = timeMs[end];
    if (time < bound.timeMs) continue;
    if (time > bound.timeMs || !rowIsBefore(batch, end, ranks, bound)) break;
  }
  return end;
}
