// Room in a kernel's memory for lines from elsewhere.
import type { Kernel } from './kernel.js';
import { PADDING_BYTES } from './shape-format.js';

const PAGE_BYTES = 65_536;

/** Views of a kernel's memory: where lines begin and how long they are, and their bytes. */
export interface LineRoom {
  readonly starts: Uint32Array;
  readonly lengths: Uint32Array;
  readonly bytes: Buffer;
}

/** Room for that many lines and bytes in the memory of a kernel that is used for nothing else; what it gave before is then of no use. */
export function roomIn(kernel: Kernel, rows: number, byteCount: number): LineRoom {
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
