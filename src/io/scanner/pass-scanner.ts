// The decoder of a pass that keeps no line: chunks are read into the kernel's memory, decoded and summed up there, without a copy.
import type { SeriesTable } from '../../model/series.js';
import { createDecoder } from '../create-decoder.js';
import type { ChunkDecoder, DecodeOptions } from '../decode.js';
import { KernelMemory } from './kernel-memory.js';
import { createKernel } from './kernel.js';
import { createLineSum, type LineSum } from './line-sum.js';
import { createScanner } from './scanner.js';
import { PADDING_BYTES } from './shape-format.js';

/** Reads that are alive at a time: one that is looked at, one that is read ahead, and one to be sure. */
const READS = 3;

export interface PassScanner {
  /** Lends its batches. */
  readonly decode: ChunkDecoder;
  readonly sumLines: LineSum;
  /** Where to read to; undefined where it makes no difference. */
  readonly allocate?: (byteCount: number) => Buffer;
}

/**
 * A decoder and a line sum for chunks of a log of `totalBytes` that are mostly read by so many bytes, and looked at one after another.
 *
 * @example
 * const { decode, allocate } = createPassScanner(DECODE_DEFAULTS, new SeriesTable(), 2 ** 20, 2 ** 30);
 * for await (const block of scanLog(log, decode, { chunkBytes: 2 ** 20, allocate })) console.log(block.decoded.batch.count);
 */
export function createPassScanner(options: DecodeOptions, series: SeriesTable, readBytes: number, totalBytes: number): PassScanner {
  const kernel = createKernel();
  const decodeOther = onceNeeded(() => createDecoder(options, series, { lends: true }).decode);
  const sumOther = onceNeeded(createLineSum);
  if (!kernel) return { decode: decodeOther(), sumLines: sumOther() };

  const memory = new KernelMemory(kernel, options.maxLineBytes);
  const slotBytes = readBytes + 1 + PADDING_BYTES;
  const slotsAt = memory.allocate(READS * slotBytes);
  memory.prepare(readBytes + 1, totalBytes);
  const scan = createScanner(options, series, kernel, true, memory);
  const { buffer } = kernel.memory;
  let reads = 0;
  return {
    allocate: (byteCount) => (byteCount > readBytes + 1 ? Buffer.allocUnsafeSlow(byteCount) : Buffer.from(buffer, slotsAt + (reads++ % READS) * slotBytes, byteCount)),
    // Longer chunks would make the memory grow, and views of it void, while it is read to.
    decode: (chunk, ...place) => (chunk.buffer === buffer ? scan : decodeOther())(chunk, ...place),
    sumLines: (batch, from, to) => {
      // Columns that were too small for the rows have moved out of the kernel.
      if (batch.bytes.buffer !== buffer || batch.start.buffer !== buffer) return sumOther()(batch, from, to);
      return kernel.sumLines(batch.bytes.byteOffset, batch.start.byteOffset + 4 * from, batch.length.byteOffset + 4 * from, to - from);
    },
  };
}

function onceNeeded<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
