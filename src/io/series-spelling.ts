// How a series spells times and values, whatever the format of its lines: learned from the known fields of lines of its own.
import type { FieldName, TimeUnit } from '../model/event.js';
import { spellingResolutionNs, type TimestampSpelling } from '../model/instant.js';
import { createTimePattern, rfc3339Pattern } from '../model/time-pattern.js';
import { UNIT_EXPONENT } from '../model/timestamp-number.js';
import type { DecodeOptions } from './decode.js';
import { learnValueResolution, type ValueResolution } from './value-resolution.js';

/** How a series spells its times and values. Plain data. */
export interface SeriesSpelling {
  /** The series' name; where the log has no sensor_id, the default one. */
  readonly sensor: string;
  readonly timestamp: TimestampSpelling;
  /** The smallest step of the timestamps, in nanoseconds. */
  readonly resolutionNs: number;
  readonly value: ValueResolution;
  /** Decimals that every value is written with at least: 1 where the log says 21.0, 0 where it drops zeros at the end. */
  readonly leastDecimals: number;
}

/** The known fields of a line in their order, each with its value as JSON. */
export type SpokenFields = ReadonlyMap<FieldName, string>;

/** What is known of the times of a log. */
export type TimeSpelling = Pick<DecodeOptions, 'timeUnit' | 'timezone' | 'timeFormat'>;

/** Zone and separator are those of the first line, digits of a second the most frequent. O(lines + values). */
export function learnSpelling(spoken: readonly SpokenFields[], values: ArrayLike<number>, sensor: string, options: TimeSpelling): SeriesSpelling {
  const timestamps = spoken.map((fields) => readSpelling(fields.get('timestamp')!, options.timeUnit));
  const digits = mostFrequent(timestamps.filter(({ kind }) => kind === timestamps[0].kind).map((spelling) => spelling.digits))!;
  const timestamp = inLocalTime({ ...timestamps[0], digits }, options);
  return {
    sensor,
    timestamp,
    resolutionNs: spellingResolutionNs(timestamp),
    value: learnValueResolution(values),
    leastDecimals: learnLeastDecimals(spoken.map((fields) => fields.get('temperature')!)),
  };
}

/** The most frequent status of good readings, as JSON. */
export function learnStatus(spoken: readonly SpokenFields[]): string {
  return mostFrequent(spoken.map((fields) => fields.get('status')).filter(isGoodStatus)) ?? '"normal"';
}

/** How one timestamp, given as JSON, is spelled. */
function readSpelling(json: string, unit: TimeUnit): TimestampSpelling {
  if (!json.startsWith('"')) return { kind: 'number', unit, digits: Math.min(decimalsSpelled(json), UNIT_EXPONENT[unit]) };
  const text = JSON.parse(json) as string;
  const [, fraction = '', zone] = /(?:\.(\d+))?([zZ]|[+-]\d\d:\d\d|)$/.exec(text)!;
  return { kind: 'text', separator: text[10], zone, digits: Math.min(fraction.length, 9) };
}

/** The spelling of a log with local times or with a pattern, of one that was learned as RFC 3339. */
function inLocalTime(spelling: TimestampSpelling, { timezone, timeFormat }: TimeSpelling): TimestampSpelling {
  if (spelling.kind !== 'text') return spelling;
  if (timeFormat !== undefined) {
    return { kind: 'pattern', pattern: timeFormat, timezone: timezone ?? 'UTC', digits: createTimePattern(timeFormat).digits };
  }
  if (timezone === undefined || spelling.zone !== '') return spelling;
  return { kind: 'pattern', pattern: rfc3339Pattern(spelling.separator, spelling.digits), timezone, digits: spelling.digits };
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
