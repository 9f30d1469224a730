// The bytes of a time index: what is known of a file, between a header that says of which file and a checksum of it all.
import { crc32 } from 'node:zlib';
import { VERSION } from '../model/version.js';
import { BLOCK_COLUMNS, OUTLIER_COLUMNS } from './block-index.js';
import type { DecodeOptions } from './decode.js';
import type { FileIndex } from './file-index.js';
import { columnOf, createTable, type ColumnTypes, type Table } from './table.js';

/** The state of a file by which it is known again. */
export interface FileMark {
  readonly size: number;
  readonly modifiedNs: bigint;
  /** CRC-32 of its first and of its last bytes: see MARK_BYTES. */
  readonly headCrc32: number;
  readonly tailCrc32: number;
}

/** A time index as it stands beside a file. */
export interface TimeIndex extends FileIndex {
  readonly mark: FileMark;
}

/** How many bytes at either end of a file its mark looks at. */
export const MARK_BYTES = 4096;

/** Begins every time index. */
export const MAGIC = Buffer.from('tlmidx\r\n');

// Written as the machine writes numbers; one that does so otherwise reads another number here and takes the index for a foreign one.
const FORMAT = 0x0001_0001;
const HEADER_BYTES = 64;
const FOOTER_BYTES = 8;

/**
 * The bytes of a time index: a header of 64 bytes (magic, format, length of the specification, size, time of change, checksums of head and
 * tail, counts, torn), the specification (version and decoding options as JSON), the columns of blocks and outliers, each padded to 8
 * bytes, and the CRC-32 of all this. O(blocks + outliers).
 */
export function encodeTimeIndex({ blocks, torn, mark }: TimeIndex, options: DecodeOptions): Buffer {
  const { outliers } = blocks;
  const spec = specOf(options);
  const specEnd = HEADER_BYTES + padded(spec.length);
  const columnBytes = tableBytes(BLOCK_COLUMNS, blocks.count) + tableBytes(OUTLIER_COLUMNS, outliers.count);
  const bytes = Buffer.alloc(specEnd + columnBytes + FOOTER_BYTES);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_BYTES / 4);
  MAGIC.copy(bytes);
  words.set([FORMAT, spec.length, mark.headCrc32, mark.tailCrc32, blocks.count, outliers.count, torn ? 1 : 0], 2);
  new Float64Array(bytes.buffer, bytes.byteOffset + 40, 1)[0] = mark.size;
  new BigInt64Array(bytes.buffer, bytes.byteOffset + 48, 1)[0] = mark.modifiedNs;
  spec.copy(bytes, HEADER_BYTES);
  const end = putTable(OUTLIER_COLUMNS, outliers, bytes, putTable(BLOCK_COLUMNS, blocks, bytes, specEnd));
  bytes.writeUInt32LE(crc32(bytes.subarray(0, end)), end);
  return bytes;
}

/**
 * The time index in these bytes (at the start of their memory), or undefined where they are none, are damaged, or were made by another
 * version or with other decoding options. The columns stay where they are. O(bytes).
 */
export function decodeTimeIndex(bytes: Buffer, options: DecodeOptions): TimeIndex | undefined {
  if (bytes.length < HEADER_BYTES + FOOTER_BYTES || bytes.length % 8 !== 0 || !isTimeIndex(bytes)) return undefined;
  const end = bytes.length - FOOTER_BYTES;
  if (bytes.readUInt32LE(end) !== crc32(bytes.subarray(0, end)) || bytes.readUInt32LE(end + 4) !== 0) return undefined;
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_BYTES / 4);
  const [format, specLength, headCrc32, tailCrc32, blockCount, outlierCount, torn] = words.subarray(2);
  const spec = specOf(options);
  if (format !== FORMAT || !spec.equals(bytes.subarray(HEADER_BYTES, HEADER_BYTES + specLength))) return undefined;
  const specEnd = HEADER_BYTES + padded(spec.length);
  const blocksEnd = specEnd + tableBytes(BLOCK_COLUMNS, blockCount);
  if (blocksEnd + tableBytes(OUTLIER_COLUMNS, outlierCount) !== end) return undefined;
  const size = new Float64Array(bytes.buffer, bytes.byteOffset + 40, 1)[0];
  const modifiedNs = new BigInt64Array(bytes.buffer, bytes.byteOffset + 48, 1)[0];
  const outliers = takeTable(OUTLIER_COLUMNS, outlierCount, bytes, blocksEnd);
  const blocks = { ...takeTable(BLOCK_COLUMNS, blockCount, bytes, specEnd), outliers };
  return { blocks, torn: torn === 1, mark: { size, modifiedNs, headCrc32, tailCrc32 } };
}

/** Whether a file that begins with these bytes was meant as a time index. */
export function isTimeIndex(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).equals(MAGIC);
}

/** Everything that decides what an event is. */
function specOf(options: DecodeOptions): Buffer {
  const { fields, timeUnit, assumeUtc, timezone, timeFormat, spring, defaultSensor, maxLineBytes, missing, csv } = options;
  return Buffer.from(JSON.stringify({ version: VERSION, fields, timeUnit, assumeUtc, timezone, timeFormat, spring, defaultSensor, maxLineBytes, missing, csv }));
}

function padded(byteCount: number): number {
  return Math.ceil(byteCount / 8) * 8;
}

function tableBytes(types: ColumnTypes, rows: number): number {
  return Object.values(types).reduce((sum, Column) => sum + padded(Column.BYTES_PER_ELEMENT * rows), 0);
}

function putTable<T extends ColumnTypes>(types: T, table: Table<T>, bytes: Buffer, at: number): number {
  let end = at;
  for (const [name, Column] of Object.entries(types)) {
    const used = columnOf(table, name).subarray(0, table.count);
    new Column(bytes.buffer as ArrayBuffer, bytes.byteOffset + end, table.count).set(used);
    end += padded(used.byteLength);
  }
  return end;
}

function takeTable<T extends ColumnTypes>(types: T, rows: number, bytes: Buffer, at: number): Table<T> {
  const table = createTable(types, 0);
  let end = at;
  for (const [name, Column] of Object.entries(types)) {
    const column = new Column(bytes.buffer as ArrayBuffer, bytes.byteOffset + end, rows);
    Object.assign(table, { [name]: column });
    end += padded(column.byteLength);
  }
  table.count = rows;
  return table;
}
