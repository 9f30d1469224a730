// The first pass over a log: its block index, its counts, its checksums, and where each line stands.
import { crc32 } from 'node:zlib';
import type { LinePlace } from '../model/validation.js';
import { digestBlock, type DigestedBlock } from './block-digest.js';
import { addBlock, createBlockIndex, sumOf, type BlockIndex } from './block-index.js';
import { combineCrc32 } from './crc32-combine.js';
import type { ChunkDecoder } from './decode.js';
import { appendFile, type FileIndex } from './file-index.js';
import type { Log } from './log.js';
import { readFully } from './read-fully.js';
import { scanLog, type ScanOptions } from './scan.js';

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
  /** Lines before the first one, which are no part of the log. */
  readonly headLines: number;
  /** How many rows each line of it became. */
  readonly rowsPerLine: number;
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
  readonly onBlock?: (block: DigestedBlock, files: readonly FileSummary[]) => Promise<void> | void;
  /**
   * What is known of the log's files, by their numbers: only what follows is read. With `onBlock`, blocks with lines that are no events
   * are read all the same, and told.
   */
  readonly known?: readonly (FileIndex | undefined)[];
}

/** Digests the blocks of a log in input order. */
export type DigestLog = (options: ScanOptions) => AsyncIterable<DigestedBlock>;

/** One that decodes in this thread. O(bytes); memory: a few chunks. */
export function createDigester(log: Log, decode: ChunkDecoder): DigestLog {
  return async function* (options) {
    for await (const block of scanLog(log, decode, options)) yield await digestBlock(log, block);
  };
}

/** Reads a log once and indexes it. O(bytes); memory: what the digester takes, and some 90 bytes a block. */
export async function indexLog(log: Log, digest: DigestLog, options: IndexLogOptions = {}): Promise<IndexedLog> {
  const { known, onBlock, ...scanOptions } = options;
  const indexer = new Indexer(log);
  if (!known) {
    for await (const block of digest(scanOptions)) {
      await indexer.add(block);
      await onBlock?.(block, indexer.files);
    }
    return indexer.finish();
  }
  for (const [fileIndex, { dataOffset, size }] of log.files.entries()) {
    const from = indexer.blockCount;
    await indexer.begin(known[fileIndex]);
    if (onBlock) {
      for (const block of indexer.faultyBlocks(from)) {
        for await (const again of digest({ ...scanOptions, ...block })) await onBlock(again, indexer.files);
      }
    }
    const offset = Math.max(dataOffset, indexer.files[fileIndex].byteCount);
    if (offset === size) continue;
    const rest = { firstArrival: indexer.lines, ranges: [{ fileIndex, offset, byteCount: size - offset }] };
    for await (const block of digest({ ...scanOptions, ...rest })) {
      await indexer.add(block);
      await onBlock?.(block, indexer.files);
    }
  }
  return indexer.finish();
}

/** Puts the index of a log together, block after block. */
export class Indexer {
  readonly files: { -readonly [K in keyof FileSummary]: FileSummary[K] }[] = [];
  lines = 0;
  readonly #log: Log;
  readonly #index = createBlockIndex();

  constructor(log: Log) {
    this.#log = log;
  }

  get blockCount(): number {
    return this.#index.count;
  }

  /** The blocks so far. */
  get index(): BlockIndex {
    return this.#index;
  }

  /** Begins the next file, with what is known of it. */
  async begin(known?: FileIndex): Promise<void> {
    const fileIndex = this.files.length;
    const { name, dataOffset, headLines = 0, rowsPerLine = 1 } = this.#log.files[fileIndex];
    const head = Buffer.alloc(dataOffset);
    await readFully(this.#log.files[fileIndex].handle, head, 0);
    const index = this.#index;
    const headCrc32 = crc32(head);
    const file = {
      name,
      firstArrival: this.lines,
      byteCount: dataOffset,
      // Few ask for it, and putting it together takes longer than many a seek.
      get crc32() {
        return crc32OfFile(index, fileIndex, headCrc32);
      },
      torn: known?.torn ?? false,
      headLines,
      rowsPerLine,
    };
    this.files.push(file);
    if (!known) return;
    const { blocks } = known;
    for (let i = 0; i < blocks.count; i++) file.byteCount += blocks.byteLength[i];
    appendFile(this.#index, blocks, fileIndex, this.lines);
    this.lines += sumOf(blocks, 'lineCount');
  }

  /** The blocks from number `from` on that hold lines which are no events, as parts to scan. */
  *faultyBlocks(from: number): Generator<Pick<ScanOptions, 'firstArrival' | 'ranges'>, void, undefined> {
    const { fileIndex, offset, byteLength, firstArrival, faultCount, count } = this.#index;
    for (let i = from; i < count; i++) {
      if (faultCount[i] === 0) continue;
      const range = { fileIndex: fileIndex[i], offset: offset[i], byteCount: byteLength[i] };
      yield { firstArrival: firstArrival[i], ranges: [range] };
    }
  }

  async add({ place, digest, crc32: blockCrc32, torn }: DigestedBlock): Promise<void> {
    while (this.files.length <= place.fileIndex) await this.begin();
    const file = this.files[place.fileIndex];
    file.byteCount = place.offset + place.byteLength;
    file.torn = torn;
    addBlock(this.#index, place, digest, blockCrc32);
    this.lines += place.lineCount;
  }

  async finish(): Promise<IndexedLog> {
    while (this.files.length < this.#log.files.length) await this.begin();
    const index = this.#index;
    return { index, files: this.files, lines: this.lines, blank: sumOf(index, 'blankCount'), faults: sumOf(index, 'faultCount') };
  }
}

/** CRC-32 of a file from that of what is before its blocks, and theirs. O(blocks). */
function crc32OfFile({ fileIndex, crc32, byteLength, count }: BlockIndex, file: number, headCrc32: number): number {
  let whole = headCrc32;
  const first = fileIndex.indexOf(file);
  for (let i = first; i >= 0 && i < count && fileIndex[i] === file; i++) whole = combineCrc32(whole, crc32[i], byteLength[i]);
  return whole;
}

/** Where the line of an input position stands; the byte offset is known to whoever asks. O(files). */
export function placeOf(files: readonly FileSummary[], arrival: number, offset: number): LinePlace {
  const file = files.findLast((one) => one.firstArrival <= arrival)!;
  return { file: file.name, line: file.headLines + Math.floor((arrival - file.firstArrival) / file.rowsPerLine) + 1, offset };
}
