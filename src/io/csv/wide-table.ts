// Wide tables: a column a channel. On the way in each cell becomes a row of a long table; on the way out rows of one instant are one again.
import { TelemendError } from '../../model/errors.js';
import type { FieldNames } from '../../model/event.js';
import { matchesPattern } from '../../model/pattern.js';
import { readNumberCell } from './read-cell.js';
import { parseRecord } from './record.js';
import type { CsvTable } from './table.js';
import { createMissingTest } from '../missing.js';

/** What a user says of a wide table. */
export interface WideReading {
  /** The column with the time. */
  readonly time: string;
  /** Patterns of the columns that are channels; by default all others that hold numbers. */
  readonly channels?: readonly string[];
}

/** The column that telemend adds to a wide table: `T1=filled T3=repaired`. */
export const MADE_COLUMN = 'made';

/**
 * The wide table, and the long one that it becomes: time, channel, value, origin, and the columns that are carried along.
 *
 * @param rows some of the rows behind the header
 * @throws TelemendError `bad-input` where there is no such column of times, or no channel.
 */
export function widen(table: CsvTable, { time, channels }: WideReading, rows: readonly Buffer[], missing: readonly string[], file: string): CsvTable {
  const { columns, delimiter, header, lineEnd, decimalComma } = table;
  const timeAt = columns.indexOf(time);
  if (timeAt < 0) {
    throw new TelemendError('bad-input', `${file} has no column "${time}"`, { file, hint: `its columns are ${columns.join(', ')}: --wide time=NAME` });
  }
  const madeAt = columns.indexOf(MADE_COLUMN);
  const isMissing = createMissingTest(missing);
  const cells = rows.flatMap((row) => {
    const found = parseRecord(row.toString().trimEnd(), delimiter);
    return found?.length === columns.length ? [found.map((cell) => cell.trim())] : [];
  });
  const holdsNumbers = (at: number): boolean => {
    const said = cells.map((row) => row[at]).filter((cell) => cell !== '' && !isMissing(cell, readNumberCell(cell, decimalComma)));
    return said.length > 0 && 2 * said.filter((cell) => readNumberCell(cell, decimalComma) !== undefined).length > said.length;
  };
  const others = columns.map((_, at) => at).filter((at) => at !== timeAt && at !== madeAt);
  const channelsAt = others
    .filter((at) => (channels ? channels.some((pattern) => matchesPattern(columns[at], pattern)) : holdsNumbers(at)))
    .sort((a, b) => Buffer.compare(Buffer.from(columns[a]), Buffer.from(columns[b])));
  if (channelsAt.length === 0) {
    throw new TelemendError('bad-input', `${file} has no column that is a channel`, { file, hint: `name them: --wide 'time=${time},T*'; its columns are ${columns.join(', ')}` });
  }
  const othersAt = others.filter((at) => !channelsAt.includes(at));
  const carried = othersAt.map((at) => columns[at]);
  const names = [time, ...['channel', 'value'].map((name) => freeName(name, [time, ...carried])), 'origin', ...carried];
  const longDelimiter = delimiter === '\t' ? '\u001f' : '\t';
  return {
    ...table,
    delimiter: longDelimiter,
    columns: names,
    header: names.join(longDelimiter),
    lineEnd: '\n',
    wide: { delimiter, columns, header, lineEnd, timeAt, channelsAt, othersAt, madeAt },
  };
}

/** The names of the fields in the long table of a wide one. */
export function fieldsOfLong({ columns: [timestamp, sensor_id, temperature] }: CsvTable): FieldNames {
  return { event_id: 'event_id', status: 'status', timestamp, sensor_id, temperature };
}

function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  while (taken.includes(free)) free = `_${free}`;
  return free;
}
