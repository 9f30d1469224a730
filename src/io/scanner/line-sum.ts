// Order-free sums over lines, to tell whether two passes saw the same ones: in WebAssembly, or with CRC-32 where that is missing.
import { crc32 } from 'node:zlib';
import { rawLine, type Batch } from '../../model/batch.js';
import { createKernel, type Kernel } from './kernel.js';
import { PADDING_BYTES } from './shape-format.js';

/** Sums are taken modulo this. */
export const LINE_SUM_MODULUS = 2 ** 48;

/** The sum of the hashes of the lines of rows [from, to), but for those without a place in the input: a whole number below the modulus. */
export type LineSum = (batch: Batch, from: number, to: number) => number;

const PAGE_BYTES = 65_536;

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

/** Places in the kernel's memory for that many lines and their bytes; those of before are then of no use. */
function roomIn(kernel: Kernel, rows: number, byteCount: number): { starts: Uint32Array; lengths: Uint32Array; bytes: Buffer } {
  const { memory } = kernel;
  const startsAt = Math.ceil(kernel.heapBase() / 16) * 16;
  const bytesAt = startsAt + 2 * 4 * rows;
  const missing = bytesAt + byteCount + PADDING_BYTES - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  const { buffer } = memory;
  return {
    starts: new Uint32Array(buffer, startsAt, rows),
    lengths: new Uint32Array(buffer, startsAt + 4 * rows, rows),
    bytes: Buffer.from(buffer, bytesAt, byteCount),
  };
}
