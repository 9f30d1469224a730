// One pass over a log: chunk after chunk decoded, each with its place, so that every line has a number and belongs to a file.
import { createBatch } from '../model/batch.js';
import type { BlockPlace } from './block-index.js';
import { readChunks, type LineChunk, type OverlongLine } from './chunks.js';
import type { ChunkDecoder, DecodedChunk } from './decode.js';
import type { Log } from './log.js';

/** A decoded piece of a log. */
export interface ScannedBlock {
  readonly place: BlockPlace;
  readonly decoded: DecodedChunk;
  readonly chunk: LineChunk | OverlongLine;
}

export interface ScanOptions {
  readonly chunkBytes?: number;
  readonly maxLineBytes?: number;
  readonly limitLines?: number;
}

/** Decodes all lines of a log in input order. Memory: a few chunks. An overlong line is a block of its own, with one fault. O(bytes). */
export async function* scanLog(log: Log, decode: ChunkDecoder, options: ScanOptions = {}): AsyncGenerator<ScannedBlock, void> {
  let firstArrival = 0;
  for await (const chunk of readChunks(log, options)) {
    const { fileIndex, offset, byteCount } = chunk;
    const decoded = chunk.kind === 'lines' ? decode(chunk.bytes, byteCount, firstArrival, offset) : overlongFault(firstArrival);
    // The newline that was added behind a torn line is not in the file.
    const byteLength = chunk.kind === 'lines' && chunk.torn ? byteCount - 1 : byteCount;
    yield { place: { fileIndex, offset, byteLength, firstArrival, lineCount: decoded.lines }, decoded, chunk };
    firstArrival += decoded.lines;
  }
}

function overlongFault(arrival: number): DecodedChunk {
  const faults = [{ code: 'line-too-long', start: 0, end: 0, arrival } as const];
  return { batch: createBatch(0, Buffer.alloc(0)), lines: 1, blank: 0, faults };
}
