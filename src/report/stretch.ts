// A stretch of a series as the pictures take it: plain arrays, so that the callers decide what is drawn.

/** What a point of a stretch is. */
export type PointKind = 'good' | 'failed' | 'missing' | 'repaired' | 'filled';

/** Points in order of time; arrays are parallel. */
export interface Stretch {
  /** Epoch milliseconds. */
  readonly timeMs: readonly number[];
  /** °C; NaN where there is no value. */
  readonly value: readonly number[];
  readonly kind: readonly PointKind[];
}

/** A span of values or times. */
export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** The span of the finite numbers; undefined where there is none. */
export function extentOf(numbers: Iterable<number>): Extent | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const number of numbers) {
    if (!Number.isFinite(number)) continue;
    low = Math.min(low, number);
    high = Math.max(high, number);
  }
  return low <= high ? { low, high } : undefined;
}

/** Where a number lies in a span: 0 at its low end, 1 at its high end, 0.5 where it is a single point. */
export function positionIn({ low, high }: Extent, number: number): number {
  return high > low ? (number - low) / (high - low) : 0.5;
}
