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
  const { memory } = kernel;
  const base = Math.ceil(kernel.heapBase() / 16) * 16;
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

    const columnBytes = (to - from) * 4;
    const bytesAt = base + 2 * columnBytes;
    const missing = bytesAt + last - first + PADDING_BYTES - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    const starts = new Uint32Array(memory.buffer, base, to - from);
    const lengths = new Uint32Array(memory.buffer, base + columnBytes, to - from);
    new Uint8Array(memory.buffer, bytesAt).set(bytes.subarray(first, last));
    let count = 0;
    for (let row = from; row < to; row++) {
      if (offset[row] < 0) continue;
      starts[count] = start[row] - first;
      lengths[count++] = length[row];
    }
    return kernel.sumLines(bytesAt, base, base + columnBytes, count);
  };
}
