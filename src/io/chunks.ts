// Reads a log as newline-aligned chunks: forwards, with the next read already under way, or one block from anywhere.
import { withDefaults } from '../model/defaults.js';
import { TelemendError } from '../model/errors.js';
import type { Log, LogFile } from './log.js';
import { readFully } from './read-fully.js';
import { countRead } from './read-meter.js';

/** Whole lines of one file of a log. */
export interface LineChunk {
  readonly kind: 'lines';
  readonly fileIndex: number;
  /** Offset of bytes[0] in the file. */
  readonly offset: number;
  /** The lines, each ended by a newline, in a buffer of its own that belongs to the receiver. */
  readonly bytes: Buffer;
  /** Bytes of `bytes` in use. */
  readonly byteCount: number;
  /** The last line ends the file without a newline; the newline at the end of `bytes` was added. */
  readonly torn: boolean;
}

/** One line longer than maxLineBytes, counted as a line but not held in memory: `readBytes` streams it. */
export interface OverlongLine {
  readonly kind: 'overlong';
  readonly fileIndex: number;
  readonly offset: number;
  /** Its bytes without the newline. */
  readonly byteCount: number;
  /** It ends the file without a newline. */
  readonly torn: boolean;
}

export type Chunk = LineChunk | OverlongLine;

/** A part of a file that starts at the start of a line and ends behind a newline or at the file's end. */
export interface LogRange {
  readonly fileIndex: number;
  readonly offset: number;
  readonly byteCount: number;
}

export interface ChunkOptions {
  /** How much is read at a time. */
  readonly chunkBytes?: number;
  /** A line with more bytes than this, its newline not counted, comes as an OverlongLine, whatever the chunk size. */
  readonly maxLineBytes?: number;
  /** Stop after so many lines of the whole log. */
  readonly limitLines?: number;
  /** Read only these parts, in this order. */
  readonly ranges?: readonly LogRange[];
  /** Where chunks are read to, instead of memory of their own. For who looks at one after another, the last three of these are in use. */
  readonly allocate?: (byteCount: number) => Buffer;
}

export const DEFAULT_CHUNK_OPTIONS = Object.freeze({ chunkBytes: 2 ** 20, maxLineBytes: 2 ** 20, limitLines: Infinity });

const NEWLINE = 0x0a;
const NEWLINE_PIECE_BYTES = 2 ** 14;

/**
 * All lines of a log in input order, in chunks. Reads one chunk ahead, so disk and processor work at the same time. What is appended
 * to a file after openLog is not read. Memory: three chunks, or as many longest lines. O(bytes).
 *
 * @throws TelemendError `bad-input` where a file has become shorter, `io` where reading fails.
 */
export async function* readChunks(log: Log, options: ChunkOptions = {}): AsyncGenerator<Chunk, void> {
  const { limitLines = DEFAULT_CHUNK_OPTIONS.limitLines } = options;
  if (limitLines <= 0) return;
  const chunks = readRanges(log, options);
  let next = chunks.next();
  let linesLeft = limitLines;
  try {
    for (;;) {
      const { done, value: chunk } = await next;
      if (done) return;
      next = chunks.next();
      next.catch(() => undefined); // thrown where it is awaited
      const cut = linesLeft === Infinity ? undefined : cutAfterLines(chunk, linesLeft);
      linesLeft -= cut?.lineCount ?? 0;
      yield cut?.chunk ?? chunk;
      if (linesLeft === 0) return;
    }
  } finally {
    await next.catch(() => undefined);
    await chunks.return();
  }
}

/**
 * The whole lines in [offset, offset + byteCount) of a file, as a block index remembers them.
 *
 * @param bytes where to read them to: one more than there are
 * @throws TelemendError `bad-input` where the file has become shorter.
 */
export async function readBlock(
  log: Log,
  fileIndex: number,
  offset: number,
  byteCount: number,
  bytes: Buffer = Buffer.allocUnsafeSlow(byteCount + 1),
): Promise<LineChunk> {
  await readExactly(log.files[fileIndex], bytes.subarray(0, byteCount), offset);
  return finishChunk(fileIndex, offset, bytes, byteCount);
}

/** The raw bytes [offset, offset + byteCount) of a file in pieces of at most pieceBytes. */
export async function* readBytes(file: LogFile, offset: number, byteCount: number, pieceBytes = 2 ** 18): AsyncGenerator<Buffer, void> {
  for (let done = 0; done < byteCount; done += pieceBytes) {
    const piece = Buffer.allocUnsafe(Math.min(pieceBytes, byteCount - done));
    await readExactly(file, piece, offset + done);
    yield piece;
  }
}

/** All of a log but the marks at the beginnings of its files. */
export function wholeRanges(log: Log): LogRange[] {
  return log.files.map(({ dataOffset, size }, fileIndex) => ({ fileIndex, offset: dataOffset, byteCount: size - dataOffset }));
}

/**
 * Parts of a log (of its `ranges`, where given) of at least `partBytes`, but for the last of a range, that begin and end with lines, in
 * input order. Reads a line at each border.
 *
 * @throws TelemendError `bad-input` where a file has become shorter.
 */
export async function* partsOf(log: Log, partBytes: number, ranges: readonly LogRange[] = wholeRanges(log)): AsyncGenerator<LogRange, void> {
  for (const { fileIndex, offset: rangeStart, byteCount: rangeBytes } of ranges) {
    const rangeEnd = rangeStart + rangeBytes;
    for (let offset = rangeStart; offset < rangeEnd; ) {
      const near = offset + partBytes;
      const end = near < rangeEnd ? Math.min((await findNewline(log.files[fileIndex], near - 1, rangeEnd)) + 1, rangeEnd) : rangeEnd;
      yield { fileIndex, offset, byteCount: end - offset };
      offset = end;
    }
  }
}

async function* readRanges(log: Log, options: ChunkOptions): AsyncGenerator<Chunk, void> {
  const ranges = options.ranges ?? wholeRanges(log);
  const { chunkBytes, maxLineBytes } = withDefaults(DEFAULT_CHUNK_OPTIONS, options);
  const { allocate = (byteCount: number) => Buffer.allocUnsafeSlow(byteCount) } = options;
  for (const range of ranges) yield* readRange(log, range, { chunkBytes, maxLineBytes, allocate });
}

async function* readRange(
  log: Log,
  range: LogRange,
  { chunkBytes, maxLineBytes, allocate }: Required<Pick<ChunkOptions, 'chunkBytes' | 'maxLineBytes' | 'allocate'>>,
): AsyncGenerator<Chunk, void> {
  const { fileIndex } = range;
  const file = log.files[fileIndex];
  const end = range.offset + range.byteCount;
  let offset = range.offset; // of buffer[0]
  if (offset === end) return;
  let buffer = allocate(chunkBytes + 1); // one byte more: room for the newline of a torn line
  let filled = 0;
  while (offset < end) {
    const count = Math.min(buffer.length - 1 - filled, end - offset - filled);
    await readExactly(file, buffer.subarray(filled, filled + count), offset + filled);
    filled += count;
    const atEnd = offset + filled === end;
    let whole = endOfLines(buffer, filled, maxLineBytes);
    const overlong = filled - whole > maxLineBytes;
    if (atEnd && !overlong) whole = filled;
    const rest = buffer.subarray(whole, filled);
    if (whole > 0) {
      yield finishChunk(fileIndex, offset, buffer, whole);
      offset += whole;
    }
    if (overlong) {
      const byteCount = (await findNewline(file, offset + maxLineBytes, end)) - offset;
      const torn = offset + byteCount === end;
      yield { kind: 'overlong', fileIndex, offset, byteCount, torn };
      offset += byteCount + (torn ? 0 : 1);
      filled = 0;
      if (offset < end) buffer = allocate(chunkBytes + 1);
    } else if (offset < end) {
      // Twice the rest, so that a long line is not copied once a read; never more than tells whether it is overlong.
      buffer = allocate(Math.max(chunkBytes, Math.min(rest.length * 2, maxLineBytes + 1)) + 1);
      filled = rest.copy(buffer);
    }
  }
}

// End of the longest run of whole lines from 0 on of which none is overlong.
function endOfLines(buffer: Buffer, filled: number, maxLineBytes: number): number {
  let end = 0;
  while (end < filled) {
    const newline = buffer.lastIndexOf(NEWLINE, Math.min(end + maxLineBytes, filled - 1));
    if (newline < end) break;
    end = newline + 1;
  }
  return end;
}

async function findNewline(file: LogFile, from: number, end: number): Promise<number> {
  let position = from;
  for await (const piece of readBytes(file, from, end - from, NEWLINE_PIECE_BYTES)) {
    const newline = piece.indexOf(NEWLINE);
    if (newline >= 0) return position + newline;
    position += piece.length;
  }
  return end;
}

function finishChunk(fileIndex: number, offset: number, bytes: Buffer, byteCount: number): LineChunk {
  const torn = bytes[byteCount - 1] !== NEWLINE;
  if (torn) bytes[byteCount] = NEWLINE;
  return { kind: 'lines', fileIndex, offset, bytes, byteCount: byteCount + (torn ? 1 : 0), torn };
}

function cutAfterLines(chunk: Chunk, limitLines: number): { chunk: Chunk; lineCount: number } {
  if (chunk.kind === 'overlong') return { chunk, lineCount: 1 };
  let lineCount = 0;
  let end = 0;
  while (end < chunk.byteCount && lineCount < limitLines) {
    end = chunk.bytes.indexOf(NEWLINE, end) + 1;
    lineCount++;
  }
  return { chunk: { ...chunk, byteCount: end, torn: chunk.torn && end === chunk.byteCount }, lineCount };
}

async function readExactly(file: LogFile, target: Buffer, position: number): Promise<void> {
  const count = await readFully(file.handle, target, position);
  countRead(count);
  if (count < target.length) {
    throw new TelemendError('bad-input', `${file.name} changed while being read: it has become shorter`, {
      file: file.name,
      byte: position + count,
      hint: 'copy the file first, or stop what truncates it',
    });
  }
}
