// What the text of a cell means: a number, an instant, or nothing.
import type { Instant } from '../../model/calendar.js';
import type { DeadLetterCode } from '../../model/dead-letter.js';
import { parseTimestampNumber } from '../../model/timestamp-number.js';
import { createTimestampReader } from '../../model/timestamp-reader.js';
import type { DecodeOptions } from '../decode.js';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NUMBER_WITH_COMMA = /^[+-]?(?:\d+(?:,\d*)?|,\d+)(?:[eE][+-]?\d+)?$/;
const TIME_NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The number that a cell spells, undefined where it spells none. White space around it does not count. */
export function readNumberCell(cell: string, decimalComma: boolean): number | undefined {
  const text = cell.trim();
  if (decimalComma) return NUMBER_WITH_COMMA.test(text) ? Number(text.replace(',', '.')) : undefined;
  return NUMBER.test(text) ? Number(text) : undefined;
}

/** The JSON number in a cell that may stand for a time since the epoch; undefined where it is no number. */
export function timeNumberOf(cell: string, decimalComma: boolean): string | undefined {
  const text = decimalComma ? cell.trim().replace(',', '.') : cell.trim();
  return TIME_NUMBER.test(text) ? text : undefined;
}

/** Reads the instant, or local time (TimestampReader), in a cell into `out`; undefined, or why there is none. */
export function createTimeCellReader(decimalComma: boolean, options: DecodeOptions): (cell: string, out: Instant) => DeadLetterCode | undefined {
  const readText = createTimestampReader(options);
  return (cell, out) => {
    const text = cell.trim();
    if (text === '') return 'no-timestamp';
    // A pattern may be of digits alone.
    const number = options.timeFormat === undefined ? timeNumberOf(text, decimalComma) : undefined;
    if (number === undefined) return readText(text, out);
    return parseTimestampNumber(Buffer.from(number, 'latin1'), 0, number.length, options.timeUnit, out);
  };
}
