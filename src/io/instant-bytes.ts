// Instants written straight into bytes, in one spelling: the date is put together once a day.
import { dateFromDays, DAY_MS } from '../model/calendar.js';
import { formatInstant, type TimestampSpelling } from '../model/instant.js';
import { createTimePattern } from '../model/time-pattern.js';
import { createTimeZone } from '../model/time-zone.js';
import { bytesOf, writeAscii, writeBytes, writeInteger, writePadded } from './number-bytes.js';

const COLON = 0x3a;
const POINT = 0x2e;

/** Bytes that an instant takes at most. */
export const LONGEST_INSTANT = 48;

/** Writes an instant; gives the position behind it. O(1). */
export type InstantWriter = (target: Uint8Array, at: number, timeMs: number, timeNs: number) => number;

/**
 * A writer of instants: byte for byte what `formatInstant` says, without quotes.
 *
 * @example
 * const write = createInstantWriter(OWN_SPELLING);
 * write(bytes, 0, 1767225600000, 0); // 2026-01-01T00:00:00.000Z
 */
export function createInstantWriter(spelling: TimestampSpelling): InstantWriter {
  if (spelling.kind === 'pattern') return patternWriter(spelling);
  return spelling.kind === 'text' ? textWriter(spelling) : numberWriter(spelling);
}

function patternWriter({ pattern, timezone }: TimestampSpelling & { kind: 'pattern' }): InstantWriter {
  const { write } = createTimePattern(pattern);
  const { offsetAt } = createTimeZone(timezone);
  return (target, at, timeMs, timeNs) => writeBytes(target, at, bytesOf(write(timeMs + offsetAt(timeMs), timeNs)));
}

/** What is added to epoch ms for the time in a zone as a spelling has it. */
export function zoneShiftMs(zone: string): number {
  return -Date.parse(`1970-01-01T00:00:00${zone === '' ? 'Z' : zone.toUpperCase()}`);
}

function textWriter(spelling: TimestampSpelling & { kind: 'text' }): InstantWriter {
  const { digits, zone } = spelling;
  const shiftMs = zoneShiftMs(zone);
  const zoneBytes = bytesOf(zone);
  const day = bytesOf(`0000-00-00${spelling.separator}`);
  const cutNs = 10 ** (9 - digits);
  let writtenDays = NaN;
  return (target, at, timeMs, timeNs) => {
    const localMs = timeMs + shiftMs;
    const days = Math.floor(localMs / DAY_MS);
    if (days !== writtenDays) {
      const date = dateFromDays(days);
      writePadded(day, 0, Math.floor(date / 10_000), 4);
      writePadded(day, 5, Math.floor(date / 100) % 100, 2);
      writePadded(day, 8, date % 100, 2);
      writtenDays = days;
    }
    const millisecond = localMs - days * DAY_MS;
    const second = (millisecond / 1000) | 0;
    const minute = (second / 60) | 0;
    const hour = (minute / 60) | 0;
    at = writePadded(target, writeBytes(target, at, day), hour, 2);
    target[at] = COLON;
    at = writePadded(target, at + 1, minute - 60 * hour, 2);
    target[at] = COLON;
    at = writePadded(target, at + 1, second - 60 * minute, 2);
    if (digits > 0) {
      target[at] = POINT;
      at = writePadded(target, at + 1, Math.floor(((millisecond - 1000 * second) * 1e6 + timeNs) / cutNs), digits);
    }
    return writeBytes(target, at, zoneBytes);
  };
}

function numberWriter(spelling: TimestampSpelling & { kind: 'number' }): InstantWriter {
  const isWholeMs = spelling.unit === 'ms' && spelling.digits === 0;
  return (target, at, timeMs, timeNs) => (
    isWholeMs && timeMs >= 0 ? writeInteger(target, at, timeMs) : writeAscii(target, at, formatInstant(timeMs, timeNs, spelling))
  );
}
