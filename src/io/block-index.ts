// What each block of a log holds: where it lies, how many lines, and from when to when. From it come exact order and seek.
import { mostOutliers, type BlockDigest } from './block-digest.js';
import type { BlockPlace } from './scan.js';
import { appendRows, createTable, growTable, type Table } from './table.js';

/** A usual block: small enough to seek well and to know well when rows may leave, large enough to be read at full speed. */
export const BLOCK_BYTES = 2 ** 18;

/** An event before all events of a block of its file that lies so many blocks back, or further, is far behind. */
const FAR_BEHIND_BLOCKS = 16;

/** A row for each block, in file order. */
export const BLOCK_COLUMNS = {
  fileIndex: Uint32Array,
  offset: Float64Array,
  /** A line too long to hold is a block too, and may have any length. */
  byteLength: Float64Array,
  firstArrival: Float64Array,
  lineCount: Uint32Array,
  /** Lines that are events, outliers too. */
  rowCount: Uint32Array,
  blankCount: Uint32Array,
  /** Lines that are no events. */
  faultCount: Uint32Array,
  /** Events of the block that are kept aside: those before `minMs`. */
  outlierCount: Uint32Array,
  /** CRC-32 of its bytes. */
  crc32: Uint32Array,
  /** Least and greatest time of its other events, whole epoch milliseconds (floor); Infinity and -Infinity where there are none. */
  minMs: Float64Array,
  maxMs: Float64Array,
  /** The greatest finite minMs of its file so far; -Infinity where there is none. */
  latestMinMs: Float64Array,
} as const;

/** Events that lie so far behind that they would widen their blocks, in input order. Each is a line of its own. */
export const OUTLIER_COLUMNS = {
  timeMs: Float64Array,
  fileIndex: Uint32Array,
  /** Byte offset of the line in its file, and its length with the newline that ends it (a torn line has none). */
  offset: Float64Array,
  byteLength: Uint32Array,
  arrival: Float64Array,
} as const;

export type Outliers = Table<typeof OUTLIER_COLUMNS>;

/** The blocks of a log in file order, and beside them the outliers. */
export type BlockIndex = Table<typeof BLOCK_COLUMNS> & { readonly outliers: Outliers };

/** An empty index with room for some blocks. */
export function createBlockIndex(capacity = 64): BlockIndex {
  return { ...createTable(BLOCK_COLUMNS, capacity), outliers: createTable(OUTLIER_COLUMNS, 0) };
}

/** The same without room for more. O(blocks + outliers). */
export function trimIndex(index: BlockIndex): BlockIndex {
  const trimmed = createBlockIndex(index.count);
  appendRows(BLOCK_COLUMNS, trimmed, index, 0, index.count);
  appendRows(OUTLIER_COLUMNS, trimmed.outliers, index.outliers, 0, index.outliers.count);
  return trimmed;
}

/**
 * Adds the block that follows in the log. O(outliers).
 *
 * @param crc32 CRC-32 of its bytes
 */
export function addBlock(index: BlockIndex, place: BlockPlace, digest: BlockDigest, crc32: number): void {
  growTable(BLOCK_COLUMNS, index, index.count + 1);
  const at = index.count++;
  const { rowCount, earliest, minMs, maxMs } = digest;
  index.fileIndex[at] = place.fileIndex;
  index.offset[at] = place.offset;
  index.byteLength[at] = place.byteLength;
  index.firstArrival[at] = place.firstArrival;
  index.lineCount[at] = place.lineCount;
  index.rowCount[at] = rowCount;
  index.blankCount[at] = digest.blankCount;
  index.faultCount[at] = digest.faultCount;
  index.crc32[at] = crc32;
  let nearMinMs = Infinity;
  let farCount = 0;
  const farMs = farBehindMs(index, at);
  for (const timeMs of earliest.timeMs) {
    if (timeMs < farMs) farCount++;
    else if (timeMs < nearMinMs) nearMinMs = timeMs;
  }
  const setsAside = farCount > 0 && farCount <= mostOutliers(rowCount);
  if (setsAside) addOutliers(index.outliers, place, digest, farMs);
  index.outlierCount[at] = setsAside ? farCount : 0;
  index.minMs[at] = setsAside ? nearMinMs : minMs;
  index.maxMs[at] = setsAside && farCount === rowCount ? -Infinity : maxMs;
  const before = at > 0 && index.fileIndex[at - 1] === place.fileIndex ? index.latestMinMs[at - 1] : -Infinity;
  index.latestMinMs[at] = index.minMs[at] === Infinity ? before : Math.max(before, index.minMs[at]);
}

/** In the block that comes next in the same file no event is expected that is earlier than this: it would be far behind. */
export function expectedFromMs({ count, latestMinMs }: BlockIndex): number {
  return count >= FAR_BEHIND_BLOCKS ? latestMinMs[count - FAR_BEHIND_BLOCKS] : -Infinity;
}

/** What is earlier than this is far behind in block `at`. It depends on the file up to the block alone. */
function farBehindMs(index: BlockIndex, at: number): number {
  const back = at - FAR_BEHIND_BLOCKS;
  return back >= 0 && index.fileIndex[back] === index.fileIndex[at] ? index.latestMinMs[back] : -Infinity;
}

function addOutliers(outliers: Outliers, place: BlockPlace, { earliest }: BlockDigest, farMs: number): void {
  const end = place.offset + place.byteLength;
  for (const [i, timeMs] of earliest.timeMs.entries()) {
    if (timeMs >= farMs) continue;
    growTable(OUTLIER_COLUMNS, outliers, outliers.count + 1);
    const at = outliers.count++;
    outliers.timeMs[at] = timeMs;
    outliers.fileIndex[at] = place.fileIndex;
    outliers.offset[at] = earliest.offset[i];
    outliers.byteLength[at] = Math.min(earliest.length[i] + 1, end - earliest.offset[i]);
    outliers.arrival[at] = earliest.arrival[i];
  }
}

/** Least and greatest event time of the whole log in whole milliseconds; Infinity and -Infinity where there is no event. O(blocks). */
export function timeSpan(index: BlockIndex): { readonly minMs: number; readonly maxMs: number } {
  let minMs = Infinity;
  let maxMs = -Infinity;
  for (let i = 0; i < index.count; i++) {
    minMs = Math.min(minMs, index.minMs[i]);
    maxMs = Math.max(maxMs, index.maxMs[i]);
  }
  for (let i = 0; i < index.outliers.count; i++) {
    minMs = Math.min(minMs, index.outliers.timeMs[i]);
    maxMs = Math.max(maxMs, index.outliers.timeMs[i]);
  }
  return { minMs, maxMs };
}

/** The numbers of the blocks that can hold an event, no outlier, of whole milliseconds fromMs to toMs, both included. O(blocks). */
export function nearBlocksBetween(index: BlockIndex, fromMs: number, toMs: number): Uint32Array {
  const blocks = new Uint32Array(index.count);
  let found = 0;
  for (let i = 0; i < index.count; i++) {
    if (index.maxMs[i] >= fromMs && index.minMs[i] <= toMs && index.maxMs[i] >= index.minMs[i]) blocks[found++] = i;
  }
  return blocks.slice(0, found);
}

/** The numbers of the outliers of whole milliseconds fromMs to toMs, both included, in input order. O(outliers). */
export function outliersBetween({ outliers }: BlockIndex, fromMs: number, toMs: number): Uint32Array {
  const found: number[] = [];
  for (let i = 0; i < outliers.count; i++) if (outliers.timeMs[i] >= fromMs && outliers.timeMs[i] <= toMs) found.push(i);
  return Uint32Array.from(found);
}

/**
 * The numbers of the blocks that can hold any event of whole milliseconds fromMs to toMs, both included, in file order.
 * O(blocks + outliers).
 */
export function blocksBetween(index: BlockIndex, fromMs: number, toMs: number): Uint32Array {
  const blocks = nearBlocksBetween(index, fromMs, toMs);
  const outliers = outliersBetween(index, fromMs, toMs);
  if (outliers.length === 0) return blocks;
  const all = new Set(blocks);
  let block = 0;
  for (const outlier of outliers) {
    while (block + 1 < index.count && index.firstArrival[block + 1] <= index.outliers.arrival[outlier]) block++;
    all.add(block);
  }
  return Uint32Array.from(all).sort();
}

/** The sum of a column over all blocks: lines, events, blank lines, faults. O(blocks). */
export function sumOf(index: BlockIndex, column: 'lineCount' | 'rowCount' | 'blankCount' | 'faultCount'): number {
  let sum = 0;
  for (let i = 0; i < index.count; i++) sum += index[column][i];
  return sum;
}
