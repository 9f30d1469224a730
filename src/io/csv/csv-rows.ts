// Rows of CSV, whatever their columns: cells as members, and members as cells.
import { isUtf8 } from 'node:buffer';
import { createKeyAssembler, type KeySpec, type KeyReader } from '../key-reader.js';
import type { RowFormat } from '../row-format.js';
import { CellCursor, isBlankLine, withoutReturn } from './cells.js';
import { parseRecord, quoteCell } from './record.js';
import type { CsvTable } from './table.js';

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The rows of a table. An empty cell is null, `12.50` a number, `true` a boolean, all else text; white space around numbers does not count. */
export function csvRows(table: CsvTable): RowFormat {
  const { delimiter, columns, header, lineEnd } = table;
  const cursor = new CellCursor(delimiter);
  const cellsOf = (line: Buffer) => parseRecord(withoutReturn(line.toString()), delimiter);

  return {
    dialect: JSON.stringify([delimiter, columns]),
    isTyped: false,
    table,
    isBlank: (bytes, start, end) => (
      isBlankLine(bytes, start, end)
      || withoutReturn(bytes.toString('utf8', start, end)) === header
      || cellsOf(bytes.subarray(start, end))?.every((cell) => cell.trim() === '') === true
    ),
    createKeyReader: (spec) => createCsvKeyReader(spec, table),
    membersOf: (line) => new Map(cellsOf(line)!.map((cell, i) => [columns[i], jsonOf(cell)])),
    firstWithoutPlace: (members) => [...members].find(([name, value]) => value !== 'null' && !columns.includes(name))?.[0],
    encodeRow: (members) => Buffer.from(columns.map((name) => cellOf(members.get(name), delimiter)).join(delimiter) + lineEnd),
    replaceMembers: (line, values) => {
      const cells: string[] = [];
      cursor.open(line, 0, line.length);
      while (cursor.next()) {
        const name = columns[cells.length];
        cells.push(values.has(name) ? cellOf(values.get(name), delimiter) : line.toString('utf8', cursor.start, cursor.end));
      }
      return Buffer.from(cells.join(delimiter) + (line.at(-1) === 0x0d ? '\r' : ''));
    },
  };
}

/** A reader of keys. Exact, one to three microseconds a line. */
function createCsvKeyReader(spec: KeySpec, { delimiter, columns }: CsvTable): KeyReader {
  const assemble = createKeyAssembler(spec);
  const places = spec.fields.map((name) => columns.indexOf(name));
  const values = new Map<string, string>();
  return (bytes, start, end, out) => {
    if (!isUtf8(bytes.subarray(start, end))) return { code: 'invalid-utf8' };
    const cells = parseRecord(withoutReturn(bytes.toString('utf8', start, end)), delimiter);
    if (!cells) return { code: 'quotes' };
    if (cells.length !== columns.length) return { code: 'cell-count' };
    values.clear();
    for (const [i, place] of places.entries()) if (place >= 0) values.set(spec.fields[i], jsonOf(cells[place].trim()));
    return assemble(values, out);
  };
}

function jsonOf(cell: string): string {
  const text = cell.trim();
  if (text === '') return 'null';
  return JSON_NUMBER.test(text) || text === 'true' || text === 'false' ? text : JSON.stringify(cell);
}

/** Text as it is, since it must be read back as the same: nothing is put before what a spreadsheet would take for a formula. */
function cellOf(value: string | undefined, delimiter: string): string {
  if (value === undefined || value === 'null') return '';
  return quoteCell(value.startsWith('"') ? (JSON.parse(value) as string) : value, delimiter);
}
