// Windows of event time in which something went wrong: what `telemend window` finds, and replay, recover and reconcile take.
import { TelemendError } from './errors.js';
import { compareInstants, type Instant } from './instant.js';
import { isInWindow } from './window.js';
import { parseTimestampText } from './timestamp-text.js';

/** [from, to) of one series, or of all where none is named. */
export interface ErrorWindow {
  readonly from: Instant;
  readonly to: Instant;
  readonly sensorId?: string;
}

/** Reads one window as `telemend window` writes it. @throws TelemendError `bad-input` that says what is wrong; the caller knows the line. */
export function parseErrorWindow(line: string): ErrorWindow {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw broken('not valid JSON');
  }
  const { from, to, sensor_id: sensorId } = (value ?? {}) as Record<string, unknown>;
  const window = { from: instantOf(from, 'from'), to: instantOf(to, 'to'), sensorId: typeof sensorId === 'string' ? sensorId : undefined };
  if (compareInstants(window.to.timeMs, window.to.timeNs, window.from.timeMs, window.from.timeNs) <= 0) throw broken('it ends before it begins');
  return window;
}

/** Whether [fromMs, toMs], whole milliseconds, of a series touches any of the windows. O(windows). */
export function touchesWindow(windows: readonly ErrorWindow[], fromMs: number, toMs: number, sensorId: string | undefined): boolean {
  return windows.some((window) => (
    (window.sensorId === undefined || sensorId === undefined || window.sensorId === sensorId)
    && window.from.timeMs <= toMs
    && (window.to.timeMs > fromMs || (window.to.timeMs === fromMs && window.to.timeNs > 0))
  ));
}

/** Whether an event lies in any of the windows: of its own series, or of all; of any where no series is given. O(windows). */
export function isInAnyWindow(windows: readonly ErrorWindow[], timeMs: number, timeNs: number, sensorId?: string): boolean {
  return windows.some(({ from, to, sensorId: own }) => (
    (own === undefined || sensorId === undefined || own === sensorId) && isInWindow(timeMs, timeNs, from, to)
  ));
}

/** From the first beginning to the last end; of none, an empty span. */
export function spanOf(windows: readonly ErrorWindow[]): { readonly from: Instant; readonly to: Instant } {
  const epoch = { timeMs: 0, timeNs: 0 };
  return {
    from: windows.map(({ from }) => from).reduce((a, b) => earliest(a, b)!, windows[0]?.from ?? epoch),
    to: windows.map(({ to }) => to).reduce((a, b) => latest(a, b)!, windows[0]?.to ?? epoch),
  };
}

/** The later of two instants, of which either may be absent. */
export function latest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (!a || !b) return a ?? b;
  return compareInstants(a.timeMs, a.timeNs, b.timeMs, b.timeNs) >= 0 ? a : b;
}

/** The earlier of two instants, of which either may be absent. */
export function earliest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a && b && latest(a, b) === a ? b : a ?? b;
}

function instantOf(value: unknown, name: string): Instant {
  const instant = { timeMs: 0, timeNs: 0 };
  if (typeof value === 'string' && parseTimestampText(value, false, instant) === undefined) return instant;
  throw broken(`its ${name} is no instant`);
}

function broken(why: string): TelemendError {
  return new TelemendError('bad-input', `is no window: ${why}`, { hint: 'write {"from":"2026-01-01T00:00:00Z","to":"2026-01-01T01:00:00Z"}, a line each' });
}
