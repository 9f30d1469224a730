// Timestamps that are JSON numbers, read from their digits: 1.7e18 ns is beyond what a double holds exactly.
import { EARLIEST_MS, LATEST_MS, NS_PER_MS, type Instant } from './calendar.js';
import type { DeadLetterCode } from './dead-letter.js';
import type { TimeUnit } from './event.js';

/** The power of ten of each unit, in nanoseconds. */
export const UNIT_EXPONENT: Readonly<Record<TimeUnit, number>> = { s: 9, ms: 6, us: 3, ns: 0 };

const MS_EXPONENT = 6;
/** Nanoseconds with this many digits before the point lie beyond the year 9999. */
const TOO_MANY_DIGITS = 21;
const POWERS = Float64Array.from({ length: TOO_MANY_DIGITS - MS_EXPONENT }, (_, exponent) => 10 ** exponent);

/**
 * Reads the JSON number spelled by bytes [start, end) as time since the epoch into `out`, exact to the nanosecond.
 * The bytes must spell a JSON number (JSON.parse accepted them).
 *
 * @returns undefined, or why it is no instant; `out` is then unspecified. Allocates nothing. O(length).
 * @example
 * parseTimestampNumber(Buffer.from('1767225600.5'), 0, 12, 's', out); // out: { timeMs: 1767225600500, timeNs: 0 }
 */
export function parseTimestampNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
  unit: TimeUnit,
  out: Instant,
): DeadLetterCode | undefined {
  const negative = bytes[start] === 0x2d;
  const first = negative ? start + 1 : start;
  let point = -1;
  let mantissaEnd = first;
  for (; mantissaEnd < end; mantissaEnd++) {
    const byte = bytes[mantissaEnd];
    if (byte === 0x2e) point = mantissaEnd;
    else if ((byte | 0x20) === 0x65) break;
  }
  const exponent = mantissaEnd < end ? readExponent(bytes, mantissaEnd + 1, end) : 0;

  let place = (point < 0 ? mantissaEnd : point) - first - 1 + exponent + UNIT_EXPONENT[unit];
  let ms = 0;
  let ns = 0;
  for (let at = first; at < mantissaEnd; at++) {
    if (at === point) continue;
    const digit = bytes[at] - 0x30;
    if (digit !== 0) {
      if (place >= TOO_MANY_DIGITS) return 'timestamp-range';
      if (place < 0) return 'timestamp-precision';
      if (place >= MS_EXPONENT) ms += digit * POWERS[place - MS_EXPONENT];
      else ns += digit * POWERS[place];
    }
    place--;
  }

  if (!negative) {
    out.timeMs = ms;
    out.timeNs = ns;
  } else if (ns === 0) {
    out.timeMs = 0 - ms;
    out.timeNs = 0;
  } else {
    out.timeMs = -ms - 1;
    out.timeNs = NS_PER_MS - ns;
  }
  return out.timeMs < EARLIEST_MS || out.timeMs > LATEST_MS ? 'timestamp-range' : undefined;
}

/** The exponent after the e; held below a billion, where adding to it is still exact and it is out of range all the same. */
function readExponent(bytes: Uint8Array, start: number, end: number): number {
  const sign = bytes[start];
  let exponent = 0;
  for (let at = sign === 0x2d || sign === 0x2b ? start + 1 : start; at < end; at++) {
    exponent = Math.min(exponent * 10 + bytes[at] - 0x30, 1_000_000_000);
  }
  return sign === 0x2d ? 0 - exponent : exponent;
}
