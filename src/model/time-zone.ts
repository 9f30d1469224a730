// Time zones: what a clock on the wall shows means which instant, and the other way round. Luxon knows the offsets, which are kept here.
import { createRequire } from 'node:module';
import type * as Luxon from 'luxon';
import { DAY_MS } from './calendar.js';
import { TelemendError } from './errors.js';

/** What local times of [fromMs, toMs) mean. Local times are milliseconds as if the clock showed UTC. */
export interface LocalSpan {
  readonly fromMs: number;
  readonly toMs: number;
  /** What to take off a local time to get the instant; of the two of a doubled hour the earlier one, NaN where the clock skips it. */
  readonly offsetMs: number;
  /** The same for the later instant of a doubled hour; elsewhere as offsetMs. Of a skipped hour the offset before it. */
  readonly laterOffsetMs: number;
}

/** A time zone. Both ways take some nanoseconds where the time is near the one before. */
export interface TimeZone {
  /** The stretch of equal meaning around a local time. */
  readonly spanAt: (localMs: number) => LocalSpan;
  /** The offset at an instant, east positive. */
  readonly offsetAt: (timeMs: number) => number;
  /** Its offset is always the same. */
  readonly isFixed: boolean;
}

/** [fromMs, toMs) of instants with one offset. */
interface OffsetSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly offsetMs: number;
}

/** No two changes of a zone's clock are nearer: in Ramadan some zones are put back for four weeks. */
const LOOK_EVERY_MS = 7 * DAY_MS;
/** No clock is further from UTC. */
const FARTHEST_MS = 2 * DAY_MS;

let luxon: typeof Luxon | undefined;

/** Luxon, loaded when it is first needed: most runs know no local time. */
export function loadLuxon(): typeof Luxon {
  return (luxon ??= createRequire(import.meta.url)('luxon') as typeof Luxon);
}

/**
 * The time zone of a name: IANA (Europe/Berlin), UTC, or an offset that always holds (+01:00), as loggers on standard time have.
 *
 * @throws TelemendError `usage` where there is no such zone.
 * @example
 * createTimeZone('Europe/Berlin').spanAt(Date.UTC(2026, 9, 25, 2, 30)); // offsetMs 7200000, laterOffsetMs 3600000: an hour told twice
 */
export function createTimeZone(name: string): TimeZone {
  const fixedMs = fixedOffsetMs(name);
  if (fixedMs !== undefined) {
    const always = { fromMs: -Infinity, toMs: Infinity, offsetMs: fixedMs, laterOffsetMs: fixedMs };
    return { spanAt: () => always, offsetAt: () => fixedMs, isFixed: true };
  }
  const { IANAZone } = loadLuxon();
  if (!IANAZone.isValidZone(name)) {
    throw new TelemendError('usage', `"${name}" is not a time zone`, { hint: 'write an IANA name such as Europe/Berlin, or an offset that always holds: +01:00' });
  }
  const zone = IANAZone.create(name);
  const years = new Map<number, OffsetSpan[]>();
  const spansOf = (timeMs: number): OffsetSpan[] => {
    const year = new Date(timeMs).getUTCFullYear();
    let spans = years.get(year);
    if (!spans) years.set(year, (spans = offsetSpans(year, (ms) => Math.round(zone.offset(ms) * 60_000))));
    return spans;
  };
  let local: LocalSpan = { fromMs: 0, toMs: 0, offsetMs: 0, laterOffsetMs: 0 };
  let absolute: OffsetSpan = local;
  return {
    isFixed: false,
    spanAt(localMs) {
      if (localMs < local.fromMs || localMs >= local.toMs) local = localSpanAt(spansOf(localMs), localMs);
      return local;
    },
    offsetAt(timeMs) {
      if (timeMs < absolute.fromMs || timeMs >= absolute.toMs) absolute = spansOf(timeMs).find(({ fromMs, toMs }) => timeMs >= fromMs && timeMs < toMs)!;
      return absolute.offsetMs;
    },
  };
}

/** `+01:00`, `-0330`, `UTC` and `Z`; undefined for other names. */
function fixedOffsetMs(name: string): number | undefined {
  if (/^(utc|z)$/i.test(name)) return 0;
  const match = /^([+-])(\d\d):?([0-5]\d)$/.exec(name);
  if (!match || Number(match[2]) > 15) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

/** The spans of a year and some days around it, in order; found by looking once a week and halving where the offset differs. */
function offsetSpans(year: number, offsetAt: (timeMs: number) => number): OffsetSpan[] {
  const startMs = new Date(0).setUTCFullYear(year, 0, 1) - FARTHEST_MS;
  const endMs = new Date(0).setUTCFullYear(year + 1, 0, 1) + FARTHEST_MS;
  const spans: OffsetSpan[] = [];
  let fromMs = startMs;
  let offsetMs = offsetAt(startMs);
  for (let ms = startMs; ms < endMs; ) {
    const next = Math.min(ms + LOOK_EVERY_MS, endMs);
    if (offsetAt(next) === offsetMs) {
      ms = next;
      continue;
    }
    let [before, after] = [ms, next];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetAt(middle) === offsetMs) before = middle;
      else after = middle;
    }
    spans.push({ fromMs, toMs: after, offsetMs });
    fromMs = ms = after;
    offsetMs = offsetAt(after);
  }
  spans.push({ fromMs, toMs: endMs, offsetMs });
  return spans;
}

function localSpanAt(spans: readonly OffsetSpan[], localMs: number): LocalSpan {
  const holding = spans.filter(({ fromMs, toMs, offsetMs }) => localMs >= fromMs + offsetMs && localMs < toMs + offsetMs);
  const borders = spans.flatMap(({ fromMs, toMs, offsetMs }) => [fromMs + offsetMs, toMs + offsetMs]);
  const fromMs = Math.max(...borders.filter((border) => border <= localMs));
  const toMs = Math.min(...borders.filter((border) => border > localMs));
  if (holding.length > 0) return { fromMs, toMs, offsetMs: holding[0].offsetMs, laterOffsetMs: holding.at(-1)!.offsetMs };
  const before = spans.findLast((span) => span.toMs + span.offsetMs <= localMs)!;
  return { fromMs, toMs, offsetMs: NaN, laterOffsetMs: before.offsetMs };
}
