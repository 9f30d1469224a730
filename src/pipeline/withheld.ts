// Rows that are taken out of the stream until it is known what becomes of them, as rows of one batch: columns, and copies of their lines.
import { batchCapacity, copyRow, createBatch, growBatch, type Batch } from '../model/batch.js';
import { DEFAULT_GATHER_LIMITS, gatherRows } from '../replay/gather.js';

const LEAST_BYTES = 1 << 16;

/** Some of the rows that are kept, and the numbers that they are known by. */
export interface NumberedRows {
  readonly numbers: Uint32Array;
  readonly batch: Batch;
}

/**
 * Keeps rows. A row is known by its number in `rows` until it is released; numbers of released rows are used again. Memory: the rows
 * held at most at one time, and about twice the bytes of their lines.
 */
export class WithheldRows {
  /** The rows; valid as a whole until the next `add`. */
  readonly rows: Batch = createBatch(0, Buffer.alloc(0));
  /** Numbers that are free, as a stack. */
  #free = new Int32Array(0);
  #freeCount = 0;
  #isHeld = new Uint8Array(0);
  #held = 0;
  #heldBytes = 0;

  /** Keeps a copy of a row. @returns its number. Amortised O(length). */
  add(batch: Batch, row: number): number {
    const at = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#append();
    this.#put(at, batch, row);
    return at;
  }

  /** All rows that are kept, some thousand at a time. */
  *save(): Generator<NumberedRows, void, undefined> {
    const numbers = Uint32Array.from({ length: this.rows.count }, (_, at) => at).filter((at) => this.has(at));
    for (let from = 0; from < numbers.length; from += DEFAULT_GATHER_LIMITS.rows) {
      const some = numbers.slice(from, from + DEFAULT_GATHER_LIMITS.rows);
      yield { numbers: some, batch: gatherRows(this.rows, some) };
    }
  }

  /** Takes rows in under the numbers that they were known by, before any others. */
  restore(saved: Iterable<NumberedRows>): void {
    for (const { numbers, batch } of saved) {
      for (const [row, at] of numbers.entries()) {
        while (this.rows.count <= at) this.#append();
        this.#put(at, batch, row);
      }
    }
    for (let at = 0; at < this.rows.count; at++) if (!this.has(at)) this.#free[this.#freeCount++] = at;
  }

  #put(at: number, batch: Batch, row: number): void {
    const { rows } = this;
    const length = batch.length[row];
    if (rows.byteCount + length > rows.bytes.length) this.#makeRoom(length);
    copyRow(batch, row, rows, at);
    const start = rows.byteCount;
    rows.start[at] = start;
    rows.length[at] = length;
    const [source, from] = [batch.bytes, batch.start[row]];
    for (let i = 0; i < length; i++) rows.bytes[start + i] = source[from + i];
    rows.byteCount = start + length;
    this.#isHeld[at] = 1;
    this.#held++;
    this.#heldBytes += length;
  }

  /** Whether that number stands for a row that is still kept. */
  has(at: number): boolean {
    return this.#isHeld[at] === 1;
  }

  /** Lets a row go. Its columns may still be read until the next `add`. O(1). */
  release(at: number): void {
    this.#isHeld[at] = 0;
    this.#free[this.#freeCount++] = at;
    this.#heldBytes -= this.rows.length[at];
    if (--this.#held === 0) this.rows.byteCount = 0;
  }

  #append(): number {
    const { rows } = this;
    const at = rows.count++;
    if (at < batchCapacity(rows)) return at;
    growBatch(rows, at + 1);
    this.#free = new Int32Array(batchCapacity(rows));
    const isHeld = new Uint8Array(batchCapacity(rows));
    isHeld.set(this.#isHeld);
    this.#isHeld = isHeld;
    return at;
  }

  /** Closes up the lines that are kept, into larger bytes where these fill more than half of the present ones. */
  #makeRoom(length: number): void {
    const { rows } = this;
    const needed = this.#heldBytes + length;
    const bytes = Buffer.allocUnsafeSlow(Math.max(LEAST_BYTES, 2 * needed));
    let end = 0;
    for (let at = 0; at < rows.count; at++) {
      if (this.#isHeld[at] === 0) continue;
      const start = rows.start[at];
      rows.bytes.copy(bytes, end, start, start + rows.length[at]);
      rows.start[at] = end;
      end += rows.length[at];
    }
    rows.bytes = bytes;
    rows.byteCount = end;
  }
}
