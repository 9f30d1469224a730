// Learns the shape of a row for the scanner: delimiters, quotes and zones are its constant text, and each cell is what its column is.
import { UNIT_EXPONENT } from '../../model/timestamp-number.js';
import type { DecodeOptions } from '../decode.js';
import * as format from '../scanner/shape-format.js';
import { openShape, timeTextStep, type Step } from '../scanner/shape.js';
import { CellCursor } from './cells.js';
import type { CsvTable } from './table.js';

const QUOTE = 0x22;
const COMMA = 0x2c;

/** The compiled shape of the row [start, end) of a chunk, which must be an event; undefined where the kernel could not follow it. O(length). */
export function compileRowShape(chunk: Buffer, start: number, end: number, options: DecodeOptions, { columns, delimiter, decimalComma }: CsvTable): Buffer | undefined {
  const { timestamp, temperature, sensor_id, status } = options.fields;
  if (new Set([timestamp, temperature, sensor_id, status, 'origin']).size < 5) return undefined; // a name that means two things
  const terminator = delimiter.charCodeAt(0);
  const shape = openShape(chunk, start, columns.includes(sensor_id));
  const cursor = new CellCursor(delimiter);
  cursor.open(chunk, start, end);
  for (let k = 0; cursor.next(); k++) {
    const inside = cursor.isQuoted ? { start: cursor.start + 1, end: cursor.end - 1 } : { start: cursor.start, end: cursor.end };
    const step = stepOf(columns[k], inside, cursor.isQuoted ? QUOTE : terminator);
    if (!step || !shape.put(step)) return undefined;
  }
  return shape.close(end);

  function stepOf(name: string, inside: Pick<Step, 'start' | 'end'>, ending: number): Step | undefined {
    switch (name) {
      case timestamp:
        if (/^\d+(\.\d+)?$/.test(chunk.toString('latin1', inside.start, inside.end))) {
          return { ...inside, kind: format.STEP_TIME_NUMBER, argument: UNIT_EXPONENT[options.timeUnit] };
        }
        return timeTextStep(chunk, inside.start, inside.end);
      case temperature:
        if (decimalComma && ending === COMMA) return undefined; // the comma of a number would look like the end of its cell
        return { ...inside, kind: format.STEP_CELL_TEMPERATURE, argument: ending + (decimalComma ? format.DECIMAL_COMMA : 0) };
      case sensor_id:
        return { ...inside, kind: format.STEP_CELL_SENSOR, argument: ending };
      case status:
        return { ...inside, kind: format.STEP_CELL_STATUS, argument: ending };
      case 'origin':
        return { ...inside, kind: format.STEP_CELL_ORIGIN, argument: ending };
      default:
        return { ...inside, kind: format.STEP_CELL, argument: ending };
    }
  }
}
