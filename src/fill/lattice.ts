// The values of a sensor that knows but few: a coarse or averaging sensor repeats them, so a plausible draw is one of them.
import { lastAtMost } from './quantile-table.js';

/** A lattice has at most so many values, each met about seven times at least. */
const MOST_VALUES = 256;
const MOST_VALUES_PER_READING = 0.15;

/** The distinct values of a sensor that knows but few, ascending; empty for any other. O(readings log readings). */
export function learnLattice(values: Float64Array): number[] {
  const distinct = new Set(values);
  const most = Math.min(MOST_VALUES, MOST_VALUES_PER_READING * values.length);
  return distinct.size <= most ? [...distinct].sort((a, b) => a - b) : [];
}

/** The value of the lattice nearest to y; y itself outside of it. O(log values). */
export function snapTo(lattice: readonly number[], y: number): number {
  const below = lastAtMost(lattice, y);
  if (below < 0 || below === lattice.length - 1) return y;
  return y - lattice[below] <= lattice[below + 1] - y ? lattice[below] : lattice[below + 1];
}
