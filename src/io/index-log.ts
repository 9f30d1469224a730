// The first pass over a log: its block index, its counts, its checksums, and where each line stands.
import { crc32 } from 'node:zlib';
import { addBlock, createBlockIndex, type BlockIndex } from './block-index.js';
import { readBytes } from './chunks.js';
import type { LinePlace } from '../model/validation.js';
import type { ChunkDecoder } from './decode.js';
import type { Log } from './log.js';
import { scanLog, type ScannedBlock, type ScanOptions } from './scan.js';

/** What one input of a log held. */
export interface FileSummary {
  readonly name: string;
  /** Input position of its first line. */
  readonly firstArrival: number;
  /** Bytes that were read. */
  readonly byteCount: number;
  /** CRC-32 of those bytes. */
  readonly crc32: number;
  /** Its last line had no newline. */
  readonly torn: boolean;
}

/** A log after its first pass. */
export interface IndexedLog {
  readonly index: BlockIndex;
  readonly files: readonly FileSummary[];
  readonly lines: number;
  readonly blank: number;
  /** Lines that are no events. */
  readonly faults: number;
}

export interface IndexLogOptions extends ScanOptions {
  /** Told each block, with the files up to it, before the next is read; what it gives back is awaited. */
  readonly onBlock?: (block: ScannedBlock, files: readonly FileSummary[]) => Promise<void> | void;
}

/** Reads a log once and indexes it. O(bytes); memory: a few chunks and some 50 bytes a block. */
export function indexLog(log: Log, decode: ChunkDecoder, options: IndexLogOptions = {}): Promise<IndexedLog> {
  return indexBlocks(log, scanLog(log, decode, options), options.onBlock);
}

/** The same from blocks that somebody else scans. */
export async function indexBlocks(log: Log, blocks: AsyncIterable<ScannedBlock>, onBlock?: IndexLogOptions['onBlock']): Promise<IndexedLog> {
  const index = createBlockIndex();
  const files: { -readonly [K in keyof FileSummary]: FileSummary[K] }[] = [];
  let [lines, blank, faults] = [0, 0, 0];
  const begin = async (fileIndex: number) => {
    const { name, dataOffset } = log.files[fileIndex];
    const head = Buffer.alloc(dataOffset);
    await log.files[fileIndex].handle.read(head, 0);
    files[fileIndex] = { name, firstArrival: lines, byteCount: dataOffset, crc32: crc32(head), torn: false };
  };
  for await (const block of blocks) {
    const { place, decoded, chunk } = block;
    while (files.length <= place.fileIndex) await begin(files.length);
    const file = files[place.fileIndex];
    if (chunk.kind === 'lines') file.crc32 = crc32(chunk.bytes.subarray(0, place.byteLength), file.crc32);
    else for await (const piece of readBytes(log.files[place.fileIndex], place.offset, place.byteLength)) file.crc32 = crc32(piece, file.crc32);
    file.byteCount = place.offset + place.byteLength;
    file.torn = chunk.torn;
    addBlock(index, place, decoded.batch);
    lines += decoded.lines;
    blank += decoded.blank;
    faults += decoded.faults.length;
    await onBlock?.(block, files);
  }
  while (files.length < log.files.length) await begin(files.length);
  return { index, files, lines, blank, faults };
}

/** Where the line of an input position stands; the byte offset is known to whoever asks. O(files). */
export function placeOf(files: readonly FileSummary[], arrival: number, offset: number): LinePlace {
  const file = files.findLast((one) => one.firstArrival <= arrival)!;
  return { file: file.name, line: arrival - file.firstArrival + 1, offset };
}
