// The grid in the plainest way: every point is found by looking at all readings, means by summing up slices of lines.
import type { Event } from '../../src/model/event.js';

const KINDS = ['observed', 'repaired', 'filled'];

export interface NaivePoint {
  readonly timestamp: number;
  readonly sensor: string;
  readonly value: number;
  readonly original: number;
  readonly origin: string;
  readonly coverage?: number;
  readonly madeShare?: number;
  readonly lo?: number;
  readonly hi?: number;
}

const at = ({ timestamp }: Event) => Date.parse(String(timestamp));
const valueOf = ({ temperature }: Event) => Number(temperature);
const originOf = ({ origin }: Event) => (typeof origin === 'string' ? origin : 'observed');

/** Readings by series, series in the order of their ids' bytes. */
function bySeries(events: readonly Event[]): [sensor: string, readings: Event[]][] {
  const found = new Map<string, Event[]>();
  for (const event of events) {
    if (event.temperature === null) continue;
    const sensor = event.sensor_id ?? 'sensor';
    found.set(sensor, [...(found.get(sensor) ?? []), event]);
  }
  return [...found].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function inOrder(points: readonly NaivePoint[]): NaivePoint[] {
  return points.map((point, i) => ({ point, i })).sort((a, b) => a.point.timestamp - b.point.timestamp || a.i - b.i).map(({ point }) => point);
}

/** @param points all points of the grid about the events */
export function naiveNearest(events: readonly Event[], points: readonly number[]): NaivePoint[] {
  return inOrder(bySeries(events).flatMap(([sensor, readings]) => points.flatMap((point, p) => {
    // Half way to the next point belongs to this one, half way to the one before to that.
    const near = readings.filter((reading) => 2 * at(reading) > points[p - 1] + point && 2 * at(reading) <= point + points[p + 1]);
    const least = Math.min(...near.map((reading) => Math.abs(at(reading) - point)));
    const taken = near.findLast((reading) => Math.abs(at(reading) - point) === least);
    return taken ? [{ timestamp: point, sensor, value: valueOf(taken), original: at(taken), origin: originOf(taken) }] : [];
  })));
}

/** @param gapMs readings so far apart are not joined */
export function naiveMean(events: readonly Event[], points: readonly number[], gapMs: number): NaivePoint[] {
  return inOrder(bySeries(events).flatMap(([sensor, readings]) => points.slice(0, -1).flatMap((start, p) => {
    const end = points[p + 1];
    const inside = readings.filter((reading) => at(reading) >= start && at(reading) < end);
    if (inside.length === 0) return [];
    const slices = readings.slice(1).flatMap((after, i) => {
      const before = readings[i];
      const [from, to] = [Math.max(at(before), start), Math.min(at(after), end)];
      if (to <= from || at(after) - at(before) >= gapMs) return [];
      const along = (read: (event: Event) => number, time: number) => (
        read(before) + ((read(after) - read(before)) * (time - at(before))) / (at(after) - at(before))
      );
      // A trapezoid.
      return [{ width: to - from, mean: (read: (event: Event) => number) => (along(read, from) + along(read, to)) / 2, ends: [before, after] }];
    });
    const covered = slices.reduce((sum, { width }) => sum + width, 0);
    const mean = (read: (event: Event) => number) => (covered > 0
      ? slices.reduce((sum, slice) => sum + slice.width * slice.mean(read), 0) / covered
      : inside.reduce((sum, event) => sum + read(event), 0) / inside.length);
    const entering = [...inside, ...slices.flatMap(({ ends }) => ends)];
    return [{
      timestamp: start, sensor, value: mean(valueOf), original: at(inside[0]),
      origin: KINDS[Math.max(...entering.map((event) => KINDS.indexOf(originOf(event))))],
      coverage: covered / (end - start),
      madeShare: mean((event) => (event.origin === undefined ? 0 : 1)),
      lo: mean((event) => Number(event.lo ?? event.temperature)),
      hi: mean((event) => Number(event.hi ?? event.temperature)),
    }];
  })));
}
