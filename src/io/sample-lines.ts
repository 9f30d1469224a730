// Some lines of a log, for a look at it before anything is known of its fields.
import { readBytes } from './chunks.js';
import type { Log, LogFile } from './log.js';

/** Bytes read at the beginning of a file, and at each of the places further on. */
const HEAD_BYTES = 2 ** 19;
const PLACE_BYTES = 2 ** 16;
const PLACES = 8;
const MOST_FILES = 16;

/**
 * Whole lines from the beginning of the first sixteen files and, where a file is larger, from eight places spread over it. At most a
 * mebibyte a file is read; a line that is longer than what is read at its place is left out. O(1) in the size of the log.
 */
export async function sampleLines(log: Log): Promise<Buffer[]> {
  const lines: Buffer[] = [];
  for (const file of log.files.slice(0, MOST_FILES)) {
    lines.push(...(await linesAt(file, file.dataOffset, HEAD_BYTES)));
    const restFrom = file.dataOffset + HEAD_BYTES;
    if (file.size <= restFrom) continue;
    const step = Math.max(PLACE_BYTES, Math.floor((file.size - restFrom) / PLACES));
    for (let from = restFrom; from < file.size; from += step) lines.push(...(await linesAt(file, from, PLACE_BYTES)));
  }
  return lines;
}

async function linesAt(file: LogFile, from: number, byteCount: number): Promise<Buffer[]> {
  const wanted = Math.min(byteCount, file.size - from);
  const pieces: Buffer[] = [];
  for await (const piece of readBytes(file, from, wanted)) pieces.push(piece);
  const text = Buffer.concat(pieces);
  const lines: Buffer[] = [];
  // What stands before the first newline of a later place is a part of a line.
  let start = from === file.dataOffset ? 0 : text.indexOf(0x0a) + 1 || text.length;
  for (let end = text.indexOf(0x0a, start); end >= 0; end = text.indexOf(0x0a, start)) {
    lines.push(text.subarray(start, end));
    start = end + 1;
  }
  if (start < text.length && from + wanted === file.size) lines.push(text.subarray(start));
  return lines;
}
