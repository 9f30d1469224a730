// A window of event time: from one instant on, and before another.
import { compareInstants, type Instant } from './instant.js';

/** Whether an instant lies in [from, to); an absent bound is none. */
export function isInWindow(timeMs: number, timeNs: number, from: Instant | undefined, to: Instant | undefined): boolean {
  return (
    (from === undefined || compareInstants(timeMs, timeNs, from.timeMs, from.timeNs) >= 0) &&
    (to === undefined || compareInstants(timeMs, timeNs, to.timeMs, to.timeNs) < 0)
  );
}
