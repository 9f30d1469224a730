// Finds the table in a CSV file: its delimiter, its header behind whatever stands before it, and where its rows begin.
import { TelemendError } from '../../model/errors.js';
import { withoutReturn } from './cells.js';
import { parseRecord } from './record.js';
import { ADDED_COLUMNS, type CsvTable } from './table.js';

/** What a user says of CSV files; the rest is found. */
export interface TableReading {
  readonly delimiter?: string;
  /** Lines before the header. */
  readonly skipLines?: number;
  /** The names of the columns, of a file that has no header behind the lines that are skipped. */
  readonly columns?: readonly string[];
  readonly decimalComma?: boolean;
}

/** A table, and where its first row begins. */
export interface FoundTable {
  readonly table: CsvTable;
  /** Bytes and lines before the first row: preamble, header, rows of units. */
  readonly headBytes: number;
  readonly headLines: number;
}

const DELIMITERS = [',', ';', '\t', '|'];
const MOST_UNIT_ROWS = 2;
const MOST_LINES_LOOKED_AT = 200;
const DATE = /^\s*\d{2,4}[-./]\d{1,2}[-./]\d{2,4}/;
const NUMBER = /^\s*[+-]?\d/;

/**
 * The table in a file that begins with these whole lines. The delimiter is the one that parts most lines alike, the header the first line
 * with as many cells. A file that telemend wrote begins with its header, whatever was said of the log that it came from. O(bytes of lines).
 *
 * @throws TelemendError `bad-input` where there is no table, no header, or two columns of the same name.
 */
export function findTable(lines: readonly Buffer[], reading: TableReading, file: string): FoundTable {
  const looked = lines.slice(0, MOST_LINES_LOOKED_AT).map((line) => withoutReturn(line.toString()));
  const own = DELIMITERS.find((delimiter) => isOwnHeader(looked[0] ?? '', delimiter));
  const { skipLines, columns } = own === undefined ? reading : {};
  const delimiter = own ?? reading.delimiter ?? findDelimiter(looked.slice(skipLines ?? 0));
  const cellsOf = (line: string) => parseRecord(line, delimiter) ?? [];
  const width = columns?.length ?? usualWidth(looked.slice(skipLines ?? 0), delimiter);
  const headerAt = own !== undefined ? 0 : (skipLines ?? Math.max(0, looked.findIndex((line) => cellsOf(line).length === width)));
  const isGiven = columns !== undefined && cellsOf(looked[headerAt] ?? '').join('\n') !== columns.join('\n');
  const headerLine = isGiven ? columns.join(delimiter) : (looked[headerAt] ?? '');
  const names = isGiven ? columns : cellsOf(headerLine).map((name) => name.trim());
  refuseBadHeader(names, isGiven, file);
  let headLines = isGiven ? headerAt : headerAt + 1;
  for (let k = 0; k < MOST_UNIT_ROWS && headLines < looked.length && isUnitRow(cellsOf(looked[headLines]), names.length); k++) headLines++;
  headLines = Math.min(headLines, lines.length);
  return {
    table: {
      delimiter,
      columns: names,
      header: headerLine,
      lineEnd: lines[headerAt]?.[lines[headerAt].length - 1] === 0x0d ? '\r\n' : '\n',
      decimalComma: reading.decimalComma ?? false,
    },
    headBytes: lines.slice(0, headLines).reduce((sum, line) => sum + line.length + 1, 0),
    headLines,
  };
}

/** Whether lines look like a table of two columns or more. */
export function looksLikeTable(lines: readonly Buffer[]): boolean {
  const looked = lines.slice(0, MOST_LINES_LOOKED_AT).map((line) => withoutReturn(line.toString()));
  const delimiter = findDelimiter(looked);
  const width = usualWidth(looked, delimiter);
  return width > 1 && looked.filter((line) => parseRecord(line, delimiter)?.length === width).length > Math.max(1, looked.length / 2);
}

/** Whether a header names the columns that telemend adds, as it writes them. */
function isOwnHeader(line: string, delimiter: string): boolean {
  return `${delimiter}${line}${delimiter}`.includes(`${delimiter}${ADDED_COLUMNS.join(delimiter)}${delimiter}`);
}

/** The delimiter that parts most lines into the same number of cells; of several the one that makes most cells. */
function findDelimiter(lines: readonly string[]): string {
  let best = { delimiter: ',', lines: 0, width: 1 };
  for (const delimiter of DELIMITERS) {
    const width = usualWidth(lines, delimiter);
    const alike = width < 2 ? 0 : lines.filter((line) => parseRecord(line, delimiter)?.length === width).length;
    if (alike > best.lines || (alike === best.lines && width > best.width)) best = { delimiter, lines: alike, width };
  }
  return best.delimiter;
}

/** The number of cells that most lines have, of those with two or more. */
function usualWidth(lines: readonly string[], delimiter: string): number {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const width = parseRecord(line, delimiter)?.length ?? 0;
    if (width > 1) counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  return [...counts].reduce((best, one) => (one[1] > best[1] || (one[1] === best[1] && one[0] > best[0]) ? one : best), [1, 0])[0];
}

function refuseBadHeader(names: readonly string[], isGiven: boolean, file: string): void {
  if (!isGiven && (names.some((name) => DATE.test(name)) || (names.length > 1 && names.every((name) => NUMBER.test(name))))) {
    throw new TelemendError('bad-input', `${file} has no header: its first row is ${names.join(' ')}`, {
      file, hint: 'name its columns: --columns timestamp,temperature, or the line of its header: --header-line N',
    });
  }
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new TelemendError('bad-input', `${file} has two columns named "${twice}"`, {
      file, hint: 'name all columns anew, and leave the header out: --skip 1 --columns a,b,c',
    });
  }
}

/** Whether a row behind the header says what the columns are in: words, and not one number. */
function isUnitRow(cells: readonly string[], width: number): boolean {
  return cells.length === width && cells.some((cell) => cell.trim() !== '') && !cells.some((cell) => NUMBER.test(cell));
}
