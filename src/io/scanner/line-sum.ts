// Order-free sums over lines, to tell whether two passes saw the same ones: in WebAssembly, or with CRC-32 where that is missing.
import { crc32 } from 'node:zlib';
import { rawLine, type Batch } from '../../model/batch.js';
import { createKernel, type Kernel } from './kernel.js';
import { roomIn } from './line-room.js';

/** Sums are taken modulo this. */
export const LINE_SUM_MODULUS = 2 ** 48;

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
