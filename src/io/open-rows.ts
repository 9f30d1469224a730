// Opens a file of rows: JSON lines, or CSV whose first line is its header.
import { readBytes, readChunks } from './chunks.js';
import { crc32 } from 'node:zlib';
import type { Checksum } from './checksum.js';
import { csvRows } from './csv/csv-rows.js';
import { findTable } from './csv/find-table.js';
import { openLog, type Log } from './log.js';
import { delimiterOfName, formatOfName } from './open-event-log.js';
import { jsonRows, type RowFormat } from './row-format.js';

/** An open file of rows. */
export interface RowFile {
  /** Its one file begins with its first row. */
  readonly log: Log;
  readonly rows: RowFormat;
  /** Its first row that is not blank; undefined where there is none. */
  readonly firstLine: Buffer | undefined;
  /** Of the bytes before the first row. */
  readonly head: Checksum;
}

/** Opens a file of rows and reads the first. @throws TelemendError where it cannot be read, or two columns have one name. */
export async function openRows(name: string): Promise<RowFile> {
  const log = await openLog([name]);
  try {
    const first = await readFirstLine(log, jsonRows);
    if (!first || !isHeader(name, first.line)) return { log, rows: jsonRows, firstLine: first?.line, head: await headOf(log) };
    const delimiter = delimiterOfName(name);
    const { table } = findTable([first.line], { skipLines: 0, delimiter }, name);
    const rows = csvRows(table);
    const [file] = log.files;
    const placed: Log = { files: [{ ...file, dataOffset: Math.min(first.end, file.size), headLines: first.number }], close: () => log.close() };
    return { log: placed, rows, firstLine: (await readFirstLine(placed, rows))?.line, head: await headOf(placed) };
  } catch (error) {
    await log.close();
    throw error;
  }
}

function isHeader(name: string, line: Buffer): boolean {
  if (/^\s*\{/.test(line.toString('latin1', 0, 64))) return false;
  return formatOfName(name) === 'csv' || (formatOfName(name) === undefined && /[,;\t|]/.test(line.toString()) && !/^\s*\[/.test(line.toString('latin1', 0, 64)));
}

async function headOf({ files: [file] }: Log): Promise<Checksum> {
  let sum = 0;
  for await (const piece of readBytes(file, 0, file.dataOffset)) sum = crc32(piece, sum);
  return { byteCount: file.dataOffset, crc32: sum };
}

/** The first line that is not blank, the byte behind it, and its number. */
async function readFirstLine(log: Log, rows: RowFormat): Promise<{ line: Buffer; end: number; number: number } | undefined> {
  let number = log.files[0].headLines ?? 0;
  for await (const chunk of readChunks(log, { chunkBytes: 2 ** 16 })) {
    if (chunk.kind !== 'lines') return undefined;
    for (let start = 0; start < chunk.byteCount; ) {
      const end = chunk.bytes.indexOf(0x0a, start);
      number++;
      if (!rows.isBlank(chunk.bytes, start, end)) return { line: chunk.bytes.subarray(start, end), end: chunk.offset + end + 1, number };
      start = end + 1;
    }
  }
  return undefined;
}
