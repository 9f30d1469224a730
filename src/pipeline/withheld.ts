// Rows that are taken out of the stream until it is known what becomes of them: in their batch, and copied where that is over before.
import { batchCapacity, copyRow, createBatch, growBatch, type Batch } from '../model/batch.js';
import { DEFAULT_GATHER_LIMITS, gatherRows } from '../replay/gather.js';

const LEAST_BYTES = 1 << 16;

/** Some of the rows that are kept, and the numbers that they are known by. */
export interface NumberedRows {
  readonly numbers: Uint32Array;
  readonly batch: Batch;
}

/** A row where it stands. */
export interface RowPlace {
  readonly batch: Batch;
  readonly row: number;
}

/**
 * Keeps rows. A row is known by a number until it is released; numbers of released rows are used again. Most are released before their
 * batch is through, so a row stays in its batch until `copyLent`, and only what is kept then is copied. Memory: the rows held at most at
 * one time, and about twice the bytes of their lines.
 */
export class WithheldRows {
  /** Where copies stand, each in the row of its number. */
  readonly copies: Batch = createBatch(0, Buffer.alloc(0));
  #copiedBytes = 0;
  /** The batch that rows were withheld from last, their numbers, and by number the row in it; -1 of a row that is a copy. */
  #lender: Batch | undefined;
  #lent: number[] = [];
  #lentRow = new Int32Array(0);
  /** Numbers that are free, as a stack. */
  #free = new Int32Array(0);
  #freeCount = 0;
  #isHeld = new Uint8Array(0);

  /** Keeps a row, which must stay as it is until `copyLent`. @returns its number. Amortised O(1). */
  add(batch: Batch, row: number): number {
    if (batch !== this.#lender) {
      this.copyLent();
      this.#lender = batch;
    }
    const at = this.#number();
    this.#isHeld[at] = 1;
    this.#lentRow[at] = row;
    this.#lent.push(at);
    return at;
  }

  /** Copies the rows that are kept and still stand in the batch that they came in: it is needed no more. O(their bytes). */
  copyLent(): void {
    const lender = this.#lender;
    if (!lender) return;
    this.#lender = undefined;
    for (const at of this.#lent) if (this.has(at) && this.#lentRow[at] >= 0) this.#copy(at, lender, this.#lentRow[at]);
    this.#lent = [];
  }

  /** All rows that are kept, some thousand at a time. */
  *save(): Generator<NumberedRows, void, undefined> {
    this.copyLent();
    const numbers = Uint32Array.from({ length: this.copies.count }, (_, at) => at).filter((at) => this.has(at));
    for (let from = 0; from < numbers.length; from += DEFAULT_GATHER_LIMITS.rows) {
      const some = numbers.slice(from, from + DEFAULT_GATHER_LIMITS.rows);
      yield { numbers: some, batch: gatherRows(this.copies, some) };
    }
  }

  /** Takes rows in under the numbers that they were known by, before any others. */
  restore(saved: Iterable<NumberedRows>): void {
    for (const { numbers, batch } of saved) {
      for (const [row, at] of numbers.entries()) {
        while (this.copies.count <= at) this.#append();
        this.#isHeld[at] = 1;
        this.#copy(at, batch, row);
      }
    }
    for (let at = 0; at < this.copies.count; at++) if (!this.has(at)) this.#free[this.#freeCount++] = at;
  }

  /** Whether that number stands for a row that is still kept. */
  has(at: number): boolean {
    return this.#isHeld[at] === 1;
  }

  /** Where a row is that is kept; valid until the next `add` or `copyLent`. O(1). */
  placeOf(at: number): RowPlace {
    const row = this.#lentRow[at];
    return row >= 0 ? { batch: this.#lender!, row } : { batch: this.copies, row: at };
  }

  /** Lets a row go. Its place may still be read until the next `add` or `copyLent`. O(1). */
  release(at: number): void {
    this.#isHeld[at] = 0;
    this.#free[this.#freeCount++] = at;
    if (this.#lentRow[at] >= 0) return;
    this.#copiedBytes -= this.copies.length[at];
    if (this.#copiedBytes === 0) this.copies.byteCount = 0;
  }

  #copy(at: number, batch: Batch, row: number): void {
    const { copies } = this;
    const length = batch.length[row];
    if (copies.byteCount + length > copies.bytes.length) this.#makeRoom(length);
    copyRow(batch, row, copies, at);
    copies.start[at] = copies.byteCount;
    copies.length[at] = length;
    copies.byteCount += batch.bytes.copy(copies.bytes, copies.byteCount, batch.start[row], batch.start[row] + length);
    this.#copiedBytes += length;
    this.#lentRow[at] = -1;
  }

  #number(): number {
    return this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#append();
  }

  #append(): number {
    const { copies } = this;
    const at = copies.count++;
    if (at < this.#isHeld.length) return at;
    growBatch(copies, at + 1);
    const room = batchCapacity(copies);
    this.#free = new Int32Array(room);
    const [isHeld, lentRow] = [this.#isHeld, this.#lentRow];
    (this.#isHeld = new Uint8Array(room)).set(isHeld);
    (this.#lentRow = new Int32Array(room)).set(lentRow);
    return at;
  }

  /** Closes up the lines of copies that are kept, into larger bytes where these fill more than half of the present ones. */
  #makeRoom(length: number): void {
    const { copies } = this;
    const bytes = Buffer.allocUnsafeSlow(Math.max(LEAST_BYTES, 2 * (this.#copiedBytes + length)));
    let end = 0;
    for (let at = 0; at < copies.count; at++) {
      if (!this.has(at) || this.#lentRow[at] >= 0) continue;
      const start = copies.start[at];
      copies.bytes.copy(bytes, end, start, start + copies.length[at]);
      copies.start[at] = end;
      end += copies.length[at];
    }
    copies.bytes = bytes;
    copies.byteCount = end;
  }
}
