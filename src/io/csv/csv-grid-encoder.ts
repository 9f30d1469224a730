// Rows of a grid's points: readings that were moved to a point, and means, with all columns that a table of them has.
import type { FieldNames } from '../../model/event.js';
import { ORIGIN_NAMES, Origin, type Flag } from '../../model/flag.js';
import { MEAN_DECIMALS, MEAN_METHOD, meanId, SHARE_DECIMALS, type GridEncoder, type GridMean } from '../grid-encoder.js';
import { createInstantWriter, LONGEST_INSTANT } from '../instant-bytes.js';
import type { CleanOptions } from '../line-format.js';
import type { LineBatch } from '../line-batch.js';
import { LONGEST_NUMBER, writeRounded } from '../number-bytes.js';
import { decimalsBeside } from '../value-writer.js';
import { CellCursor } from './cells.js';
import type { CsvLanguage } from './csv-language.js';
import { quoteCell } from './record.js';
import { addedColumns, type CsvTable } from './table.js';

const CARRIAGE_RETURN = 0x0d;
/** Most bytes that a character takes. */
const CHARACTER_BYTES = 3;

/** The encoder of a series. */
export function createCsvGridEncoder(language: CsvLanguage, table: CsvTable, fields: FieldNames, { annotate, draws }: CleanOptions): GridEncoder {
  const { delimiter, decimalComma } = table;
  const { quoted, sensorCell, statusCell, end: lineEnd } = language.csv;
  const names = [...table.columns, ...addedColumns(table, draws > 0)];
  const placeOf = new Map(names.map((name, at) => [name, at]));
  const [timestampAt, originalAt, originAt, flagAt] = [fields.timestamp, 'original_timestamp', 'origin', 'flag'].map((name) => placeOf.get(name) ?? -1);
  const writeTime = createInstantWriter(language.timestamp);
  const room = Buffer.alloc(Math.max(LONGEST_INSTANT, LONGEST_NUMBER));
  const isNumber = language.timestamp.kind === 'number';
  const cursor = new CellCursor(delimiter);

  function numberCell(number: number, decimals: number, isQuoted = false): string {
    return commaCell(room.toString('latin1', 0, writeRounded(room, 0, number, decimals, -Infinity, Infinity)), isQuoted);
  }

  function commaCell(text: string, isQuoted: boolean): string {
    const spelled = decimalComma ? text.replace('.', ',') : text;
    return isQuoted ? `"${spelled}"` : quoteCell(spelled, delimiter);
  }

  function timeCell(timeMs: number, timeNs: number, isQuoted: boolean): string {
    const text = room.toString('utf8', 0, writeTime(room, 0, timeMs, timeNs));
    if (isNumber) return commaCell(text, isQuoted);
    return isQuoted ? `"${text.replaceAll('"', '""')}"` : quoteCell(text, delimiter);
  }

  function write(lines: LineBatch, cells: readonly string[], end: string): number {
    const row = cells.join(delimiter) + end;
    lines.reserve(CHARACTER_BYTES * row.length);
    return lines.end + lines.bytes.write(row, lines.end);
  }

  function moved(lines: LineBatch, bytes: Buffer, start: number, end: number, origin: Origin, flag: Flag, timeMs: number): number {
    const cells: string[] = [];
    let isTimeQuoted = false;
    cursor.open(bytes, start, end);
    while (cursor.next()) {
      if (cells.length === timestampAt) isTimeQuoted = cursor.isQuoted;
      cells.push(bytes.toString('utf8', cursor.start, cursor.end));
    }
    // Rows that were read end before the columns that are added.
    while (cells.length < names.length) cells.push('');
    if (annotate && origin === Origin.Observed) {
      cells[originAt] = ORIGIN_NAMES[origin];
      cells[flagAt] = String(flag);
    }
    if (cells[originalAt].trim() === '') cells[originalAt] = cells[timestampAt];
    cells[timestampAt] = timeCell(timeMs, 0, isTimeQuoted);
    return write(lines, cells, end > start && bytes[end - 1] === CARRIAGE_RETURN ? '\r' : '');
  }

  function mean(lines: LineBatch, point: GridMean, timeMs: number): number {
    const { value, origin, flag, isDeviated, originalMs, originalNs, coverage, madeShare } = point;
    const cells = new Map<string, string>([
      ['method', MEAN_METHOD],
      ['original_timestamp', timeCell(originalMs, originalNs, quoted[timestampAt])],
      ['coverage', numberCell(coverage, SHARE_DECIMALS)],
      ['made_share', numberCell(madeShare, SHARE_DECIMALS)],
      [fields.event_id, quoteCell(meanId(language.sensor, timeMs), delimiter)],
      [fields.sensor_id, sensorCell],
      [fields.timestamp, timeCell(timeMs, 0, quoted[timestampAt])],
      [fields.temperature, numberCell(value, MEAN_DECIMALS, quoted[placeOf.get(fields.temperature)!])],
      [fields.status, isDeviated ? 'deviated' : statusCell],
    ]);
    if (annotate || origin !== Origin.Observed) cells.set('origin', ORIGIN_NAMES[origin]).set('flag', String(flag));
    if (origin !== Origin.Observed) for (const name of ['mean', 'sd', 'lo', 'hi'] as const) cells.set(name, numberCell(point[name], decimalsBeside(point.sd)));
    return write(lines, names.map((name) => cells.get(name) ?? ''), lineEnd);
  }

  return { moved, mean };
}
