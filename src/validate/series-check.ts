// What a check along a series is: it judges readings by their neighbours in event time, which may come later.
import { Flag } from '../model/flag.js';

/**
 * Hears what a check makes of the readings it was given, in their order: `flag` for the next `count` of them. Flag.NotEvaluated where the
 * readings around do not allow a verdict.
 */
export type Decide = (flag: Flag, count: number) => void;

/** A check on its way along one series. Its verdicts depend on the readings alone, not on when it hears of them. */
export interface SeriesCheck {
  /** The next reading: epoch ms with their fractions, later than all before it; °C, a number. */
  add(timeMs: number, value: number): void;
  /** No reading before this instant follows: decides what that decides. Infinity at the end of the series, which decides all. */
  advance(timeMs: number): void;
}

/** Begins a check of one series. */
export type BeginCheck = (decide: Decide) => SeriesCheck;

/**
 * The flags that one check gives to the readings of a series in event-time order; Flag.Missing where a value is NaN, which the check never
 * sees. Pure; O(readings).
 *
 * @param timeMs epoch ms with their fractions, increasing
 * @example
 * const begin: BeginCheck = (decide) => new SpikeCheck({ suspect: 3, fail: 8 }, 1000, decide);
 * checkSeries(begin, Float64Array.of(0, 1000, 2000), Float64Array.of(5, 15, 5));
 * // [2, 4, 2]
 */
export function checkSeries(begin: BeginCheck, timeMs: Float64Array, value: Float64Array): Uint8Array {
  const flags = new Uint8Array(value.length).fill(Flag.Missing);
  let next = 0;
  const check = begin((flag, count) => {
    for (; count > 0; next++) {
      if (Number.isNaN(value[next])) continue;
      flags[next] = flag;
      count--;
    }
  });
  for (let i = 0; i < value.length; i++) if (!Number.isNaN(value[i])) check.add(timeMs[i], value[i]);
  check.advance(Infinity);
  return flags;
}
