// Tumbling windows of event time: of the same length in UTC, or from local midnight on, where days have 23, 24 or 25 hours.
import { DAY_MS } from '../model/calendar.js';
import { formatDuration } from '../model/duration.js';
import { TelemendError } from '../model/errors.js';

/** [startMs, endMs), whole epoch milliseconds. */
export interface TumblingWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** The window that an instant lies in. */
export type WindowOf = (timeMs: number) => TumblingWindow;

/**
 * Windows of a length. In UTC they are counted from 1970-01-01. In a time zone, days (or so many of them) begin at local midnight, and
 * parts of a day are counted from there in elapsed time: the last one of a 23 or 25 hour day may be shorter. O(1) for an instant of the
 * same day as the one before, else some microseconds.
 *
 * @param timeZone an IANA name; UTC without one
 * @throws TelemendError `usage` where the zone is not known, or the length neither divides a day nor is a number of days.
 * @example
 * createWindows(86_400_000, 'Europe/Berlin')(Date.UTC(2026, 2, 29, 12)); // the 23 hours of 29 March, from 28 March 23:00 UTC on
 */
export function createWindows(lengthMs: number, timeZone?: string): WindowOf {
  if (timeZone === undefined || timeZone === 'UTC') {
    return (timeMs) => {
      const startMs = Math.floor(timeMs / lengthMs) * lengthMs;
      return { startMs, endMs: startMs + lengthMs };
    };
  }
  if (DAY_MS % lengthMs !== 0 && lengthMs % DAY_MS !== 0) {
    throw new TelemendError('usage', `windows of ${formatDuration(lengthMs)} have no place in local time`, {
      hint: 'take a length that divides a day, such as 15m, 1h or 6h, or a number of days',
    });
  }
  const startOfDay = createStartOfDay(timeZone);
  const days = Math.max(1, lengthMs / DAY_MS);
  let span: TumblingWindow = { startMs: 0, endMs: 0 };
  return (timeMs) => {
    if (timeMs < span.startMs || timeMs >= span.endMs) span = daysAround(timeMs, days, startOfDay);
    if (lengthMs >= DAY_MS) return span;
    const startMs = span.startMs + Math.floor((timeMs - span.startMs) / lengthMs) * lengthMs;
    return { startMs, endMs: Math.min(startMs + lengthMs, span.endMs) };
  };
}

function daysAround(timeMs: number, days: number, startOfDay: (day: number) => number): TumblingWindow {
  // No zone is a whole day away from UTC, so the local day is one of three.
  let day = Math.floor(timeMs / DAY_MS) - 1;
  while (startOfDay(day + 1) <= timeMs) day++;
  const first = Math.floor(day / days) * days;
  return { startMs: startOfDay(first), endMs: startOfDay(first + days) };
}

/** The first instant of a local day, which is counted from 1970-01-01. */
function createStartOfDay(timeZone: string): (day: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', year: 'numeric', month: 'numeric', day: 'numeric', era: 'short' });
  } catch {
    throw new TelemendError('usage', `"${timeZone}" is not a time zone`, { hint: 'write an IANA name: Europe/Berlin, America/New_York' });
  }
  const localDay = (timeMs: number) => {
    const parts = Object.fromEntries(format.formatToParts(timeMs).map(({ type, value }) => [type, value]));
    const year = parts.era.startsWith('B') ? 1 - Number(parts.year) : Number(parts.year);
    return new Date(0).setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day)) / DAY_MS;
  };
  const known = new Map<number, number>();
  return (day) => {
    let start = known.get(day);
    if (start === undefined) {
      start = firstInstantOf(day, localDay);
      known.set(day, start);
    }
    return start;
  };
}

/** By halving: a day begins at midnight, or where the clock is put over midnight, at the instant at which it is. */
function firstInstantOf(day: number, localDay: (timeMs: number) => number): number {
  let before = (day - 1) * DAY_MS;
  let after = (day + 1) * DAY_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (localDay(middle) >= day) after = middle;
    else before = middle;
  }
  return after;
}
