// Maintenance windows: where nothing may be filled or repaired, and why.
import { TelemendError } from './errors.js';
import { compareInstants, parseInstantArgument, type Instant } from './instant.js';
import { matchesPattern } from './pattern.js';

/** [from, to): what a sensor misses there stays missing. */
export interface MaintenanceWindow {
  readonly from: Instant;
  readonly to: Instant;
  /** Pattern of the ids of the series that it holds for (`*` stands for any characters); of all by default. */
  readonly sensors?: string;
  /** As the audit is to tell it. */
  readonly reason: string;
}

/** The first window that has any of [low, high) in it. O(log windows), and the windows that begin within. */
export type FindMaintenance = (low: Instant, high: Instant) => MaintenanceWindow | undefined;

const SHORT_FORM = /^(-?\d.*?)\.\.(-?\d[^=]*)=(.*)$/s;

/** Whether a text is a window itself, and no name of a file. */
export function isMaintenanceText(text: string): boolean {
  return text.startsWith('{') || SHORT_FORM.test(text);
}

/**
 * `FROM..TO=REASON`, or as JSON, which may name the series too: `{"from":"...","to":"...","sensors":"mote-*","reason":"..."}`.
 *
 * @throws TelemendError `usage` that says what is wrong.
 * @example
 * parseMaintenance('2026-01-01T10:00:00Z..2026-01-01T12:00:00Z=valve replaced').reason; // 'valve replaced'
 */
export function parseMaintenance(text: string): MaintenanceWindow {
  const [, shortFrom, shortTo, shortReason] = SHORT_FORM.exec(text) ?? [];
  const { from, to, sensors, reason } = text.startsWith('{') ? membersOf(text) : { from: shortFrom, to: shortTo, sensors: undefined, reason: shortReason };
  const window = { from: instantOf(from, 'from'), to: instantOf(to, 'to'), reason };
  if (!isBefore(window.from, window.to)) throw unusable('it ends before it begins');
  if (typeof window.reason !== 'string' || window.reason.trim() === '') throw unusable('it has no reason');
  if (sensors !== undefined && (typeof sensors !== 'string' || sensors === '')) throw unusable('its sensors are no pattern');
  return { from: window.from, to: window.to, reason: window.reason, ...(sensors !== undefined && { sensors }) };
}

/** Finds the windows of one series; undefined where it has none. O(windows log windows). */
export function maintenanceOf(windows: readonly MaintenanceWindow[], sensorId: string): FindMaintenance | undefined {
  const own = windows
    .filter(({ sensors }) => sensors === undefined || matchesPattern(sensorId, sensors))
    .sort((a, b) => compareInstants(a.from.timeMs, a.from.timeNs, b.from.timeMs, b.from.timeNs));
  if (own.length === 0) return undefined;
  // Windows may overlap: those up to each end at the latest here.
  const latestEnd: Instant[] = [];
  for (const { to } of own) latestEnd.push(latestEnd.length > 0 && isBefore(to, latestEnd.at(-1)!) ? latestEnd.at(-1)! : to);
  return (low, high) => {
    let [first, end] = [0, own.length];
    while (first < end) {
      const middle = (first + end) >> 1;
      if (isBefore(low, latestEnd[middle])) end = middle;
      else first = middle + 1;
    }
    for (let i = first; i < own.length && isBefore(own[i].from, high); i++) if (isBefore(low, own[i].to)) return own[i];
    return undefined;
  };
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw unusable(`it is not valid JSON (${(error as Error).message})`, error);
  }
}

function instantOf(value: unknown, name: string): Instant {
  if (typeof value !== 'string' && typeof value !== 'number') throw unusable(`its ${name} is no instant`);
  try {
    return parseInstantArgument(String(value));
  } catch (error) {
    throw unusable(`its ${name}: ${(error as Error).message}`, error);
  }
}

function isBefore(a: Instant, b: Instant): boolean {
  return compareInstants(a.timeMs, a.timeNs, b.timeMs, b.timeNs) < 0;
}

function unusable(why: string, cause?: unknown): TelemendError {
  return new TelemendError('usage', `is no maintenance window: ${why}`, {
    hint: 'write FROM..TO=REASON, or {"from":"2026-01-01T10:00:00Z","to":"2026-01-01T12:00:00Z","sensors":"mote-*","reason":"valve replaced"}', cause,
  });
}
