// One side of a reconciliation: a file of rows as pieces of whole lines in the order of their keys, sorted on disk where they are not.
import { BLOCK_BYTES } from '../io/block-index.js';
import { readBlock, readBytes, readChunks, type Chunk, type LineChunk } from '../io/chunks.js';
import { combineCrc32 } from '../io/crc32-combine.js';
import { createDecoder } from '../io/create-decoder.js';
import { DECODE_DEFAULTS, type ChunkDecoder, type DecodedChunk, type DecodeOptions } from '../io/decode.js';
import { createDigester, indexLog } from '../io/index-log.js';
import { createKeyDecoder, type KeySpec } from '../io/key-reader.js';
import { openRows, type RowFile } from '../io/open-rows.js';
import { linesOf } from '../io/row-writer.js';
import { scanLog } from '../io/scan.js';
import { crc32 } from '../io/scanner/crc32.js';
import type { Batch } from '../model/batch.js';
import { DEAD_LETTER_TEXT } from '../model/dead-letter.js';
import { TelemendError } from '../model/errors.js';
import { SeriesTable } from '../model/series.js';
import { kindOf } from '../reconcile/value.js';
import { orderLog } from '../replay/order-log.js';
import { createLogReader } from './log-reader.js';

/** Each piece wakes a thread, which takes its time where there are as many threads as processors. */
const CHUNK_BYTES = 2 ** 21;

/** Whole lines, in order. */
export interface SidePiece {
  readonly bytes: Buffer;
  readonly byteCount: number;
  /** Of bytes[0] in the file; absent where lines of all over the file were put in order. */
  readonly offset?: number;
  /** The keys of its lines, where they have been read. */
  readonly keys?: Batch;
  /** The sensors (or whatever a key holds beside an instant) of `keys`. */
  readonly series?: SeriesTable;
}

/** A piece with its keys. */
export type KeyedPiece = SidePiece & Required<Pick<SidePiece, 'keys' | 'series'>>;

/** What a side is called in messages, and where it stands. */
export interface KeyedSide extends RowFile {
  readonly name: string;
  /** Of the bytes read so far. */
  readonly checksum: { byteCount: number; crc32: number };
}

/** What is compared: the side that is right, and the one to be corrected. */
export interface Sides {
  readonly recomputed: KeyedSide;
  readonly existing: KeyedSide;
}

/** Opens a side and reads its first row. @throws TelemendError where the file cannot be read. */
export async function openSide(name: string): Promise<KeyedSide> {
  return { name, ...(await openRows(name)), checksum: { byteCount: 0, crc32: 0 } };
}

/** The pieces of a side as they stand in the file; with their keys where `withKeys`, in a thread beside where the file is large. */
export async function* readSide(side: KeyedSide, spec: KeySpec, withKeys: boolean, threads?: number): AsyncGenerator<SidePiece, void, undefined> {
  Object.assign(side.checksum, side.head);
  if (!withKeys) {
    for await (const chunk of readChunks(side.log, { chunkBytes: CHUNK_BYTES, allocate: createRing() })) yield pieceOf(side, chunk);
    return;
  }
  const options = scannerOptions(spec, side);
  const scanned = new SeriesTable();
  const exact = new SeriesTable();
  const readExactly = createKeyDecoder(side.rows, spec, exact);
  const reader = options && createLogReader(side.log, options, {}, scanned, threads);
  try {
    for await (const { decoded, chunk, place, crc32: sum } of reader ? reader.scan({ chunkBytes: CHUNK_BYTES, sums: true }) : scanLog(side.log, readExactly, { chunkBytes: CHUNK_BYTES, sums: true })) {
      const { bytes, byteCount, offset } = pieceOf(side, chunk, sum);
      if (reader && isRegular(decoded, scanned)) {
        yield { bytes, byteCount, offset, keys: decoded.batch, series: scanned };
        continue;
      }
      // What the scanner takes for no event may have a key all the same. Its numbers of sensors are its own, so these are others.
      const again = reader ? readExactly(bytes, byteCount, place.firstArrival, offset) : decoded;
      refuseFaults(side, spec, again.faults, bytes);
      yield { bytes, byteCount, offset, keys: again.batch, series: exact };
    }
  } finally {
    await reader?.close();
  }
}

/** Reads the keys of a piece of a side, as far as all its lines are regular. O(bytes); what it gives holds until it is called again. */
export function createPieceReader(side: KeyedSide, spec: KeySpec): (piece: SidePiece) => KeyedPiece | undefined {
  const options = scannerOptions(spec, side);
  if (!options) return () => undefined;
  const series = new SeriesTable();
  const { decode } = createDecoder(options, series, { lends: true });
  return (piece) => {
    const decoded = decode(piece.bytes, piece.byteCount, 0, 0);
    return isRegular(decoded, series) ? { ...piece, keys: decoded.batch, series } : undefined;
  };
}

/** The pieces of a side in the order of the keys, whatever the order in the file: one pass that indexes it, one that sorts by way of the disk. */
export async function* sortSide(side: KeyedSide, spec: KeySpec, memoryBytes: number): AsyncGenerator<SidePiece, void, undefined> {
  const series = new SeriesTable();
  const options = scannerOptions(spec, side);
  const scan = options && createDecoder(options, series).decode;
  const readExactly = createKeyDecoder(side.rows, spec, series);
  const decode: ChunkDecoder = (chunk, byteCount, firstArrival, firstOffset) => {
    const decoded = scan?.(chunk, byteCount, firstArrival, firstOffset);
    return decoded && isRegular(decoded, series) ? decoded : readExactly(chunk, byteCount, firstArrival, firstOffset);
  };
  const { index, files } = await indexLog(side.log, createDigester(side.log, decode), {
    chunkBytes: BLOCK_BYTES,
    onBlock: async ({ faults, kind, place }) => {
      if (faults.length === 0) return;
      const { fileIndex, offset, byteLength } = place;
      refuseFaults(side, spec, faults, kind === 'lines' ? (await readBlock(side.log, fileIndex, offset, byteLength)).bytes : Buffer.alloc(0));
    },
  });
  Object.assign(side.checksum, { byteCount: files[0].byteCount, crc32: files[0].crc32 });
  for await (const batch of orderLog(side.log, index, decode, series, { memoryBytes })) {
    const bytes = linesOf(batch);
    const keys = { ...batch, start: batch.start.slice(0, batch.count) };
    for (let i = 0, at = 0; i < batch.count; at += batch.length[i++] + 1) keys.start[i] = at;
    yield { bytes, byteCount: bytes.length, keys, series };
  }
}

/** The 1-based number of a line in its file, by its place among the rows. */
export function lineOf({ log }: KeyedSide, arrival: number): number {
  return (log.files[0].headLines ?? 0) + arrival + 1;
}

/** The 1-based number of the line at a byte offset of a side's file. O(offset). */
export async function lineNumberAt(side: KeyedSide, offset: number): Promise<number> {
  const [file] = side.log.files;
  let line = lineOf(side, 0);
  for await (const piece of readBytes(file, file.dataOffset, Math.max(0, offset - file.dataOffset))) {
    for (let at = piece.indexOf(0x0a); at >= 0; at = piece.indexOf(0x0a, at + 1)) line++;
  }
  return line;
}

/** An error about a line of a side. */
export function lineError(side: KeyedSide, line: number, what: string, hint: string): TelemendError {
  return new TelemendError('bad-input', `${side.name}, line ${line}: ${what}`, { file: side.name, line, hint });
}

const MISSING = '\u0000missing';

/** How the log scanner reads these keys: as events whose timestamp, sensor and temperature have other names; undefined where it cannot. */
function scannerOptions(spec: KeySpec, { rows, firstLine }: KeyedSide): DecodeOptions | undefined {
  if (!firstLine) return undefined;
  const { fields, time, timeUnit, assumeUtc, defaultSensor } = spec;
  const others = fields.filter((name) => name !== time);
  const number = [...rows.membersOf(firstLine)].find(([name, value]) => !fields.includes(name) && kindOf(value) === 'number');
  if (time === undefined || others.length > 1 || number === undefined) return undefined;
  const names = { event_id: '\u0000event', status: '\u0000status', timestamp: time, temperature: number[0], sensor_id: others[0] ?? '\u0000sensor' };
  const absent = others.length === 0 ? '' : others[0] === 'sensor_id' ? defaultSensor : MISSING;
  return { ...DECODE_DEFAULTS, csv: rows.table, fields: names, timeUnit, assumeUtc, defaultSensor: absent };
}

/** @param sum its CRC-32, where that is known */
function pieceOf({ name, checksum }: KeyedSide, chunk: Chunk, sum?: number): LineChunk {
  if (chunk.kind === 'lines') {
    const length = chunk.byteCount - (chunk.torn ? 1 : 0);
    checksum.crc32 = sum === undefined ? crc32(chunk.bytes.subarray(0, length), checksum.crc32) : combineCrc32(checksum.crc32, sum, length);
    checksum.byteCount += length;
    return chunk;
  }
  throw new TelemendError('bad-input', `${name} has a line of ${chunk.byteCount} bytes at byte ${chunk.offset}`, {
    file: name,
    byte: chunk.offset,
    hint: 'rows of up to 1 MiB are read: is it a file of lines?',
  });
}

/** Chunks that are alive at a time: the one that is looked at, the one that is read ahead, and one to be sure. */
const RING_CHUNKS = 3;

/** Memory that comes round again, for chunks of which only the last is looked at. */
function createRing(): (byteCount: number) => Buffer {
  const ring: Buffer[] = [];
  let next = 0;
  return (byteCount) => {
    const at = next++ % RING_CHUNKS;
    return ring[at]?.length === byteCount ? ring[at] : (ring[at] = Buffer.allocUnsafeSlow(byteCount));
  };
}

/** Whether the scanner found an event in each line, and none without the field of the key that has no default. */
function isRegular({ faults }: DecodedChunk, series: SeriesTable): boolean {
  return faults.length === 0 && series.find(MISSING) === undefined;
}

function refuseFaults(
  side: KeyedSide,
  spec: KeySpec,
  faults: readonly { readonly code: keyof typeof DEAD_LETTER_TEXT; readonly start: number; readonly end: number; readonly arrival: number }[],
  bytes: Buffer,
): void {
  if (faults.length === 0) return;
  const [{ code, start, end, arrival }] = faults;
  const missing = code === 'no-timestamp' ? spec.fields.find((name) => isMissing(side, bytes.subarray(start, end), name)) : undefined;
  const what = missing === undefined ? `${DEAD_LETTER_TEXT[code]}` : `it has no ${missing}, which is part of the key`;
  throw lineError(side, lineOf(side, arrival), what, 'nothing was written: mend the line, or name the key with --key');
}

function isMissing({ rows }: KeyedSide, line: Buffer, name: string): boolean {
  const value = rows.membersOf(line).get(name);
  return value === undefined || value === 'null';
}
