// Timestamps that are text: a strict reader of RFC 3339 that keeps nanoseconds and says what is wrong instead of guessing.
import { DAY_MS, EARLIEST_MS, LATEST_MS, dateFromDays, daysFromDate, daysInMonth, type Instant } from './calendar.js';
import type { DeadLetterCode } from './dead-letter.js';

const ZERO = 0x30;
const COLON = 0x3a;
const DASH = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const SPACE = 0x20;
/** `yyyy-mm-ddThh:mm:ss` */
const SHORTEST = 19;

/**
 * Reads an RFC 3339 date-time into `out`. Date and time are parted by T, t or a space; up to nine digits of a second, more only where
 * they are zeros; Z, z or ±hh:mm at the end, or nothing where `assumeUtc`. Second 60 is read where UTC has leap seconds, at the end of a
 * month's last day, as the second after it, as Unix clocks count: a reading taken then is no less a reading.
 *
 * @returns undefined, or why it is no instant; `out` is then unspecified. Allocates nothing. O(length).
 * @example
 * const out = { timeMs: 0, timeNs: 0 };
 * parseTimestampText('2026-01-01T00:00:00.123456789Z', false, out); // out: { timeMs: 1767225600123, timeNs: 456789 }
 */
export function parseTimestampText(text: string, assumeUtc: boolean, out: Instant): DeadLetterCode | undefined {
  if (text.length < SHORTEST) return 'timestamp-syntax';
  const century = twoDigits(text, 0);
  const yearOfCentury = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const separator = text.charCodeAt(10);
  if (
    (century | yearOfCentury | month | day | hour | minute | second) < 0 ||
    text.charCodeAt(4) !== DASH ||
    text.charCodeAt(7) !== DASH ||
    ((separator | SPACE) !== 0x74 && separator !== SPACE) ||
    text.charCodeAt(13) !== COLON ||
    text.charCodeAt(16) !== COLON
  ) {
    return 'timestamp-syntax';
  }

  let at = SHORTEST;
  let nanoseconds = 0;
  let tooPrecise = false;
  if (at < text.length && text.charCodeAt(at) === POINT) {
    const first = ++at;
    let place = 100_000_000;
    for (; at < text.length; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9) break;
      if (at - first < 9) {
        nanoseconds += digit * place;
        place /= 10;
      } else if (digit > 0) {
        tooPrecise = true;
      }
    }
    if (at === first) return 'timestamp-syntax';
  }

  const zoned = at < text.length;
  const offset = zoned ? zoneMinutes(text, at) : 0;
  if (offset === NO_ZONE) return 'timestamp-syntax';
  if (offset === BAD_ZONE || !exists(century * 100 + yearOfCentury, month, day, hour, minute, second)) return 'timestamp-no-such-date';
  if (!zoned && !assumeUtc) return 'timestamp-no-zone';
  if (tooPrecise) return 'timestamp-precision';

  const days = daysFromDate(century * 100 + yearOfCentury, month, day);
  const wholeMs = days * DAY_MS + ((hour * 60 + minute - offset) * 60 + second) * 1000;
  if (second === 60 && !isMonthStart(wholeMs)) return 'timestamp-no-such-date';
  const fractionMs = Math.floor(nanoseconds / 1_000_000);
  out.timeMs = wholeMs + fractionMs;
  out.timeNs = nanoseconds - fractionMs * 1_000_000;
  return out.timeMs < EARLIEST_MS || out.timeMs > LATEST_MS ? 'timestamp-range' : undefined;
}

const NO_ZONE = -10_000;
const BAD_ZONE = -10_001;

/** Minutes east of UTC of the zone that ends the text at `at`; NO_ZONE where it is none, BAD_ZONE where its time does not exist. */
function zoneMinutes(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if ((sign | SPACE) === 0x7a) return text.length === at + 1 ? 0 : NO_ZONE;
  if ((sign !== PLUS && sign !== DASH) || text.length !== at + 6 || text.charCodeAt(at + 3) !== COLON) return NO_ZONE;
  const hours = twoDigits(text, at + 1);
  const minutes = twoDigits(text, at + 4);
  if ((hours | minutes) < 0) return NO_ZONE;
  if (hours > 23 || minutes > 59) return BAD_ZONE;
  return sign === PLUS ? hours * 60 + minutes : 0 - hours * 60 - minutes;
}

function exists(year: number, month: number, day: number, hour: number, minute: number, second: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) && hour <= 23 && minute <= 59 && second <= 60;
}

function isMonthStart(timeMs: number): boolean {
  return timeMs % DAY_MS === 0 && dateFromDays(timeMs / DAY_MS) % 100 === 1;
}

/** The number that two digits spell, or -1. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}
