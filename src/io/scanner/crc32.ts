// CRC-32 of much: zlib's takes a tenth of a replay, this one half of that.
import { crc32 as zlibCrc32 } from 'node:zlib';
import { createKernel, type Kernel } from './kernel.js';

/** Fewer bytes are not worth the way into the kernel. */
const FOLD_FROM_BYTES = 2 ** 15;
const WORD_BYTES = 16;
/** See assembly/fold-words.ts: what is left of any number of words. */
const REMAINDER_BYTES = 300 * WORD_BYTES;
/** So much is copied into the kernel and folded at a time, in the processor's nearest memory. */
const PIECE_BYTES = 2 ** 14;
const PAGE_BYTES = 65_536;
/** What stands before bytes whose register begins with zeros. */
const ZERO_REGISTER = 0xffff_ffff;

/** A kernel and views of its memory: room for a piece, and for its quotients behind those of the 300 words before it. */
interface Folder {
  readonly kernel: Kernel;
  readonly piece: Buffer;
  readonly quotients: Buffer;
}

/** What a folder takes of its kernel's memory. */
export const FOLDER_BYTES = 2 * PIECE_BYTES + REMAINDER_BYTES;

/** Of kernels whose memory holds what is summed. */
const folders = new WeakMap<ArrayBufferLike, Folder>();
let folder: Folder | null | undefined;

/** The CRC-32 of bytes as zlib gives it; `value` is that of the bytes before them. O(bytes), 10 GB/s where there is WebAssembly. */
export function crc32(bytes: Uint8Array, value = 0): number {
  if (bytes.length < FOLD_FROM_BYTES) return zlibCrc32(bytes, value);
  const inside = folders.get(bytes.buffer);
  if (inside) return foldedCrc32(inside, bytes, value);
  folder ??= createFolder();
  return folder ? foldedCrc32(folder, bytes, value) : zlibCrc32(bytes, value);
}

/** From now on, what stands in this kernel's memory is summed there, without a copy; `at` is where FOLDER_BYTES of it are free. */
export function sumInPlace(kernel: Kernel, at: number): void {
  folders.set(kernel.memory.buffer, folderIn(kernel, at));
}

function createFolder(): Folder | null {
  const kernel = createKernel();
  if (!kernel) return null;
  const at = Math.ceil(kernel.heapBase() / WORD_BYTES) * WORD_BYTES;
  const missing = at + FOLDER_BYTES - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE_BYTES));
  return folderIn(kernel, at);
}

function folderIn(kernel: Kernel, at: number): Folder {
  const { buffer } = kernel.memory;
  return { kernel, piece: Buffer.from(buffer, at, PIECE_BYTES), quotients: Buffer.from(buffer, at + PIECE_BYTES, FOLDER_BYTES - PIECE_BYTES) };
}

function foldedCrc32({ kernel, piece, quotients }: Folder, bytes: Uint8Array, value: number): number {
  const isInside = bytes.buffer === piece.buffer;
  const wordsEnd = bytes.length - (bytes.length % WORD_BYTES);
  const foldEnd = wordsEnd - REMAINDER_BYTES;
  quotients.fill(0, 0, REMAINDER_BYTES);
  // The register, which stands for the bytes before, is added to the first four: the first quotient goes into the first word alone.
  quotients.writeInt32LE(~value);
  for (let at = 0; at < foldEnd; at += PIECE_BYTES) {
    const end = Math.min(at + PIECE_BYTES, foldEnd);
    if (!isInside) piece.set(bytes.subarray(at, end));
    kernel.foldWords(isInside ? bytes.byteOffset + at : piece.byteOffset, (end - at) / WORD_BYTES, quotients.byteOffset);
  }
  piece.set(bytes.subarray(foldEnd, wordsEnd));
  kernel.foldRemainder(piece.byteOffset, quotients.byteOffset);
  const ofWords = zlibCrc32(piece.subarray(0, REMAINDER_BYTES), ZERO_REGISTER);
  return zlibCrc32(bytes.subarray(wordsEnd), ofWords);
}
