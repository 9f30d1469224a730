// Instants: order, rounding, the spellings they are written in, and reading one from the command line.
import { DAY_MS, NS_PER_MS, dateFromDays, type Instant } from './calendar.js';
import { DEAD_LETTER_TEXT } from './dead-letter.js';
import { TelemendError } from './errors.js';
import type { TimeUnit } from './event.js';
import { UNIT_EXPONENT, parseTimestampNumber } from './timestamp-number.js';
import { parseTimestampText } from './timestamp-text.js';

export type { Instant } from './calendar.js';

/**
 * How a log writes its timestamps. `zone` is Z, z, ±hh:mm, or empty for none (UTC then); digits are those after the point, below 0 where a
 * pattern ends with minutes (-1) or hours (-3). A pattern says what the clock of its zone shows.
 */
export type TimestampSpelling =
  | { readonly kind: 'text'; readonly separator: string; readonly zone: string; readonly digits: number }
  | { readonly kind: 'pattern'; readonly pattern: string; readonly timezone: string; readonly digits: number }
  | { readonly kind: 'number'; readonly unit: TimeUnit; readonly digits: number };

/** Those that need no time zone: patterns are written by createInstantWriter. */
export type PlainSpelling = Exclude<TimestampSpelling, { readonly kind: 'pattern' }>;

/** telemend's own spelling: 2026-01-01T00:00:00.000Z. */
export const OWN_SPELLING: PlainSpelling = Object.freeze({ kind: 'text', separator: 'T', zone: 'Z', digits: 3 });

const NANOSECOND_SPELLING: PlainSpelling = Object.freeze({ ...OWN_SPELLING, digits: 9 });

/** telemend's own spelling, with nanoseconds only where milliseconds do not say all. */
export function spellInstant(timeMs: number, timeNs: number): string {
  return formatInstant(timeMs, timeNs, timeNs === 0 ? OWN_SPELLING : NANOSECOND_SPELLING);
}

/** Negative, zero or positive, as instant a is before, at or after instant b. */
export function compareInstants(aMs: number, aNs: number, bMs: number, bNs: number): number {
  return aMs - bMs || aNs - bNs;
}

/** The smallest step that a spelling can tell, in nanoseconds. */
export function spellingResolutionNs(spelling: TimestampSpelling): number {
  if (spelling.digits < 0) return spelling.digits === -1 ? 60e9 : 3600e9;
  const exponent = spelling.kind === 'number' ? UNIT_EXPONENT[spelling.unit] : 9;
  return 10 ** Math.max(0, exponent - spelling.digits);
}

/**
 * The multiple of `resolutionNs` (since the epoch) nearest to an instant, a tie to the later one. Exact.
 *
 * @param resolutionNs a divisor of a millisecond, or whole milliseconds below 104 days
 */
export function roundInstant(timeMs: number, timeNs: number, resolutionNs: number): Instant {
  const resolutionMs = Math.max(1, resolutionNs / NS_PER_MS);
  const floorMs = Math.floor(timeMs / resolutionMs) * resolutionMs;
  const restNs = (timeMs - floorMs) * NS_PER_MS + timeNs;
  const roundedNs = Math.floor((restNs + resolutionNs / 2) / resolutionNs) * resolutionNs;
  const carryMs = Math.floor(roundedNs / NS_PER_MS);
  return { timeMs: floorMs + carryMs, timeNs: roundedNs - carryMs * NS_PER_MS };
}

/**
 * An instant as a log writes it; as text it comes without quotes. Digits below the spelling's resolution are cut, so round first. O(1).
 *
 * @example
 * formatInstant(1767225600123, 0, { kind: 'text', separator: ' ', zone: '+01:00', digits: 1 }); // 2026-01-01 01:00:00.1+01:00
 */
export function formatInstant(timeMs: number, timeNs: number, spelling: PlainSpelling = OWN_SPELLING): string {
  return spelling.kind === 'text'
    ? formatText(timeMs, timeNs, spelling.separator, spelling.zone, spelling.digits)
    : formatNumber(timeMs, timeNs, UNIT_EXPONENT[spelling.unit], spelling.digits);
}

function formatText(timeMs: number, timeNs: number, separator: string, zone: string, digits: number): string {
  const localMs = timeMs + zoneOffsetMs(zone);
  const days = Math.floor(localMs / DAY_MS);
  const date = dateFromDays(days);
  const millisecond = localMs - days * DAY_MS;
  const second = Math.floor(millisecond / 1000);
  const year = Math.floor(date / 10_000);
  const whole =
    `${year > 999 ? year : String(year).padStart(4, '0')}-${TWO[Math.floor(date / 100) % 100]}-${TWO[date % 100]}${separator}` +
    `${TWO[Math.floor(second / 3600)]}:${TWO[Math.floor(second / 60) % 60]}:${TWO[second % 60]}`;
  if (digits === 0) return whole + zone;
  const fraction = String(1_000_000_000 + (millisecond % 1000) * NS_PER_MS + timeNs);
  return `${whole}.${fraction.slice(1, 1 + digits)}${zone}`;
}

const TWO = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

function zoneOffsetMs(zone: string): number {
  if (zone.length !== 6) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return (zone[0] === '-' ? -minutes : minutes) * 60_000;
}

function formatNumber(timeMs: number, timeNs: number, exponent: number, digits: number): string {
  const negative = timeMs < 0;
  const borrow = negative && timeNs > 0;
  const ms = borrow ? -timeMs - 1 : Math.abs(timeMs);
  const ns = borrow ? NS_PER_MS - timeNs : timeNs;
  const nanoseconds = (ms + String(NS_PER_MS + ns).slice(1)).padStart(exponent + 1, '0');
  const point = nanoseconds.length - exponent;
  const whole = nanoseconds.slice(0, point).replace(/^0+(?=\d)/, '');
  const fraction = digits === 0 ? '' : `.${nanoseconds.slice(point).padEnd(digits, '0').slice(0, digits)}`;
  return `${negative ? '-' : ''}${whole}${fraction}`;
}

/**
 * An instant from the command line: RFC 3339, or a number of epoch milliseconds.
 *
 * @throws TelemendError `usage` where the text is neither.
 */
export function parseInstantArgument(text: string): Instant {
  const instant: Instant = { timeMs: 0, timeNs: 0 };
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  const bytes = new TextEncoder().encode(text);
  const fault = isNumber ? parseTimestampNumber(bytes, 0, bytes.length, 'ms', instant) : parseTimestampText(text, false, instant);
  if (fault) {
    throw new TelemendError('usage', `"${text}" is not an instant: ${DEAD_LETTER_TEXT[fault]}`, {
      hint: 'write it as 2026-01-01T00:00:00Z or as epoch milliseconds',
    });
  }
  return instant;
}
