// Rows back to bytes: the raw lines of a batch, each with its newline, in as few copies as they lie in one piece.
import { rawLine, type Batch } from '../model/batch.js';
import type { Flag, Origin } from '../model/flag.js';

const NEWLINE = Buffer.from('\n');
const CARRIAGE_RETURN = 0x0d;

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

/**
 * The same, with a text behind each line that was read and no made one; before the carriage return where a line ends with one. What it
 * gives holds until the next call.
 */
export function createLineExtender(text: Buffer): (batch: Batch) => Buffer {
  let room = Buffer.alloc(0);
  return (batch) => {
    if (text.length === 0) return linesOf(batch);
    const needed = totalLength(batch) + batch.count * text.length;
    if (room.length < needed) room = Buffer.allocUnsafeSlow(2 * needed);
    return room.subarray(0, extendLines(batch, text, room));
  };
}

/** @returns how many bytes of the target it wrote. */
function extendLines({ count, start, length, bytes, offset }: Batch, text: Buffer, target: Buffer): number {
  let at = 0;
  for (let i = 0; i < count; i++) {
    const from = start[i];
    let end = from + length[i];
    if (offset[i] < 0) {
      at += bytes.copy(target, at, from, end + 1);
      continue;
    }
    const hasReturn = end > from && bytes[end - 1] === CARRIAGE_RETURN;
    if (hasReturn) end--;
    at += bytes.copy(target, at, from, end);
    for (let k = 0; k < text.length; k++) target[at++] = text[k];
    if (hasReturn) target[at++] = CARRIAGE_RETURN;
    target[at++] = 0x0a;
  }
  return at;
}

function totalLength({ count, length }: Batch): number {
  let total = count;
  for (let i = 0; i < count; i++) total += length[i];
  return total;
}
