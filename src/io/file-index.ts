// The part of a block index that is about one file, apart from the log that the file happens to be in.
import {
  BLOCK_COLUMNS, createBlockIndex, OUTLIER_COLUMNS, type BlockIndex, type Outliers,
} from './block-index.js';
import { appendRows } from './table.js';

/** What is known of one file. */
export interface FileIndex {
  /** Its blocks and outliers: file number 0, input positions counted from its first line. */
  readonly blocks: BlockIndex;
  /** Its last line has no newline. */
  readonly torn: boolean;
}

/** Adds the blocks of a file, which begins at an input position, to the index of a log. O(blocks + outliers). */
export function appendFile(index: BlockIndex, blocks: BlockIndex, fileIndex: number, firstArrival: number): void {
  appendPart(index, blocks, 0, blocks.count, 0, blocks.outliers.count, fileIndex, firstArrival);
}

/** The blocks of one file of a log, apart from the log. O(blocks + outliers). */
export function fileBlocks(index: BlockIndex, fileIndex: number): BlockIndex {
  const [from, to] = rowsOfFile(index.fileIndex, index.count, fileIndex);
  const outliers = rowsOfFile(index.outliers.fileIndex, index.outliers.count, fileIndex);
  const blocks = createBlockIndex(to - from);
  appendPart(blocks, index, from, to, ...outliers, 0, from < to ? -index.firstArrival[from] : 0);
  return blocks;
}

/** The first `count` blocks of a file. O(blocks + outliers). */
export function firstBlocks(blocks: BlockIndex, count: number): BlockIndex {
  const endArrival = count < blocks.count ? blocks.firstArrival[count] : Infinity;
  let outliers = blocks.outliers.count;
  while (outliers > 0 && blocks.outliers.arrival[outliers - 1] >= endArrival) outliers--;
  const first = createBlockIndex(count);
  appendPart(first, blocks, 0, count, 0, outliers, 0, 0);
  return first;
}

function appendPart(
  target: BlockIndex,
  source: BlockIndex,
  from: number,
  to: number,
  outliersFrom: number,
  outliersTo: number,
  fileIndex: number,
  arrivalShift: number,
): void {
  const firstBlock = target.count;
  const firstOutlier = target.outliers.count;
  appendRows(BLOCK_COLUMNS, target, source, from, to);
  appendRows(OUTLIER_COLUMNS, target.outliers, source.outliers, outliersFrom, outliersTo);
  target.fileIndex.fill(fileIndex, firstBlock, target.count);
  for (let i = firstBlock; i < target.count; i++) target.firstArrival[i] += arrivalShift;
  shiftOutliers(target.outliers, firstOutlier, fileIndex, arrivalShift);
}

function shiftOutliers(outliers: Outliers, from: number, fileIndex: number, arrivalShift: number): void {
  outliers.fileIndex.fill(fileIndex, from, outliers.count);
  for (let i = from; i < outliers.count; i++) outliers.arrival[i] += arrivalShift;
}

/** The rows of a file: those of one file stand together. */
function rowsOfFile(column: Uint32Array, count: number, fileIndex: number): [from: number, to: number] {
  const used = column.subarray(0, count);
  const from = used.indexOf(fileIndex);
  return from < 0 ? [0, 0] : [from, used.lastIndexOf(fileIndex) + 1];
}
