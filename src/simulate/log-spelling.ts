// How a simulated log is written, as JSON lines or as a table: its lines, and the ways in which they can be damaged.
import { isUtf8 } from 'node:buffer';
import type { Instant } from '../model/calendar.js';
import { parseTimestampText } from '../model/timestamp-text.js';
import { parseEvent } from './parse-event.js';

/** JSON lines, or a table with commas or tabs between its cells. */
export type SimulatedFormat = 'jsonl' | 'csv' | 'tsv';

/** A field that a line can lack. */
export type LostField = 'timestamp' | 'temperature';

/** The spelling of a log whose sensor ids need no escaping. */
export interface LogSpelling {
  /** Its first line, with the newline; empty where it has none. */
  readonly head: string;
  /** An event around its number, time and value: text before each, and behind the last a good or a bad status, with the newline. */
  readonly start: (id: string) => string;
  readonly middle: (id: string) => string;
  readonly beforeValue: string;
  readonly normalEnd: string;
  readonly deviatedEnd: string;
  /** The line without a field. */
  readonly without: (line: string, field: LostField) => string;
  /** The line with a reading that is no number, in one of three ways (0 to 2). */
  readonly withBadReading: (line: string, way: number) => string;
  /** Whether any reader could take a line for an event. */
  readonly mayBeEvent: (line: Buffer) => boolean;
}

const JSON_LINES: LogSpelling = {
  head: '',
  start: (id) => `{"event_id":"${id}-`,
  middle: (id) => `","sensor_id":"${id}","timestamp":"`,
  beforeValue: '","temperature":',
  normalEnd: ',"status":"normal"}\n',
  deviatedEnd: ',"status":"deviated"}\n',
  without: (line, field) => line.replace(field === 'timestamp' ? /"timestamp":[^,]*,/ : /"temperature":[^,]*,/, ''),
  withBadReading: (line, way) => line.replace(/(?<="temperature":)([^,]*)/, ['"$1"', '"ERR"', 'NaN'][way]),
  mayBeEvent: (line) => parseEvent(line) !== undefined,
};

const COLUMNS = ['event_id', 'sensor_id', 'timestamp', 'temperature', 'status'];
const TEMPERATURE_AT = COLUMNS.indexOf('temperature');

function table(delimiter: string): LogSpelling {
  const instant: Instant = { timeMs: 0, timeNs: 0 };
  const edit = (line: string, change: (cells: string[]) => void): string => {
    const cells = line.split(delimiter);
    change(cells);
    return cells.join(delimiter);
  };
  return {
    head: `${COLUMNS.join(delimiter)}\n`,
    start: (id) => `${id}-`,
    middle: (id) => `${delimiter}${id}${delimiter}`,
    beforeValue: delimiter,
    normalEnd: `${delimiter}normal\n`,
    deviatedEnd: `${delimiter}deviated\n`,
    without: (line, field) => edit(line, (cells) => cells.splice(COLUMNS.indexOf(field), 1)),
    withBadReading: (line, way) => edit(line, (cells) => (cells[TEMPERATURE_AT] = [`${cells[TEMPERATURE_AT]}C`, 'ERR', 'NaN'][way])),
    mayBeEvent(line) {
      if (!isUtf8(line)) return false;
      const cells = line.toString().split(delimiter).map((cell) => cell.trim());
      // What quotes come to differs from reader to reader.
      if (cells.some((cell) => cell.includes('"'))) return true;
      if (cells.length !== COLUMNS.length) return false;
      const [, , timestamp, reading] = cells;
      const isTime = /^[-+\d.eE]+$/.test(timestamp) || parseTimestampText(timestamp, true, instant) === undefined;
      return isTime && (reading === '' || Number.isFinite(Number(reading)));
    },
  };
}

const SPELLINGS: Readonly<Record<SimulatedFormat, LogSpelling>> = { jsonl: JSON_LINES, csv: table(','), tsv: table('\t') };

/** The spelling of a format. */
export function logSpelling(format: SimulatedFormat): LogSpelling {
  return SPELLINGS[format];
}
