// A common grid of time: what is asked of it, and its books.
import { TelemendError } from './errors.js';

/** What a point of the grid is made of: the reading nearest to it, or the mean of its step weighted by time. */
export type GridMethod = 'nearest' | 'mean';

/** The grid that each series is laid on. */
export interface GridOptions {
  /** Milliseconds between two points, whole, above 0. */
  readonly stepMs: number;
  /** `nearest` by default. */
  readonly by?: GridMethod;
}

/** What became of the events that were laid on a grid: `events` = `taken` + `unused` + `missing`. */
export interface GridAccounting {
  /** Events of the series before they were laid on the grid. */
  events: number;
  /** Of these, what the points are made of, what another reading was nearer than, and what has no value. */
  taken: number;
  unused: number;
  missing: number;
  /** Points that were written, and of these what is observed, repaired and filled. */
  points: number;
  observed: number;
  repaired: number;
  filled: number;
  /** Points between the first and the last of their series that were not written, since no reading is there. */
  absent: number;
}

/** Books in which nothing stands yet. */
export function emptyGridAccounting(): GridAccounting {
  return { events: 0, taken: 0, unused: 0, missing: 0, points: 0, observed: 0, repaired: 0, filled: 0, absent: 0 };
}

/** @throws TelemendError `internal` where an event or a point was lost; `expected` is how many events there were. */
export function checkGridAccounting(grid: GridAccounting, expected: number): void {
  const { events, taken, unused, missing, points, observed, repaired, filled } = grid;
  if (events === expected && taken + unused + missing === events && observed + repaired + filled === points) return;
  throw new TelemendError('internal', `the books of the grid do not balance: ${JSON.stringify({ ...grid, expected })}`);
}

/** The columns of a grid's points beside those of a clean series. */
export const GRID_COLUMNS: Readonly<Record<GridMethod, readonly string[]>> = {
  nearest: ['original_timestamp'],
  mean: ['original_timestamp', 'coverage', 'made_share'],
};
