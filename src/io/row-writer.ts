// Rows back to bytes: the raw lines of a batch, each with its newline, in as few copies as they lie in one piece.
import { rawLine, type Batch } from '../model/batch.js';
import type { Flag, Origin } from '../model/flag.js';

const NEWLINE = Buffer.from('\n');

/** The lines of all rows in row order, as bytes to be written at once. A view of the batch where they lie in one piece. O(bytes). */
export function linesOf(batch: Batch): Buffer {
  const { count, start, length, bytes } = batch;
  if (count === 0) return Buffer.alloc(0);
  let runStart = start[0];
  let runEnd = runStart;
  let total = 0;
  let target: Buffer | undefined;
  for (let i = 0; i < count; i++) {
    if (start[i] !== runEnd) {
      target ??= Buffer.allocUnsafe(totalLength(batch));
      total += bytes.copy(target, total, runStart, runEnd);
      runStart = start[i];
    }
    runEnd = start[i] + length[i] + 1;
  }
  if (!target) return bytes.subarray(runStart, runEnd);
  bytes.copy(target, total, runStart, runEnd);
  return target;
}

/** The same, each line as `write` makes it anew. */
export function writeEach(batch: Batch, write: (line: Buffer, origin: Origin, flag: Flag, isMade: boolean) => Buffer): Buffer {
  const lines: Buffer[] = [];
  for (let i = 0; i < batch.count; i++) {
    lines.push(write(rawLine(batch, i), batch.origin[i] as Origin, batch.flag[i] as Flag, batch.offset[i] < 0), NEWLINE);
  }
  return Buffer.concat(lines);
}

function totalLength({ count, length }: Batch): number {
  let total = count;
  for (let i = 0; i < count; i++) total += length[i];
  return total;
}
