// One CSV record: its cells as text, and text into cells that a spreadsheet will not take for formulas.
import { createRequire } from 'node:module';
import type Papaparse from 'papaparse';

/** A cell as it is given: numbers are written as numbers, null and undefined as an empty cell. */
export type Cell = string | number | null | undefined;

/** What makes a spreadsheet run a cell instead of showing it. Source: OWASP, "CSV Injection". */
const FORMULA_START = /^[=+\-@\t\r]/;

let papaparse: typeof Papaparse | undefined;

/** Papa Parse, loaded when it is first needed: most logs have no quotes. */
function loadPapaparse(): typeof Papaparse {
  return (papaparse ??= createRequire(import.meta.url)('papaparse') as typeof Papaparse);
}

/**
 * The cells of one record (without its line end; quoted cells may hold newlines), quotes resolved; undefined where the quotes do not
 * pair. A quote inside an unquoted cell is text, as spreadsheets read it. Two microseconds.
 *
 * @example
 * parseRecord('a;"b;c"', ';'); // ['a', 'b;c']
 */
export function parseRecord(text: string, delimiter: string): string[] | undefined {
  if (!text.includes('"')) return text.split(delimiter);
  const { data, errors } = loadPapaparse().parse<string[]>(text, { delimiter, newline: '\n', quoteChar: '"' });
  const hasBadQuotes = errors.some(({ type }) => type === 'Quotes');
  return hasBadQuotes || data.length !== 1 ? undefined : data[0];
}

/**
 * One record of the given cells, without line end: text is quoted where it must be, and text that a spreadsheet would take for a formula
 * gets an apostrophe before it, which makes it text. O(length).
 *
 * @example
 * formatRecord(['s1', -2.5, '=1+1', null]); // s1,-2.5,'=1+1,
 */
export function formatRecord(cells: readonly Cell[], delimiter = ','): string {
  return cells.map((cell) => formatCell(cell, delimiter)).join(delimiter);
}

/** One cell, as formatRecord writes it. */
export function formatCell(cell: Cell, delimiter = ','): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  return quoteCell(FORMULA_START.test(cell) ? `'${cell}` : cell, delimiter);
}

/** Text as a cell, quoted only where it must be, and otherwise as it is: for text that must be read back as the same. */
export function quoteCell(text: string, delimiter = ','): string {
  const plain = !text.includes(delimiter) && !/["\r\n]|^\s|\s$/.test(text);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}
