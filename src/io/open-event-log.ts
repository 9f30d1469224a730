// Opens a log of events: which format its files have, and of CSV where the rows begin and what the columns are.
import { TelemendError } from '../model/errors.js';
import type { FieldNames } from '../model/event.js';
import { readBytes, readChunks, type Chunk } from './chunks.js';
import { findTable, looksLikeTable, type FoundTable, type TableReading } from './csv/find-table.js';
import { rearrange } from './csv/rearrange.js';
import { melt } from './csv/melt.js';
import type { CsvTable } from './csv/table.js';
import { fieldsOfLong, MADE_COLUMN, widen, type WideReading } from './csv/wide-table.js';
import { nodeFileSystem } from './file-system.js';
import { isStdin, openLog, type Log, type LogFile, type LogInput, type LogOptions } from './log.js';
import { spool } from './spool.js';
import { transcode } from './transcode.js';

/** How the files of a log are read before anything is known of their lines. */
export interface FileReading extends TableReading {
  /** Of all files; by default each says so by its name or, where that says nothing, by its lines. */
  readonly format?: LogFormat;
  /** What the bytes of the files mean: a label of the WHATWG encoding standard, such as latin1; UTF-8 by default. */
  readonly encoding?: string;
  /** The tables are wide: a column a channel. */
  readonly wide?: WideReading;
}

/** How the lines of a log are written. */
export type LogFormat = 'jsonl' | 'csv';

/** Options of which these decide how a log is opened. */
export interface OpenOptions {
  readonly reading?: FileReading;
  readonly missing?: readonly string[];
  readonly csv?: CsvTable;
  /** What is given is not read; of a wide table they are told. */
  readonly fields?: Partial<FieldNames>;
}

/** An open log, and its options with what was found of its table. */
export interface EventLog<T> {
  readonly log: Log;
  readonly options: T;
}

const HEAD_BYTES = 2 ** 18;
/** Of a wide table, to tell columns of numbers. */
const MOST_ROWS_LOOKED_AT = 1000;
const OWN_WIDE_HEADER = new RegExp(`[^\\w"]${MADE_COLUMN}\\r?$`);
const CSV_NAME = /\.(csv|tsv)(\.gz|\.zst)?$/i;
const JSONL_NAME = /\.(jsonl|ndjson|json)(\.gz|\.zst)?$/i;

/** The format that the name of a file stands for; undefined where it stands for none. */
export function formatOfName(name: string): LogFormat | undefined {
  if (CSV_NAME.test(name)) return 'csv';
  return JSONL_NAME.test(name) ? 'jsonl' : undefined;
}

/** The delimiter that the name of a table stands for; undefined where it stands for none. */
export function delimiterOfName(name: string): string | undefined {
  return /\.tsv(\.gz|\.zst)?$/i.test(name) ? '\t' : undefined;
}

/**
 * Opens the inputs of a log of events. Of several CSV files each has its header; columns in another order than those of the first file are
 * brought into its order in a temporary file. An input that is no file (corrected lines) is read like the first file, without a header.
 *
 * @throws TelemendError as openLog; `bad-input` where a CSV file has no table or another one than the first, or where formats are mixed.
 * @example
 * const { log, options } = await openEventLog(['monday.csv', 'tuesday.csv'], { fields, assumeUtc: true });
 */
export async function openEventLog<T extends OpenOptions>(inputs: readonly LogInput[], options: T, logOptions: LogOptions = {}): Promise<EventLog<T>> {
  const { reading = {} } = options;
  const opened = await openLog(inputs, logOptions);
  const spools: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const one of spools.splice(0)) await one.close();
    await opened.close();
  };
  /** A file whose bytes are others than those of the input. */
  const replace = async (file: LogFile, bytes: AsyncIterable<Buffer>): Promise<LogFile> => {
    const { file: copy, size } = await spool(bytes, '', logOptions.fileSystem ?? nodeFileSystem);
    spools.push(copy);
    return { ...file, path: copy.path, handle: copy.handle, size, dataOffset: 0, modifiedNs: undefined };
  };

  try {
    const files: LogFile[] = [];
    let first: { readonly format: LogFormat; readonly name: string; readonly found?: FoundTable } | undefined;
    for (const [i, raw] of opened.files.entries()) {
      const isHeadless = typeof inputs[i] !== 'string';
      const { encoding } = reading;
      const file = encoding === undefined || isHeadless ? raw : await replace(raw, transcode(readBytes(raw, 0, raw.size), encoding));
      if (isHeadless && first) {
        files.push(file);
        continue;
      }
      const lines = await headOf(file);
      const format = reading.format ?? formatOfFile(file.name, lines, reading);
      if (first && first.format !== format) throw mixed(first.name, file.name, first.format, format);
      if (format === 'jsonl') {
        first ??= { format, name: file.name };
        files.push(file);
        continue;
      }
      const found = findTable(lines, readingOf(file.name, reading, lines[0]), file.name);
      const placed: LogFile = { ...file, dataOffset: Math.min(file.dataOffset + found.headBytes, file.size), headLines: found.headLines };
      first ??= { format, name: file.name, found };
      const { table } = first.found!;
      if (isSameTable(table, found.table)) files.push(placed);
      else {
        refuseOtherColumns(table, found.table, first.name, file.name);
        files.push({ ...(await replace(placed, rearrange(rowsOf(placed), found.table, table))), headLines: found.headLines });
      }
    }
    if (!reading.wide || !first?.found) return { log: { files, close }, options: { ...options, csv: first?.found?.table } };
    const { found, name } = first;
    const long = widen(found.table, reading.wide, (await headOf(files[0])).slice(0, MOST_ROWS_LOOKED_AT), options.missing ?? [], name);
    const molten: LogFile[] = [];
    for (const [i, file] of files.entries()) {
      const { headLines } = file;
      if (typeof inputs[i] !== 'string') molten.push(file);
      else molten.push({ ...(await replace(file, melt(rowsOf(file), long, long.wide!))), headLines, rowsPerLine: long.wide!.channelsAt.length });
    }
    return { log: { files: molten, close }, options: { ...options, csv: long, fields: fieldsOfLong(long) } };
  } catch (error) {
    await close().catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

/** The chunks of one file behind its header. */
function rowsOf(file: LogFile): AsyncIterable<Chunk> {
  return readChunks({ files: [file], close: () => Promise.resolve() }, { maxLineBytes: Infinity });
}

/** A name that ends with .tsv says what its delimiter is. A wide table of telemend begins with its header, whatever its log was like. */
function readingOf(name: string, reading: FileReading, firstLine: Buffer | undefined): TableReading {
  if (reading.wide && firstLine && OWN_WIDE_HEADER.test(firstLine.toString())) return { ...reading, skipLines: undefined, columns: undefined };
  return { ...reading, delimiter: reading.delimiter ?? delimiterOfName(name) };
}

function formatOfFile(name: string, lines: readonly Buffer[], { delimiter, columns, skipLines, decimalComma }: FileReading): LogFormat {
  const named = isStdin(name) ? undefined : formatOfName(name);
  if (named) return named;
  if (delimiter !== undefined || columns || skipLines !== undefined || decimalComma) return 'csv';
  if (lines.some((line) => line.toString('latin1', 0, 16).trimStart().startsWith('{'))) return 'jsonl';
  return looksLikeTable(lines) ? 'csv' : 'jsonl';
}

/** The whole lines at the beginning of a file, without their newlines; its last one too, where it lies there. */
async function headOf(file: LogFile): Promise<Buffer[]> {
  const byteCount = Math.min(HEAD_BYTES, file.size - file.dataOffset);
  const lines: Buffer[] = [];
  for await (const head of readBytes(file, file.dataOffset, byteCount, HEAD_BYTES)) {
    let start = 0;
    for (let end = head.indexOf(0x0a); end >= 0; end = head.indexOf(0x0a, start)) {
      lines.push(head.subarray(start, end));
      start = end + 1;
    }
    if (start < head.length && file.dataOffset + byteCount === file.size) lines.push(head.subarray(start));
  }
  return lines;
}

function isSameTable(a: CsvTable, b: CsvTable): boolean {
  return a.delimiter === b.delimiter && a.columns.length === b.columns.length && a.columns.every((name, i) => name === b.columns[i]);
}

function refuseOtherColumns(first: CsvTable, other: CsvTable, firstName: string, name: string): void {
  const lacks = first.columns.filter((column) => !other.columns.includes(column));
  const has = other.columns.filter((column) => !first.columns.includes(column));
  if (lacks.length === 0 && has.length === 0 && first.columns.length === other.columns.length) return;
  const what = [...(lacks.length > 0 ? [`lacks ${lacks.join(', ')}`] : []), ...(has.length > 0 ? [`has ${has.join(', ')}`] : [])].join(' and ');
  throw new TelemendError('bad-input', `${name} has other columns than ${firstName}: it ${what}`, {
    file: name, hint: 'files of one log have the same columns, in any order; recover these apart',
  });
}

function mixed(firstName: string, name: string, first: LogFormat, other: LogFormat): TelemendError {
  const words = { csv: 'CSV', jsonl: 'JSONL' };
  return new TelemendError('bad-input', `${firstName} is ${words[first]} and ${name} is ${words[other]}`, {
    file: name, hint: 'the files of one log have one format; recover them apart, or say which it is: --input-format',
  });
}
