// Patterns of date-times, such as dd.MM.yyyy HH:mm, compiled to readers and writers: those of fixed digits by ourselves, since they are
// on the way of every line, others (names of months, am and pm, digits that may be missing) by Luxon.
import { DAY_MS, NS_PER_MS, dateFromDays, daysFromDate, daysInMonth, type Instant } from './calendar.js';
import type { DeadLetterCode } from './dead-letter.js';
import { TelemendError } from './errors.js';
import { loadLuxon } from './time-zone.js';

/** A compiled pattern. Times are what the clock shows, as if it showed UTC. */
export interface TimePattern {
  /** Reads the whole text into `out`. @returns undefined, or why it is no such time. */
  readonly read: (text: string, out: Instant) => DeadLetterCode | undefined;
  /** The text of a time; digits below the pattern's own are cut. */
  readonly write: (localMs: number, timeNs: number) => string;
  /** Digits of a second that it holds; below 0 where it ends with minutes (-1) or hours (-3). */
  readonly digits: number;
  /** Where the digits stand; undefined for patterns that Luxon reads. */
  readonly parts?: readonly PatternPart[];
}

/** A number of fixed digits, or constant text. */
export interface PatternPart {
  readonly field: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'text';
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

const FIELDS: Readonly<Record<string, PatternPart['field']>> = {
  yyyy: 'year', MM: 'month', dd: 'day', HH: 'hour', mm: 'minute', ss: 'second',
};
/** Quoted text, runs of one letter, and anything else. */
const TOKEN = /'((?:[^']|'')*)'|(([A-Za-z])\3*)|([^A-Za-z']+)/gy;
/** What the longest names of months make of it still fits where instants are written. */
const LONGEST_PATTERN = 36;
const LUXON_TOKENS = new Set(['y', 'yy', 'yyyy', 'M', 'MM', 'MMM', 'MMMM', 'd', 'dd', 'H', 'HH', 'h', 'hh', 'm', 'mm', 's', 'ss', 'S', 'SSS', 'a', 'o', 'ooo', 'EEE', 'EEEE']);

/**
 * Compiles a pattern of Unicode's letters: yyyy MM dd HH mm ss, S for digits of a second, text in '...'; further those of Luxon, in English.
 *
 * @throws TelemendError `usage` where a letter means nothing, or year, month, day or hour is missing.
 * @example
 * createTimePattern('dd.MM.yyyy HH:mm').read('26.10.2025 02:30', out); // out.timeMs is Date.UTC(2025, 9, 26, 2, 30)
 */
export function createTimePattern(pattern: string): TimePattern {
  if (Buffer.byteLength(pattern) > LONGEST_PATTERN) throw unusable(pattern, `it is longer than ${LONGEST_PATTERN} bytes`);
  const parts: PatternPart[] = [];
  const letters = new Set<string>();
  let isFixed = true;
  let at = 0;
  TOKEN.lastIndex = 0;
  for (let end = 0; end < pattern.length; end = TOKEN.lastIndex) {
    const match = TOKEN.exec(pattern);
    if (!match) throw unusable(pattern, 'it has a quote without its other one');
    const [, quoted, letter, , other] = match;
    const text = quoted === undefined ? other : quoted === '' ? "'" : quoted.replaceAll("''", "'");
    const field: PatternPart['field'] | undefined = text !== undefined ? 'text' : /^S{1,9}$/.test(letter) ? 'fraction' : FIELDS[letter];
    if (text === undefined) {
      if (!field && !LUXON_TOKENS.has(letter)) throw unusable(pattern, `${letter} means nothing in it`);
      letters.add(letter[0]);
    }
    if (!field) isFixed = false;
    const length = (text ?? letter).length;
    parts.push({ field: field ?? 'text', at, length, text: text ?? letter });
    at += length;
  }
  const lacking = [['y', 'a year'], ['M', 'a month'], ['d', 'a day']].find(([letter]) => !letters.has(letter) && !(letter !== 'y' && letters.has('o')));
  if (lacking) throw unusable(pattern, `it has no ${lacking[1].slice(2)}`);
  if (!letters.has('H') && !(letters.has('h') && letters.has('a'))) throw unusable(pattern, 'it has no hour (HH, or h with a)');
  if (isFixed) return fixedPattern(parts, at);
  return luxonPattern(pattern, letters.has('S') ? 3 : letters.has('s') ? 0 : letters.has('m') ? -1 : -3);
}

/** The pattern of an RFC 3339 date-time without its zone. */
export function rfc3339Pattern(separator: string, digits: number): string {
  return `yyyy-MM-dd'${separator}'HH:mm:ss${digits > 0 ? `.${'S'.repeat(digits)}` : ''}`;
}

function fixedPattern(parts: readonly PatternPart[], length: number): TimePattern {
  const has = (field: PatternPart['field']) => parts.some((part) => part.field === field);
  const digits = parts.find(({ field }) => field === 'fraction')?.length ?? (has('second') ? 0 : has('minute') ? -1 : -3);
  const numbers = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, fraction: 0, text: 0 };

  function read(text: string, out: Instant): DeadLetterCode | undefined {
    if (text.length !== length) return 'timestamp-syntax';
    for (const part of parts) {
      if (part.field === 'text') {
        if (!text.startsWith(part.text, part.at)) return 'timestamp-syntax';
        continue;
      }
      let number = 0;
      for (let i = part.at; i < part.at + part.length; i++) {
        const digit = text.charCodeAt(i) - 0x30;
        if (!(digit >= 0 && digit <= 9)) return 'timestamp-syntax';
        number = number * 10 + digit;
      }
      numbers[part.field] = number;
    }
    const { year, month, day, hour, minute, second, fraction } = numbers;
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return 'timestamp-no-such-date';
    const nanoseconds = digits > 0 ? fraction * 10 ** (9 - digits) : 0;
    const fractionMs = Math.floor(nanoseconds / NS_PER_MS);
    out.timeMs = daysFromDate(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + fractionMs;
    out.timeNs = nanoseconds - fractionMs * NS_PER_MS;
    return undefined;
  }

  function write(localMs: number, timeNs: number): string {
    const days = Math.floor(localMs / DAY_MS);
    const date = dateFromDays(days);
    const millisecond = localMs - days * DAY_MS;
    const seconds = Math.floor(millisecond / 1000);
    const values: Record<PatternPart['field'], number> = {
      year: Math.floor(date / 10_000),
      month: Math.floor(date / 100) % 100,
      day: date % 100,
      hour: Math.floor(seconds / 3600),
      minute: Math.floor(seconds / 60) % 60,
      second: seconds % 60,
      fraction: Math.floor(((millisecond % 1000) * NS_PER_MS + timeNs) / 10 ** (9 - Math.max(0, digits))),
      text: 0,
    };
    return parts.map(({ field, length: width, text }) => (field === 'text' ? text : String(values[field]).padStart(width, '0'))).join('');
  }

  return { read, write, digits, parts };
}

function luxonPattern(pattern: string, digits: number): TimePattern {
  const { DateTime } = loadLuxon();
  const utc = { zone: 'utc', locale: 'en' } as const;
  const parser = DateTime.buildFormatParser(pattern, utc);
  return {
    read(text, out) {
      const time = DateTime.fromFormatParser(text, parser, utc);
      if (!time.isValid) return time.invalidReason === 'unit out of range' ? 'timestamp-no-such-date' : 'timestamp-syntax';
      out.timeMs = time.toMillis();
      out.timeNs = 0;
      return undefined;
    },
    write: (localMs) => DateTime.fromMillis(localMs, utc).toFormat(pattern),
    digits,
  };
}

function unusable(pattern: string, why: string): TelemendError {
  return new TelemendError('usage', `"${pattern}" is not a pattern of times: ${why}`, {
    hint: "write it like dd.MM.yyyy HH:mm, MM/dd/yyyy hh:mm:ss a or yyyy-MM-dd'T'HH:mm:ss.SSS",
  });
}
