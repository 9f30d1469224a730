// How timestamps that are text are read by the options of a log: RFC 3339 or a pattern, and what a time without zone means.
import { NS_PER_MS, type Instant } from './calendar.js';
import type { DeadLetterCode } from './dead-letter.js';
import { createTimePattern } from './time-pattern.js';
import { parseTimestampText } from './timestamp-text.js';

/** What decides how a timestamp is read. */
export interface TimeReading {
  /** Whether a time without zone is UTC, instead of a fault. */
  readonly assumeUtc: boolean;
  /** The zone of times without one: an IANA name, or an offset that always holds (+01:00). */
  readonly timezone?: string;
  /** A pattern of all timestamps that are text, instead of RFC 3339. */
  readonly timeFormat?: string;
}

/**
 * Reads a text into `out`; undefined, or why it is no timestamp. A time without zone where `timezone` is given comes as a local time: what
 * the clock showed, as if it showed UTC, with NS_PER_MS taken off `timeNs`, which is below 0 then. See LocalClock.
 */
export type TimestampReader = (text: string, out: Instant) => DeadLetterCode | undefined;

/** The reader of a log's timestamps. @throws TelemendError `usage` where the pattern is none. */
export function createTimestampReader({ assumeUtc, timezone, timeFormat }: TimeReading): TimestampReader {
  const isLocal = timezone !== undefined;
  if (timeFormat !== undefined) {
    const { read } = createTimePattern(timeFormat);
    return (text, out) => {
      const code = read(text, out);
      if (code === undefined && isLocal) out.timeNs -= NS_PER_MS;
      return code ?? (isLocal || assumeUtc ? undefined : 'timestamp-no-zone');
    };
  }
  if (!isLocal) return (text, out) => parseTimestampText(text, assumeUtc, out);
  return (text, out) => {
    const code = parseTimestampText(text, true, out);
    if (code === undefined && isZoneless(text)) out.timeNs -= NS_PER_MS;
    return code;
  };
}

/** Whether an RFC 3339 date-time lacks its zone, which is a letter or ends in `±hh:mm`. */
function isZoneless(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  const sign = text.charCodeAt(text.length - 6);
  return last <= 0x39 && (text.length < 25 || (sign !== 0x2b && sign !== 0x2d));
}
