// One pass over a log: chunk after chunk decoded, each with its place, so that every line has a number and belongs to a file.
import { createBatch } from '../model/batch.js';
import { readChunks, type Chunk, type LogRange } from './chunks.js';
import type { ChunkDecoder, DecodedChunk } from './decode.js';
import type { Log } from './log.js';
import { crc32 } from './scanner/crc32.js';

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

/** A decoded piece of a log. */
export interface ScannedBlock<C extends Chunk = Chunk> {
  readonly place: BlockPlace;
  readonly decoded: DecodedChunk;
  readonly chunk: C;
  /** CRC-32 of its bytes in the file, where it was asked for and the block is of lines. */
  readonly crc32?: number;
}

export interface ScanOptions {
  readonly chunkBytes?: number;
  readonly maxLineBytes?: number;
  readonly limitLines?: number;
  /** Only these parts, in this order, which begin at input position `firstArrival`. */
  readonly ranges?: readonly LogRange[];
  readonly firstArrival?: number;
  /** Take the checksum of each block. */
  readonly sums?: boolean;
}

/** Decodes all lines of a log in input order. Memory: a few chunks. An overlong line is a block of its own, with one fault. O(bytes). */
export function scanLog(log: Log, decode: ChunkDecoder, options: ScanOptions = {}): AsyncGenerator<ScannedBlock, void> {
  return scanChunks(readChunks(log, options), decode, options.firstArrival, options.sums);
}

/** The same for chunks that come from elsewhere, such as a live stream. */
export async function* scanChunks<C extends Chunk>(
  chunks: AsyncIterable<C>,
  decode: ChunkDecoder,
  firstArrival = 0,
  sums = false,
): AsyncGenerator<ScannedBlock<C>, void> {
  let arrival = firstArrival;
  for await (const chunk of chunks) {
    const { fileIndex, offset, byteCount } = chunk;
    const decoded = chunk.kind === 'lines' ? decode(chunk.bytes, byteCount, arrival, offset, fileIndex) : overlongFault(arrival);
    // Bytes of the file: a newline that was added behind a torn line is not in it, one behind an overlong line is.
    const byteLength = byteCount + (chunk.kind === 'lines' ? (chunk.torn ? -1 : 0) : chunk.torn ? 0 : 1);
    const sum = sums && chunk.kind === 'lines' ? crc32(chunk.bytes.subarray(0, byteLength)) : undefined;
    yield { place: { fileIndex, offset, byteLength, firstArrival: arrival, lineCount: decoded.lines }, decoded, chunk, crc32: sum };
    arrival += decoded.lines;
  }
}

function overlongFault(arrival: number): DecodedChunk {
  const faults = [{ code: 'line-too-long', start: 0, end: 0, arrival } as const];
  return { batch: createBatch(0, Buffer.alloc(0)), lines: 1, blank: 0, faults };
}
