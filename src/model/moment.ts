// A point of event time as people name it: an instant, or so long before the end of the log.
import type { Instant } from './instant.js';

/** A point of event time: an instant, or so many milliseconds before the last event of the log. */
export type Moment = ({ readonly kind: 'absolute' } & Instant) | { readonly kind: 'fromEnd'; readonly ms: number };

/** The instant meant, in a log whose last event is at `endMs` (whole milliseconds). */
export function resolveMoment(moment: Moment, endMs: number): Instant {
  return moment.kind === 'absolute' ? { timeMs: moment.timeMs, timeNs: moment.timeNs } : { timeMs: endMs - moment.ms, timeNs: 0 };
}
