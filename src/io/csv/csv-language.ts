// How a series spells its rows, learned from lines of its own, so that what is made for it reads like the rest of its table.
import { TelemendError } from '../../model/errors.js';
import type { FieldName } from '../../model/event.js';
import type { DecodeOptions } from '../decode.js';
import { learnSpelling, learnStatus, type SeriesSpelling } from '../series-spelling.js';
import { CellCursor, withoutReturn } from './cells.js';
import { readNumberCell, timeNumberOf } from './read-cell.js';
import { parseRecord, quoteCell } from './record.js';
import { rolesOf, type CsvTable } from './table.js';

/** How a series spells its rows. Plain data: it is saved in the manifest. */
export interface CsvLanguage extends SeriesSpelling {
  readonly csv: {
    readonly columns: readonly string[];
    /** Which columns are in quotes. */
    readonly quoted: readonly boolean[];
    /** The cells of sensor and good status as they are spelled. */
    readonly sensorCell: string;
    readonly statusCell: string;
    /** What stands before the newline: nothing, or a carriage return. */
    readonly end: '' | '\r';
  };
}

/**
 * Learns a series' language. Quotes and line end are those of the first line.
 *
 * @param lines raw lines of good observed readings of the series, at least one; each decoded without fault
 * @param values readings of the series, from which the value resolution follows
 * @throws TelemendError `internal` without lines. O(bytes of the lines + values).
 */
export function learnCsvLanguage(
  lines: readonly Buffer[],
  values: ArrayLike<number>,
  sensor: string,
  options: DecodeOptions,
  table: CsvTable,
): CsvLanguage {
  if (lines.length === 0) throw new TelemendError('internal', `series "${sensor}" has no line to learn its language from`);
  const { delimiter, decimalComma, columns } = table;
  const roles = rolesOf(columns, options.fields);
  const spoken = lines.map((line) => {
    const cells = parseRecord(withoutReturn(line.toString()), delimiter)!;
    const known = roles.flatMap((role, i) => (isField(role) && cells[i].trim() !== '' ? [[role, asJson(role, cells[i], decimalComma, options)] as const] : []));
    return new Map(known);
  });
  const [quoted, sensorCell] = readTemplate(lines[0], delimiter, roles.indexOf('sensor_id'));
  return {
    ...learnSpelling(spoken, values, sensor, options),
    csv: {
      columns,
      quoted,
      sensorCell,
      // A series whose rows say nothing of their status is not given one.
      statusCell: spoken.some((fields) => fields.has('status')) ? quoteCell(JSON.parse(learnStatus(spoken)) as string, delimiter) : '',
      end: lines[0][lines[0].length - 1] === 0x0d ? '\r' : '',
    },
  };
}

function readTemplate(line: Buffer, delimiter: string, sensorAt: number): [quoted: boolean[], sensorCell: string] {
  const cursor = new CellCursor(delimiter);
  const quoted: boolean[] = [];
  let sensorCell = '';
  cursor.open(line, 0, line.length);
  while (cursor.next()) {
    if (quoted.length === sensorAt) sensorCell = line.toString('utf8', cursor.start, cursor.end);
    quoted.push(cursor.isQuoted);
  }
  return [quoted, sensorCell];
}

function isField(role: string | undefined): role is FieldName {
  return role === 'event_id' || role === 'sensor_id' || role === 'timestamp' || role === 'temperature' || role === 'status';
}

/** The cell of a known column as the JSON that says the same. */
function asJson(field: FieldName, cell: string, decimalComma: boolean, { timeFormat }: DecodeOptions): string {
  const text = cell.trim();
  if (field === 'timestamp') return (timeFormat === undefined ? timeNumberOf(text, decimalComma) : undefined) ?? JSON.stringify(text);
  if (field === 'temperature') return readNumberCell(text, decimalComma) === undefined ? 'null' : text.replace(',', '.');
  return JSON.stringify(text);
}
