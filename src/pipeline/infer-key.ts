// What two files of rows are joined on: the user's fields, or those that rows of telemend have, and which of them is an instant.
import type { KeySpec } from '../io/key-reader.js';
import { isObjectText } from '../io/members.js';
import { DEAD_LETTER_TEXT } from '../model/dead-letter.js';
import { parseTimestampText } from '../model/timestamp-text.js';
import { kindOf, type Members } from '../reconcile/value.js';
import { lineError, lineOf, type KeyedSide, type Sides } from './keyed-side.js';

const NO_KEY: KeySpec = { fields: [], timeUnit: 'ms', assumeUtc: true, defaultSensor: '' };
const EVENT_KEY = ['sensor_id', 'timestamp'] as const;
const WINDOW_KEY = ['sensor_id', 'window_start'] as const;

/** The key of rows by the first of them, where the user names none. */
export function defaultKeys(first: Members): readonly string[] {
  return !first.has('timestamp') && first.has('window_start') ? WINDOW_KEY : EVENT_KEY;
}

/** The field of a key that holds instants: the first called timestamp, or written as one. */
export function timeFieldOf(keys: readonly string[], first: Members, assumeUtc: boolean): string | undefined {
  const out = { timeMs: 0, timeNs: 0 };
  return keys.find((name) => {
    const value = first.get(name);
    if (value === undefined) return false;
    return name === 'timestamp' || (kindOf(value) === 'text' && parseTimestampText(JSON.parse(value) as string, assumeUtc, out) === undefined);
  });
}

/**
 * The key of two sides, from their first rows.
 *
 * @throws TelemendError `bad-input` where a first row is no object, lacks a field of the key, or holds another type than the other side.
 */
export function inferKeySpec(sides: Sides, keys: readonly string[] | undefined, settings: Omit<KeySpec, 'fields' | 'time'>): KeySpec {
  const { timeUnit, assumeUtc, defaultSensor } = settings;
  const first = { recomputed: firstRow(sides.recomputed), existing: firstRow(sides.existing) };
  const fields = keys ?? defaultKeys(first.recomputed);
  const time = timeFieldOf(fields, first.recomputed, assumeUtc);
  for (const name of fields) {
    for (const side of ['recomputed', 'existing'] as const) {
      if (first[side].has(name) || name === 'sensor_id') continue;
      const has = [...first[side].keys()].join(', ');
      throw lineError(sides[side], 1, `it has no ${name}, which is part of the key`, `name the key with --key A,B; the row has ${has}`);
    }
    const [a, b] = [first.recomputed.get(name), first.existing.get(name)];
    if (name !== time || a === undefined || b === undefined || kindOf(a) === kindOf(b)) continue;
    const other = `${a} in ${sides.recomputed.name}, line 1`;
    throw lineError(sides.existing, 1, `${name} is ${b}, but ${other}`, 'write timestamps alike on both sides');
  }
  return { fields, time, timeUnit, assumeUtc, defaultSensor };
}

function firstRow(side: KeyedSide): Members {
  const { rows, firstLine } = side;
  if (rows.table && rows.createKeyReader(NO_KEY)(firstLine!, 0, firstLine!.length, { timeMs: 0, timeNs: 0, text: '' })) {
    throw lineError(side, lineOf(side, 0), 'it is no row of the table', 'give files of JSON lines, or CSV whose first line is its header');
  }
  if (rows.table || isObjectText(firstLine!.toString())) return rows.membersOf(firstLine!);
  throw lineError(side, 1, DEAD_LETTER_TEXT['invalid-json'], 'give files of JSON lines, an object each, or CSV whose first line is its header');
}
