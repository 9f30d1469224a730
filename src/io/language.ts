// How a series spells its events, learned from lines of its own, so that what is made for it reads like the rest of its log.
import { spellingResolutionNs, type TimestampSpelling } from '../model/instant.js';
import { TelemendError } from '../model/errors.js';
import type { FieldName, TimeUnit } from '../model/event.js';
import { UNIT_EXPONENT } from '../model/timestamp-number.js';
import type { DecodeOptions } from './decode.js';
import { MemberCursor } from './json-spans.js';
import { learnValueResolution, type ValueResolution } from './value-resolution.js';

/** How a series spells its events. Plain data: it is saved in the manifest. */
export interface SeriesLanguage {
  /** The series' name; where the log has no sensor_id, the default one. */
  readonly sensor: string;
  /** The known fields that its events have, in their order, each with its name in the log. */
  readonly fields: readonly { readonly field: FieldName; readonly name: string }[];
  /** The text before the first key, between key and value, between members, and after the last value (`}` or `}\r`). */
  readonly open: string;
  readonly colon: string;
  readonly comma: string;
  readonly close: string;
  /** JSON of sensor_id and of the good readings' status, where the fields are there. */
  readonly sensorJson: string;
  readonly statusJson: string;
  readonly timestamp: TimestampSpelling;
  /** The smallest step of the timestamps, in nanoseconds. */
  readonly resolutionNs: number;
  readonly value: ValueResolution;
  /** Decimals that every value is written with at least: 1 where the log says 21.0, 0 where it drops zeros at the end. */
  readonly leastDecimals: number;
}

/**
 * Learns a series' language. Order, separators and zone are those of the first line, digits of a second and status the most frequent.
 *
 * @param lines raw lines of good observed readings of the series, at least one; each decoded without fault
 * @param values readings of the series, from which the value resolution follows
 * @throws TelemendError `internal` without lines. O(bytes of the lines + values).
 */
export function learnLanguage(
  lines: readonly Buffer[],
  values: ArrayLike<number>,
  sensor: string,
  options: Pick<DecodeOptions, 'fields' | 'timeUnit'>,
): SeriesLanguage {
  if (lines.length === 0) throw new TelemendError('internal', `series "${sensor}" has no line to learn its language from`);
  const fieldOf = new Map(Object.entries(options.fields).map(([field, name]) => [name, field as FieldName]));
  const spoken = lines.map((line) => readKnownFields(line, fieldOf));
  const template = spoken[0];
  const timestamps = spoken.map((fields) => readSpelling(fields.get('timestamp')!, options.timeUnit));
  const digits = mostFrequent(timestamps.filter(({ kind }) => kind === timestamps[0].kind).map((spelling) => spelling.digits))!;
  const timestamp = { ...timestamps[0], digits };
  return {
    sensor,
    fields: [...template.keys()].map((field) => ({ field, name: options.fields[field] })),
    ...readSeparators(lines[0]),
    sensorJson: template.get('sensor_id') ?? JSON.stringify(sensor),
    statusJson: mostFrequent(spoken.map((fields) => fields.get('status')).filter(isGoodStatus)) ?? '"normal"',
    timestamp,
    resolutionNs: spellingResolutionNs(timestamp),
    value: learnValueResolution(values),
    leastDecimals: learnLeastDecimals(spoken.map((fields) => fields.get('temperature')!)),
  };
}

/** The known fields of a line in their order, each with its value as JSON. */
function readKnownFields(line: Buffer, fieldOf: ReadonlyMap<string, FieldName>): Map<FieldName, string> {
  const fields = new Map<FieldName, string>();
  const cursor = new MemberCursor();
  cursor.open(line, 0);
  while (cursor.next()) {
    const field = fieldOf.get(cursor.key());
    if (field) fields.set(field, line.toString('utf8', cursor.valueStart, cursor.valueEnd));
  }
  return fields;
}

/** The text around the members of a line that has two at least, as every event has. */
function readSeparators(line: Buffer): Pick<SeriesLanguage, 'open' | 'colon' | 'comma' | 'close'> {
  const cursor = new MemberCursor();
  cursor.open(line, 0);
  cursor.next();
  const open = line.toString('utf8', 0, cursor.keyStart - 1);
  const colon = line.toString('utf8', cursor.keyEnd + 1, cursor.valueStart);
  const firstEnd = cursor.valueEnd;
  cursor.next();
  const comma = line.toString('utf8', firstEnd, cursor.keyStart - 1);
  while (cursor.next());
  return { open, colon, comma, close: line.toString('utf8', cursor.valueEnd) };
}

/** How one timestamp, given as JSON, is spelled. */
function readSpelling(json: string, unit: TimeUnit): TimestampSpelling {
  if (!json.startsWith('"')) return { kind: 'number', unit, digits: Math.min(decimalsSpelled(json), UNIT_EXPONENT[unit]) };
  const text = JSON.parse(json) as string;
  const [, fraction = '', zone] = /(?:\.(\d+))?([zZ]|[+-]\d\d:\d\d|)$/.exec(text)!;
  return { kind: 'text', separator: text[10], zone, digits: Math.min(fraction.length, 9) };
}

/** Digits after the point of a JSON number; 0 where it has an exponent, which no fixed number of digits goes with. */
function decimalsSpelled(json: string): number {
  return /\.(\d+)$/.exec(json)?.[1].length ?? 0;
}

/** The decimals that all values have, if zeros at the end of one show that the writer means them. */
function learnLeastDecimals(values: readonly string[]): number {
  return values.some((json) => /\.\d*0$/.test(json)) ? values.reduce((least, json) => Math.min(least, decimalsSpelled(json)), Infinity) : 0;
}

function isGoodStatus(json: string | undefined): json is string {
  return json !== undefined && JSON.parse(json) !== 'deviated';
}

/** The most frequent item; of several the greatest, so that the order of the lines decides nothing. */
function mostFrequent<T extends string | number>(items: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  let best: T | undefined;
  for (const [item, count] of counts) {
    const lead = best === undefined ? 1 : count - counts.get(best)!;
    if (lead > 0 || (lead === 0 && item > best!)) best = item;
  }
  return best;
}
