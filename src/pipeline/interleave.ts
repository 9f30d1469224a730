// Rows that were read and lines that were made, as one stream: both are in order by themselves, so no heap is needed to merge them.
import { letGo } from '../io/let-go.js';
import type { Batch } from '../model/batch.js';
import type { SeriesTable } from '../model/series.js';
import { DEFAULT_GATHER_LIMITS } from '../replay/gather.js';
import { ReorderBuffer } from '../replay/reorder.js';
import { LAST_KEY, rowIsBefore, type RowKey } from '../replay/row-key.js';
import { RunGatherer, type RowRun } from '../replay/run-gatherer.js';

/** A batch that was read. */
interface ReadBatch {
  readonly batch: Batch;
  /** A 1 for each row that is not to go on; undefined where all do. */
  readonly isOut: Uint8Array | undefined;
  /** The first row that has not left yet. */
  next: number;
}

/** Merges rows that come in order with lines that are made about them. Memory: what waits, in the batches it came in. */
export class Interleaver {
  readonly #ranks: () => Uint32Array;
  readonly #made: ReorderBuffer;
  readonly #read: ReadBatch[] = [];
  readonly #gatherer = new RunGatherer();
  #runs: RowRun[] = [];
  /** Batches all of whose rows have left, or are in the runs. */
  #over: Batch[] = [];
  #rows = 0;
  #byteCount = 0;

  /**
   * @param series complete: no sensor is met for the first time any more
   * @param lineSum of the lines that have left before
   */
  constructor(series: SeriesTable, lineSum = 0) {
    this.#gatherer.lineSum = lineSum;
    let ranks: Uint32Array | undefined;
    this.#ranks = () => (ranks ??= series.ranks());
    this.#made = new ReorderBuffer(series);
  }

  /** The sum of the lines that were read and have left: see createLineSum. */
  get lineSum(): number {
    return this.#gatherer.lineSum;
  }

  /** Takes a batch whose rows stand in order, behind all that were pushed before; those with a 1 in `isOut` do not go on. */
  pushRead(batch: Batch, isOut?: Uint8Array): void {
    if (batch.count > 0) this.#read.push({ batch, isOut, next: 0 });
  }

  /** Takes made lines in any order. */
  pushMade(batch: Batch): void {
    this.#made.push(batch);
  }

  /** The rows before the bound, in the total order, in batches of limited size with bytes of their own. O(bytes). */
  *release(bound: RowKey): Generator<Batch, void, undefined> {
    const ranks = this.#ranks();
    for (const made of this.#made.release(bound)) {
      const { timeMs, timeNs, series, arrival } = made;
      for (let row = 0; row < made.count; ) {
        const key = { timeMs: timeMs[row], timeNs: timeNs[row], rank: ranks[series[row]], arrival: arrival[row] };
        yield* this.#releaseRead(key, ranks);
        // Made lines up to the next row that was read.
        const from = row++;
        const next = this.#read[0];
        while (row < made.count && (!next || !rowIsBefore(next.batch, next.next, ranks, keyOf(made, row, ranks)))) row++;
        yield* this.#add(made, from, row);
      }
      this.#over.push(made);
    }
    yield* this.#releaseRead(bound, ranks);
    if (this.#rows > 0) yield this.#take();
  }

  /** Takes out all rows that wait, in the total order, without their leaving: they may be pushed again as rows that were read. */
  takeWaiting(): Batch[] {
    const { lineSum } = this;
    const batches = [...this.release(LAST_KEY)];
    this.#gatherer.lineSum = lineSum;
    return batches;
  }

  *#releaseRead(bound: RowKey, ranks: Uint32Array): Generator<Batch, void, undefined> {
    while (this.#read.length > 0) {
      const read = this.#read[0];
      const { batch, isOut } = read;
      const end = endBefore(batch, read.next, ranks, bound);
      for (let row = read.next; row < end; ) {
        while (row < end && isOut && isOut[row] === 1) row++;
        const from = row;
        while (row < end && !(isOut && isOut[row] === 1)) row++;
        if (row > from) yield* this.#add(batch, from, row);
      }
      read.next = end;
      if (end < batch.count) return;
      this.#read.shift();
      this.#over.push(batch);
    }
  }

  /** Adds rows to the batch to come; gives those that are full. */
  *#add(batch: Batch, from: number, to: number): Generator<Batch, void, undefined> {
    const { length } = batch;
    const { rows: mostRows, bytes: mostBytes } = DEFAULT_GATHER_LIMITS;
    let first = from;
    for (let row = from; row < to; row++) {
      const size = length[row] + 1;
      if (this.#rows === mostRows || (this.#byteCount + size > mostBytes && this.#rows > 0)) {
        if (row > first) this.#runs.push({ batch, from: first, to: row });
        yield this.#take();
        first = row;
      }
      this.#rows++;
      this.#byteCount += size;
    }
    this.#runs.push({ batch, from: first, to });
  }

  #take(): Batch {
    const batch = this.#gatherer.gather(this.#runs, this.#rows, this.#byteCount);
    this.#runs = [];
    for (const over of this.#over.splice(0)) letGo(over);
    this.#rows = this.#byteCount = 0;
    return batch;
  }
}

function keyOf({ timeMs, timeNs, series, arrival }: Batch, row: number, ranks: Uint32Array): RowKey {
  return { timeMs: timeMs[row], timeNs: timeNs[row], rank: ranks[series[row]], arrival: arrival[row] };
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
