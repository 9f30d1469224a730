// The fast decoder: a kernel in WebAssembly reads the lines of learned shapes, the exact decoder all others, into the same batch.
import { layOutBatch, ROW_BYTES, type Batch } from '../../model/batch.js';
import { Flag } from '../../model/flag.js';
import type { SeriesTable } from '../../model/series.js';
import { chunkDecoder, type ChunkDecoder, type DecodedChunk, type DecodeOptions } from '../decode.js';
import { formatOf } from '../format-of.js';
import { createLocalClock } from '../local-clock.js';
import { missingNumbers } from '../missing.js';
import { KernelMemory, MOST_CHUNK_BYTES } from './kernel-memory.js';
import type { Kernel } from './kernel.js';
import { SHAPE_COUNT } from './shape-format.js';

/** The exact decoder is given twice as many lines each time it is needed again at once, up to this. */
const MOST_SLOW_LINES = 1024;
/** A lesson costs as much as the exact decoder takes for some lines, so only one in so many of its calls teaches; the first ones all do. */
const CALLS_PER_LESSON = 16;
const MOST_CREDIT = SHAPE_COUNT * CALLS_PER_LESSON;

/**
 * A decoder with the results of createChunkDecoder, byte for byte. Lines of the log's usual shapes (order of keys, spelling of
 * timestamps), without escapes, exponents, bytes beyond ASCII or more than 15 digits, take some ten nanoseconds; others, as with the exact
 * decoder, about a microsecond.
 *
 * @param kernel not used by anyone else
 * @param lends whether batches are views of its memory, which the next call overwrites, instead of copies
 * @param memory that of the kernel, where somebody else uses it too
 * @example
 * const decode = createScanner(DECODE_DEFAULTS, new SeriesTable(), createKernel()!);
 */
export function createScanner(
  options: DecodeOptions,
  series: SeriesTable,
  kernel: Kernel,
  lends = false,
  memory = new KernelMemory(kernel, options.maxLineBytes),
): ChunkDecoder {
  const format = formatOf(options);
  const decodeLines = format.createLinesDecoder(series);
  const clock = createLocalClock(options, series);
  const decodeChunk = chunkDecoder(decodeLines, clock);
  const shapes: Buffer[] = [];
  let nextShape = 0;
  let areLocal = false; // the times that the kernel reads
  let credit = MOST_CREDIT;
  const missing = missingNumbers(options.missing);
  let needsRoom = false;
  let reasons = new Uint16Array(0);

  /** Whether the last event of the batch has a shape that the kernel did not know and now does. */
  function learnShape({ bytes, start, length, count }: Batch, isLocal: boolean): boolean {
    // A pattern is not for the kernel, nor are local times beside others: it reads both alike.
    if (options.timeFormat !== undefined || (shapes.length > 0 && isLocal !== areLocal)) return false;
    if (credit < CALLS_PER_LESSON) return false;
    credit -= CALLS_PER_LESSON;
    const row = count - 1;
    const shape = format.compileShape(bytes, start[row], start[row] + length[row]);
    if (!shape || shapes.some((known) => known.equals(shape))) return false;
    areLocal = isLocal;
    shapes[nextShape] = shape;
    memory.setShape(nextShape, shape);
    kernel.setShapeCount(shapes.length);
    nextShape = (nextShape + 1) % SHAPE_COUNT;
    return true;
  }

  /** Whether the kernel stopped because it did not know a sensor and now does. */
  function learnSensor(chunk: Buffer): boolean {
    const length = kernel.missedLength.value;
    if (length < 0) return false;
    const start = kernel.missedAt.value;
    const index = series.find(chunk.toString('latin1', start, start + length));
    if (index === undefined) return false;
    const added = memory.addSensor(start, length, index);
    needsRoom ||= !added;
    return added;
  }

  return (chunk, byteCount, firstArrival, firstOffset, fileIndex = 0) => {
    if (byteCount > MOST_CHUNK_BYTES) return decodeChunk(chunk, byteCount, firstArrival, firstOffset, fileIndex);
    if (needsRoom) memory.growSensors();
    needsRoom = false;
    const batch = memory.load(chunk, byteCount);
    const decoded: DecodedChunk = { batch, lines: 0, blank: 0, faults: [] };
    kernel.rowCount.value = 0;
    let slowLines = 1;
    for (let at = 0; at < byteCount; ) {
      const stop = kernel.scanLines(at, byteCount, firstArrival + decoded.lines, firstOffset);
      const scanned = kernel.rowCount.value - batch.count;
      batch.count += scanned;
      decoded.lines += scanned;
      if (areLocal) clock?.(batch, batch.count - scanned, decoded.faults, fileIndex, true);
      kernel.rowCount.value = batch.count;
      if (stop >= byteCount) break;

      if (scanned > 0) slowLines = 1;
      at = endOfLines(chunk, stop, byteCount, slowLines);
      decodeLines(chunk, stop, at, decoded, firstArrival, firstOffset);
      const lastRow = batch.count - 1;
      const isLocal = batch.timeNs[lastRow] < 0;
      clock?.(batch, kernel.rowCount.value, decoded.faults, fileIndex);
      const hasEvents = batch.count > kernel.rowCount.value;
      kernel.rowCount.value = batch.count;
      kernel.defaultSeries.value = series.find(options.defaultSensor) ?? -1;
      credit = Math.min(credit + 1, MOST_CREDIT);
      const learned = learnSensor(chunk) || (hasEvents && lastRow === batch.count - 1 && learnShape(batch, isLocal));
      slowLines = learned ? 1 : Math.min(slowLines * 2, MOST_SLOW_LINES);
    }
    if (missing.size > 0) takeOut(batch, missing);
    if (lends) {
      if (reasons.length < batch.count) reasons = new Uint16Array(2 * batch.count);
      batch.reason = reasons;
    } else decoded.batch = copyColumns(batch, batch.bytes);
    return decoded;
  };
}

/** Readings that stand for none are missing; the kernel knows nothing of them. */
function takeOut({ value, flag, count }: Batch, missing: ReadonlySet<number>): void {
  for (let i = 0; i < count; i++) {
    if (!missing.has(value[i])) continue;
    value[i] = NaN;
    flag[i] = Flag.Missing;
  }
}

/** The end of `count` lines from `start` on, or of the chunk. */
function endOfLines(chunk: Buffer, start: number, byteCount: number, count: number): number {
  let end = start;
  for (let i = 0; i < count && end < byteCount; i++) end = chunk.indexOf('\n', end) + 1 || byteCount;
  return Math.min(end, byteCount);
}

/** A batch with columns of its own, out of the kernel's memory, and these bytes. No row has a reason yet. */
export function copyColumns({ count, byteCount, ...columns }: Batch, bytes: Buffer): Batch {
  // All of it is written here: zeros in it would be so for nothing.
  const memory = Buffer.allocUnsafeSlow(count * ROW_BYTES).buffer;
  const copy = layOutBatch(count, bytes, Math.min(byteCount, bytes.length), memory);
  copy.reason.fill(0);
  copy.timeMs.set(columns.timeMs.subarray(0, count));
  copy.timeNs.set(columns.timeNs.subarray(0, count));
  copy.value.set(columns.value.subarray(0, count));
  copy.series.set(columns.series.subarray(0, count));
  copy.status.set(columns.status.subarray(0, count));
  copy.flag.set(columns.flag.subarray(0, count));
  copy.origin.set(columns.origin.subarray(0, count));
  copy.arrival.set(columns.arrival.subarray(0, count));
  copy.offset.set(columns.offset.subarray(0, count));
  copy.start.set(columns.start.subarray(0, count));
  copy.length.set(columns.length.subarray(0, count));
  return copy;
}
