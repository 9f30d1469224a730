// What each block of a log holds: where it lies, how many lines, and from when to when. From it come exact order and seek.
import type { Batch } from '../model/batch.js';

/** A usual block: small enough to seek well and to know well when rows may leave, large enough to be read at full speed. */
export const BLOCK_BYTES = 2 ** 18;

/** A newline-aligned piece of one file. */
export interface BlockPlace {
  readonly fileIndex: number;
  /** Byte offset in the file. */
  readonly offset: number;
  readonly byteLength: number;
  /** Input position of the first line: 0-based line number over the whole log. */
  readonly firstArrival: number;
  readonly lineCount: number;
}

/** The blocks of a log in file order, as columns. Only the first `count` entries count. */
export interface BlockIndex {
  count: number;
  fileIndex: Uint32Array;
  offset: Float64Array;
  byteLength: Uint32Array;
  firstArrival: Float64Array;
  lineCount: Uint32Array;
  /** Lines that are events. */
  rowCount: Uint32Array;
  /** Least and greatest event time, whole epoch milliseconds (floor); Infinity and -Infinity where there is no event. */
  minMs: Float64Array;
  maxMs: Float64Array;
}

/** An empty index with room for some blocks. */
export function createBlockIndex(capacity = 64): BlockIndex {
  return {
    count: 0,
    fileIndex: new Uint32Array(capacity),
    offset: new Float64Array(capacity),
    byteLength: new Uint32Array(capacity),
    firstArrival: new Float64Array(capacity),
    lineCount: new Uint32Array(capacity),
    rowCount: new Uint32Array(capacity),
    minMs: new Float64Array(capacity),
    maxMs: new Float64Array(capacity),
  };
}

/** Adds the block that follows in the log, with the events decoded from it. O(rows). */
export function addBlock(index: BlockIndex, place: BlockPlace, events: Batch): void {
  if (index.count === index.minMs.length) grow(index);
  const at = index.count++;
  index.fileIndex[at] = place.fileIndex;
  index.offset[at] = place.offset;
  index.byteLength[at] = place.byteLength;
  index.firstArrival[at] = place.firstArrival;
  index.lineCount[at] = place.lineCount;
  index.rowCount[at] = events.count;
  let minMs = Infinity;
  let maxMs = -Infinity;
  for (let i = 0; i < events.count; i++) {
    const timeMs = events.timeMs[i];
    if (timeMs < minMs) minMs = timeMs;
    if (timeMs > maxMs) maxMs = timeMs;
  }
  index.minMs[at] = minMs;
  index.maxMs[at] = maxMs;
}

function grow(index: BlockIndex): void {
  const { count } = index;
  const larger = createBlockIndex(Math.max(64, 2 * count));
  larger.fileIndex.set(index.fileIndex);
  larger.offset.set(index.offset);
  larger.byteLength.set(index.byteLength);
  larger.firstArrival.set(index.firstArrival);
  larger.lineCount.set(index.lineCount);
  larger.rowCount.set(index.rowCount);
  larger.minMs.set(index.minMs);
  larger.maxMs.set(index.maxMs);
  Object.assign(index, larger, { count });
}

/** Least and greatest event time of the whole log in whole milliseconds; Infinity and -Infinity where there is no event. O(blocks). */
export function timeSpan(index: BlockIndex): { readonly minMs: number; readonly maxMs: number } {
  let minMs = Infinity;
  let maxMs = -Infinity;
  for (let i = 0; i < index.count; i++) {
    minMs = Math.min(minMs, index.minMs[i]);
    maxMs = Math.max(maxMs, index.maxMs[i]);
  }
  return { minMs, maxMs };
}

/** The numbers of the blocks that can hold an event of whole milliseconds fromMs to toMs, both included, in file order. O(blocks). */
export function blocksBetween(index: BlockIndex, fromMs: number, toMs: number): Uint32Array {
  const blocks = new Uint32Array(index.count);
  let found = 0;
  for (let i = 0; i < index.count; i++) {
    if (index.rowCount[i] > 0 && index.maxMs[i] >= fromMs && index.minMs[i] <= toMs) blocks[found++] = i;
  }
  return blocks.slice(0, found);
}

/** How many events the blocks hold; all blocks by default. O(blocks). */
export function rowsOf(index: BlockIndex, blocks?: Uint32Array): number {
  let rows = 0;
  if (blocks) for (const block of blocks) rows += index.rowCount[block];
  else for (let i = 0; i < index.count; i++) rows += index.rowCount[i];
  return rows;
}

/**
 * Suffix minima over some blocks: entry k is the least event time of blocks[k] and all behind it, the last entry is Infinity. Once the
 * blocks before k were read, everything before entry k may leave. O(blocks).
 */
export function suffixMinima(index: BlockIndex, blocks: Uint32Array): Float64Array {
  const minima = new Float64Array(blocks.length + 1);
  minima[blocks.length] = Infinity;
  for (let k = blocks.length - 1; k >= 0; k--) minima[k] = Math.min(minima[k + 1], index.minMs[blocks[k]]);
  return minima;
}
