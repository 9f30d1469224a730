// Order-free sums over lines, to tell whether two passes saw the same ones: in WebAssembly, or with CRC-32 where that is missing.
import { crc32 } from 'node:zlib';
import { rawLine, type Batch } from '../../model/batch.js';
import { createKernel, type Kernel } from './kernel.js';
import { roomIn, type LineRoom } from './line-room.js';

/** Sums are taken modulo this. */
export const LINE_SUM_MODULUS = 2 ** 48;

/** Lines, and bytes of them, that are summed up in one call. */
const ADDED_LINES = 1024;
const ADDED_BYTES = 2 ** 17;

/** The sum of the hashes of the lines of rows [from, to), but for those without a place in the input: a whole number below the modulus. */
export type LineSum = (batch: Batch, from: number, to: number) => number;

/**
 * A sum to which every line contributes by its bytes alone: sums of parts add up to the sum of the whole, and an altered line goes
 * unnoticed with probability 2^-32. Sums of different instances can be compared only where both have a kernel or both have none.
 *
 * @example
 * const sum = createLineSum();
 * sum(batch, 0, batch.count);
 */
export function createLineSum(): LineSum {
  const kernel = createKernel();
  return kernel ? kernelSum(kernel) : crcSum;
}

/** Adds up lines that stand far from each other, one at a time: the same sum. Memory: some hundred kilobytes, or the longest line. */
export class LineAdder {
  readonly #kernel = createKernel();
  #room = this.#kernel && roomIn(this.#kernel, ADDED_LINES, ADDED_BYTES);
  /** Lines that were copied and not summed up yet. */
  #count = 0;
  #byteCount = 0;
  #sum = 0;

  /** Adds the line of a row, if it has a place in the input. */
  add(batch: Batch, row: number): void {
    const { bytes, start, length, offset } = batch;
    if (!this.#room) this.#sum = (this.#sum + crcSum(batch, row, row + 1)) % LINE_SUM_MODULUS;
    else if (offset[row] >= 0) this.#copy(this.#room, bytes, start[row], length[row]);
  }

  /** The sum so far. */
  get sum(): number {
    this.#sumUp();
    return this.#sum;
  }

  #copy(room: LineRoom, source: Buffer, from: number, length: number): void {
    if (this.#count === ADDED_LINES || this.#byteCount + length > room.bytes.length) {
      this.#sumUp();
      if (length > room.bytes.length) room = this.#room = roomIn(this.#kernel!, ADDED_LINES, length);
    }
    const { starts, lengths, bytes } = room;
    const at = this.#byteCount;
    // Most lines are too short for a call to pay.
    for (let i = 0; i < length; i++) bytes[at + i] = source[from + i];
    starts[this.#count] = at;
    lengths[this.#count++] = length;
    this.#byteCount = at + length;
  }

  #sumUp(): void {
    if (!this.#room || this.#count === 0) return;
    const { starts, lengths, bytes } = this.#room;
    const added = this.#kernel!.sumLines(bytes.byteOffset, starts.byteOffset, lengths.byteOffset, this.#count);
    this.#sum = (this.#sum + added) % LINE_SUM_MODULUS;
    this.#count = this.#byteCount = 0;
  }
}

function crcSum(batch: Batch, from: number, to: number): number {
  let sum = 0;
  for (let row = from; row < to; row++) if (batch.offset[row] >= 0) sum = (sum + crc32(rawLine(batch, row))) % LINE_SUM_MODULUS;
  return sum;
}

function kernelSum(kernel: Kernel): LineSum {
  let room = roomIn(kernel, 1024, 2 ** 17);
  return ({ bytes, start, length, offset }, from, to) => {
    let first = Infinity;
    let last = 0;
    for (let row = from; row < to; row++) {
      if (offset[row] < 0) continue;
      const end = start[row] + length[row];
      if (start[row] < first) first = start[row];
      if (end > last) last = end;
    }
    if (first > last) return 0;

    if (to - from > room.starts.length || last - first > room.bytes.length) {
      room = roomIn(kernel, Math.max(to - from, room.starts.length), Math.max(last - first, room.bytes.length));
    }
    const { starts, lengths } = room;
    bytes.copy(room.bytes, 0, first, last);
    let count = 0;
    for (let row = from; row < to; row++) {
      if (offset[row] < 0) continue;
      starts[count] = start[row] - first;
      lengths[count++] = length[row];
    }
    return kernel.sumLines(room.bytes.byteOffset, starts.byteOffset, lengths.byteOffset, count);
  };
}
