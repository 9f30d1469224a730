// Option values: text into numbers, ranges, instants and names. A value that cannot be used is a `usage` error that says what can.
import type { WideReading } from '../io/csv/wide-table.js';
import { parseDuration } from '../model/duration.js';
import { TelemendError } from '../model/errors.js';
import { OWN_FIELD_NAMES, type FieldName, type FieldNames, type Range } from '../model/event.js';
import { parseInstantArgument } from '../model/instant.js';
import { isMaintenanceText, parseMaintenance, type MaintenanceWindow } from '../model/maintenance.js';
import type { Moment } from '../model/moment.js';
import { createTimePattern } from '../model/time-pattern.js';
import { createTimeZone } from '../model/time-zone.js';

/** A finite number in decimal notation. */
export function parseNumber(text: string): number {
  const value = /^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(value)) throw unusable(text, 'a number', 'write it like 50, -2.5 or 1e3');
  return value;
}

/** `LOW:HIGH`, both bounds inside. */
export function parseRange(text: string): Range {
  const bounds = text.split(':');
  if (bounds.length !== 2 || bounds.includes('')) throw unusable(text, 'a range', 'write LOW:HIGH, both bounds included: 50:55');
  const [low, high] = bounds.map(parseNumber);
  if (low > high) throw unusable(text, 'a range', `the lower bound comes first: ${bounds[1]}:${bounds[0]}`);
  return { low, high };
}

/** A value for the series whose id matches a pattern. */
export interface Ruled<T> {
  readonly pattern: string;
  readonly value: T;
}

/** A value for all series, or `mote-*=VALUE` for those whose id matches; added to what earlier ones said. */
export function parseRuled<T>(parse: (text: string) => T): (text: string, earlier?: readonly Ruled<T>[]) => readonly Ruled<T>[] {
  return (text, earlier = []) => {
    const equals = text.lastIndexOf('=');
    if (equals === 0) throw unusable(text, 'a value by pattern', "write VALUE for all series, or PATTERN=VALUE: 'mote-*=VALUE'");
    return [...earlier, { pattern: equals < 0 ? '*' : text.slice(0, equals), value: parse(text.slice(equals + 1)) }];
  };
}

/** A share between 0 and 1. */
export function parseRate(text: string): number {
  const hint = 'write a share from 0 to 1: 0.05 is 5 %';
  const rate = /^[\d.]/.test(text) ? parseNumber(text) : NaN;
  if (!(rate >= 0 && rate <= 1)) throw unusable(text, 'a share', hint);
  return rate;
}

/** A whole number from 1. */
export function parsePositiveInteger(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= 1 && Number.isSafeInteger(value))) throw unusable(text, 'a whole number above 0', 'write digits only: 1000');
  return value;
}

/** A whole number from 0. */
export function parseCount(text: string): number {
  return text === '0' ? 0 : parsePositiveInteger(text);
}

/** Bytes, or with a unit: `65536`, `64KiB`, `1MiB`. */
export function parseByteSize(text: string): number {
  const match = /^(\d+)(KiB|MiB)?$/.exec(text);
  const size = match ? Number(match[1]) * (match[2] === 'MiB' ? 2 ** 20 : match[2] === 'KiB' ? 2 ** 10 : 1) : 0;
  if (!(size >= 1 && Number.isSafeInteger(size))) throw unusable(text, 'a size', 'write bytes, KiB or MiB: 65536, 64KiB, 1MiB');
  return size;
}

/** A duration above zero, in milliseconds. */
export function parsePositiveDuration(text: string): number {
  const ms = parseDuration(text);
  if (ms <= 0) throw unusable(text, 'a duration above zero', 'write a number and a unit: 500ms, 1s, 5m, 1h, 1d');
  return ms;
}

/** The step of a grid: a duration of whole milliseconds. */
export function parseGridStep(text: string): number {
  const ms = parsePositiveDuration(text);
  if (!Number.isSafeInteger(ms)) throw unusable(text, 'the step of a grid', 'take whole milliseconds: 100ms, 1s, 1m, 1h, 1d');
  return ms;
}

/** How often a run is saved: after so much time, so many bytes of the log, or `never` but where it is stopped. */
export function parseSaving(text: string): { readonly everyMs?: number; readonly everyBytes?: number } {
  if (text === 'never') return { everyMs: Infinity };
  if (/^\d+(KiB|MiB)?$/.test(text)) return { everyBytes: parseByteSize(text) };
  if (/^\d+(\.\d+)?[a-z]+$/.test(text)) return { everyMs: parsePositiveDuration(text) };
  throw unusable(text, 'a duration or a size', 'write 30s, 5m, 64MiB, or never');
}

/** RFC 3339, epoch milliseconds, or relative to the log's end: `-2h`. */
export function parseMoment(text: string): Moment {
  if (/^-\d.*[a-z]$/.test(text)) return { kind: 'fromEnd', ms: parseDuration(text.slice(1)) };
  return { kind: 'absolute', ...parseInstantArgument(text) };
}

/** A time zone by its name or offset, as it was written. */
export function parseTimezone(text: string): string {
  createTimeZone(text);
  return text;
}

/** A pattern of timestamps, as it was written. */
export function parseTimeFormat(text: string): string {
  createTimePattern(text);
  return text;
}

/** One of a few words. */
export function parseChoice<T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((each) => each === text);
    if (choice === undefined) throw new TelemendError('usage', `"${text}" is not one of ${choices.join(', ')}`);
    return choice;
  };
}

/** `temperature=value,timestamp=ts`, added to what earlier ones said. */
export function parseFieldMap(text: string, earlier: Partial<FieldNames> = {}): Partial<FieldNames> {
  const names: Partial<Record<FieldName, string>> = { ...earlier };
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=');
    const field = pair.slice(0, Math.max(equals, 0));
    const foreign = pair.slice(equals + 1);
    if (equals < 0 || foreign === '') throw unusable(pair, 'a field mapping', 'write OURS=THEIRS: temperature=value,timestamp=ts');
    if (!isFieldName(field)) {
      throw new TelemendError('usage', `there is no field "${field}"`, {
        hint: `the fields are ${Object.keys(OWN_FIELD_NAMES).join(', ')}`,
      });
    }
    names[field] = foreign;
  }
  return names;
}

/** The five names in full. @throws TelemendError `usage` where two of them would be the same, or one is how made events are told. */
export function completeFieldNames(mapped: Partial<FieldNames> = {}): FieldNames {
  const names = { ...OWN_FIELD_NAMES, ...mapped };
  const fields = Object.keys(names) as FieldName[];
  for (const [i, field] of fields.entries()) {
    if (names[field] === 'origin') {
      throw new TelemendError('usage', `--field: ${field} cannot be read from "origin", by which telemend tells made events from observed ones`, {
        hint: 'rename that member of the log first',
      });
    }
    const rival = fields.slice(0, i).find((other) => names[other] === names[field]);
    if (rival) {
      throw new TelemendError('usage', `--field: ${rival} and ${field} would both be read from "${names[field]}"`, {
        hint: `map the other one too: --field ${mapped[field] === undefined ? field : rival}=NAME`,
      });
    }
  }
  return names;
}

/** A maintenance window, or the name of a file of them; added to what earlier ones said. */
export function parseMaintenanceWord(text: string, earlier: readonly (MaintenanceWindow | string)[] = []): readonly (MaintenanceWindow | string)[] {
  return [...earlier, isMaintenanceText(text) ? parseMaintenance(text) : text];
}

/** Collects the values of an option that may be given more than once. */
export function parseRepeated(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

/** Percentages parted by commas, as shares: `5,50,99.9`. */
export function parsePercentages(text: string): readonly number[] {
  return text.split(',').map((item) => {
    const percent = /^[\d.]/.test(item) ? parseNumber(item) : NaN;
    if (!(percent >= 0 && percent <= 100)) throw unusable(text, 'a list of percentages', 'write 5,50,95');
    return percent / 100;
  });
}

/** What parts the cells of a row: one ASCII character that is neither letter, digit, quote nor sign, or the word tab. */
export function parseDelimiter(text: string): string {
  const delimiter = text === 'tab' || text === '\\t' ? '\t' : text;
  if (!/^[\t ,;|:!#$%&*/^_~]$/.test(delimiter)) throw unusable(text, 'a delimiter', "write one character, ',' ';' or '|', or the word tab");
  return delimiter;
}

/** `time=Timestamp`, and patterns of the columns that are channels behind it: `time=Timestamp,T*`. */
export function parseWide(text: string): WideReading {
  const [first, ...channels] = text.split(',');
  const time = /^time=(.+)$/.exec(first)?.[1];
  if (time === undefined || channels.includes('')) throw unusable(text, 'a wide table', "write time=NAME, and patterns of channels behind it: 'time=Timestamp,T*'");
  return channels.length > 0 ? { time, channels } : { time };
}

/** Names parted by commas, added to what earlier ones said. */
export function parseNames(text: string, earlier: readonly string[] = []): readonly string[] {
  const names = text.split(',');
  if (names.includes('')) throw unusable(text, 'a list of names', 'write NAME,NAME');
  return [...earlier, ...names];
}

function isFieldName(text: string): text is FieldName {
  return Object.hasOwn(OWN_FIELD_NAMES, text);
}

function unusable(text: string, what: string, hint: string): TelemendError {
  return new TelemendError('usage', `"${text}" is not ${what}`, { hint });
}
