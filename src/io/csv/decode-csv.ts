// The exact decoder of CSV: lines become the columns of a batch, or faults. It says what a row is; the scanner may only agree with it.
import { isUtf8 } from 'node:buffer';
import type { Batch } from '../../model/batch.js';
import type { Instant } from '../../model/calendar.js';
import type { DeadLetterCode } from '../../model/dead-letter.js';
import { Origin, Status } from '../../model/flag.js';
import type { SeriesTable } from '../../model/series.js';
import type { DecodeOptions, LinesDecoder } from '../decode.js';
import { createEventPlacer, originOf, placeLine, statusOf } from '../event-row.js';
import { createMissingTest } from '../missing.js';
import { isBlankLine, withoutReturn } from './cells.js';
import { createTimeCellReader, readNumberCell } from './read-cell.js';
import { parseRecord } from './record.js';
import type { CsvTable } from './table.js';

/**
 * The exact decoder of the rows of a table, whose sensors are numbered in `series`. One to three microseconds a line.
 *
 * A line is a row: where a quoted cell goes on in the next line, both are faults. White space around the cells of the known columns does
 * not count. Blank are also lines of empty cells, and the header where it stands again. Of several faults of a line the first of this list
 * is reported: length, UTF-8, quotes, number of cells, timestamp, temperature.
 */
export function createCsvDecoder(options: DecodeOptions, table: CsvTable, series: SeriesTable): LinesDecoder {
  const { fields, defaultSensor, maxLineBytes } = options;
  const { delimiter, columns, header, decimalComma } = table;
  const [timestampAt, temperatureAt, sensorAt, statusAt, originAt] = [
    fields.timestamp, fields.temperature, fields.sensor_id, fields.status, 'origin',
  ].map((name) => columns.indexOf(name));
  const isMissing = createMissingTest(options.missing);
  const readTime = createTimeCellReader(decimalComma, options);
  const instant: Instant = { timeMs: 0, timeNs: 0 };
  const place = createEventPlacer(series);

  /** Appends the row of one record to the batch, or says why it is none; null where it says nothing. */
  function decodeRecord(text: string, batch: Batch): DeadLetterCode | null | undefined {
    if (text === header) return null;
    const cells = parseRecord(text, delimiter);
    // A row whose cell goes on in the next line has an odd number of quotes in either.
    if (!cells || hasOddQuotes(text)) return 'quotes';
    if (cells.every((cell) => cell.trim() === '')) return null;
    if (cells.length !== columns.length) return 'cell-count';
    if (timestampAt < 0) return 'no-timestamp';
    if (temperatureAt < 0) return 'no-temperature';
    const fault = readTime(cells[timestampAt], instant);
    if (fault) return fault;
    const reading = cells[temperatureAt].trim();
    const number = reading === '' ? NaN : readNumberCell(reading, decimalComma);
    const isNone = reading === '' || isMissing(reading, number);
    if (!isNone) {
      if (number === undefined) return 'temperature-type';
      if (!Number.isFinite(number)) return 'temperature-not-finite';
    }
    const sensor = (sensorAt < 0 ? '' : cells[sensorAt].trim()) || defaultSensor;
    const status = statusAt < 0 ? '' : cells[statusAt].trim();
    const origin = originAt < 0 ? Origin.Observed : originOf(cells[originAt].trim());
    place(batch, instant, isNone ? NaN : number!, sensor, status === '' ? Status.Absent : statusOf(status), origin);
    return undefined;
  }

  return (chunk, from, to, decoded, firstArrival, firstOffset) => {
    const { batch, faults } = decoded;
    const utf8 = isUtf8(chunk.subarray(from, to));
    for (let start = from, next = from; start < to; start = next, decoded.lines++) {
      const newline = chunk.indexOf(0x0a, start);
      const end = newline < 0 || newline > to ? to : newline;
      next = end + 1;
      let code: DeadLetterCode | null | undefined;
      if (end - start > maxLineBytes) code = 'line-too-long';
      else if (isBlankLine(chunk, start, end)) code = null;
      else if (!utf8 && !isUtf8(chunk.subarray(start, end))) code = 'invalid-utf8';
      else code = decodeRecord(withoutReturn(chunk.toString('utf8', start, end)), batch);
      if (code === null) decoded.blank++;
      else if (code) faults.push({ code, start, end, arrival: firstArrival + decoded.lines });
      else placeLine(batch, start, end, firstArrival + decoded.lines, firstOffset);
    }
  };
}

function hasOddQuotes(text: string): boolean {
  let isOdd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isOdd = !isOdd;
  return isOdd;
}
