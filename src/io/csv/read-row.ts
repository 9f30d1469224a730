// A row as an object: cells under the names of their columns, numbers as numbers.
import type { DecodeOptions } from '../decode.js';
import type { LineFormat, LineMember } from '../line-format.js';
import { createMissingTest } from '../missing.js';
import { withoutReturn } from './cells.js';
import { readNumberCell, timeNumberOf } from './read-cell.js';
import { parseRecord } from './record.js';
import { addedColumns, rolesOf, type CellRole, type CsvTable } from './table.js';

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Reads the members of rows that are events, of those made by telemend too. Empty cells are left out, but for the temperature and columns
 * that telemend does not know, which are null. Digits stay as they are spelled. O(length).
 */
export function createMemberReader(options: DecodeOptions, table: CsvTable): LineFormat['readMembers'] {
  const { delimiter, decimalComma } = table;
  // Rows that were read end before the columns that are added.
  const names = [...table.columns, ...addedColumns(table, true)];
  const roles = rolesOf(names, options.fields);
  const isMissing = createMissingTest(options.missing);
  const numberJson = (text: string) => {
    const number = readNumberCell(text, decimalComma);
    if (number === undefined || !Number.isFinite(number)) return undefined;
    const plain = decimalComma ? text.replace(',', '.') : text;
    return JSON_NUMBER.test(plain) ? plain : JSON.stringify(number);
  };

  function valueOf(role: CellRole, cell: string): string | undefined {
    const text = cell.trim();
    switch (role) {
      case 'temperature': {
        const json = numberJson(text);
        return json === undefined || isMissing(text, Number(json)) ? 'null' : json;
      }
      case 'timestamp':
        return (options.timeFormat === undefined ? timeNumberOf(text, decimalComma) : undefined) ?? JSON.stringify(text);
      case undefined:
        return text === '' ? 'null' : (numberJson(text) ?? JSON.stringify(cell));
      case 'flag':
      case 'mean':
      case 'sd':
      case 'lo':
      case 'hi':
      case 'observed':
        return text === '' ? undefined : (numberJson(text) ?? JSON.stringify(text));
      case 'draws':
        return text === '' ? undefined : `[${text.split(' ').map((one) => numberJson(one) ?? 'null').join(',')}]`;
      default:
        return text === '' ? undefined : JSON.stringify(text);
    }
  }

  return (line) => parseRecord(withoutReturn(line.toString()), delimiter)!.flatMap((cell, i): LineMember[] => {
    const json = valueOf(roles[i], cell);
    return json === undefined ? [] : [[names[i], json]];
  });
}

/** Reads rows that are events as objects. */
export function createRowReader(options: DecodeOptions, table: CsvTable): (line: Buffer) => Record<string, unknown> {
  const membersOf = createMemberReader(options, table);
  return (line) => Object.fromEntries(membersOf(line).map(([name, json]) => [name, JSON.parse(json) as unknown]));
}

/** Reads any rows as objects: undefined where quotes or cells do not fit, null where the header stands again. */
export function createLooseReader(options: DecodeOptions, table: CsvTable): (line: Buffer) => Record<string, unknown> | null | undefined {
  const readRow = createRowReader(options, table);
  return (line) => {
    const text = withoutReturn(line.toString());
    if (text === table.header) return null;
    return parseRecord(text, table.delimiter)?.length === table.columns.length ? readRow(line) : undefined;
  };
}
