// A common grid of time: the points at which its steps begin.
import { TelemendError } from '../model/errors.js';
import { createTimeZone } from '../model/time-zone.js';
import { createWindows, type WindowOf } from './tumbling-windows.js';

/** Points that are a step apart: whole steps since 1970-01-01 in UTC, or in the days of a time zone. */
export interface TimeGrid {
  readonly stepMs: number;
  /** The step that an instant lies in; it begins at a point. */
  readonly windowOf: WindowOf;
  /** How many points lie strictly between two of them. O(1); in local time as many as there are. */
  readonly pointsBetween: (fromMs: number, toMs: number) => number;
}

/**
 * A grid.
 *
 * @param timeZone as of the log's local times: an IANA name, or an offset that always holds; UTC without one
 * @throws TelemendError `usage` where a step is not of whole milliseconds above 0, and as createWindows.
 */
export function createTimeGrid(stepMs: number, timeZone?: string): TimeGrid {
  if (!Number.isSafeInteger(stepMs) || stepMs <= 0) {
    throw new TelemendError('usage', `a grid has steps of whole milliseconds, not of ${stepMs} ms`, { hint: 'such as 100ms, 1s, 1m, 1h, 1d' });
  }
  const zone = timeZone === undefined ? undefined : createTimeZone(timeZone);
  if (zone && !zone.isFixed) {
    const windowOf = createWindows(stepMs, timeZone);
    return {
      stepMs,
      windowOf,
      pointsBetween(fromMs, toMs) {
        let count = 0;
        for (let at = windowOf(fromMs).endMs; at < toMs; at = windowOf(at).endMs) count++;
        return count;
      },
    };
  }
  const offsetMs = zone?.offsetAt(0) ?? 0;
  return {
    stepMs,
    windowOf: (timeMs) => {
      const startMs = Math.floor((timeMs + offsetMs) / stepMs) * stepMs - offsetMs;
      return { startMs, endMs: startMs + stepMs };
    },
    pointsBetween: (fromMs, toMs) => (toMs - fromMs) / stepMs - 1,
  };
}
