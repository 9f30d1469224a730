// Writes the numbers of made events: values on the grid of their series, and beside them what is known of their uncertainty.
import type { Range } from '../model/event.js';
import { LONGEST_NUMBER, writeRounded, writeValue } from './number-bytes.js';
import type { SeriesSpelling } from './series-spelling.js';
import { roundToStep } from './value-resolution.js';

/** Writes numbers of one series as bytes; each gives the position behind what it wrote. */
export interface ValueWriter {
  /** The value as it is written: on the series' grid, inside the range. */
  readonly round: (value: number) => number;
  /** Decimals of the grid; undefined where the values stand on none. */
  readonly decimals: number | undefined;
  readonly writeValue: (target: Buffer, at: number, value: number) => number;
  /** A number beside a value whose standard deviation is `sd`: rounded to a thousandth of that or finer, and never out of [low, high]. */
  readonly writeBeside: (target: Buffer, at: number, number: number, sd: number, low: number, high: number) => number;
  /** Bytes that a value takes at most. */
  readonly longest: number;
}

/** What mean, lo and hi are rounded to, and sd with them, as a share of sd: far below what any fit knows of it. */
const ROUNDED_SHARE = 1e-3;
const LEAST_ROUNDED_SD = 1e-6;

/** The writer of a series; values are kept inside `range`. */
export function createValueWriter({ value: grid, leastDecimals }: SeriesSpelling, range: Range): ValueWriter {
  const decimals = grid.step > 0 ? grid.decimals : undefined;
  let [lastSd, lastDecimals] = [NaN, NaN];
  const round = (value: number): number => roundToStep(value, grid.step, grid.decimals, range);
  return {
    round,
    decimals,
    writeValue: (target, at, value) => writeValue(target, at, round(value), decimals, leastDecimals),
    writeBeside(target, at, number, sd, low, high) {
      if (sd !== lastSd) [lastSd, lastDecimals] = [sd, decimalsBeside(sd)];
      return writeRounded(target, at, number, lastDecimals, low, high);
    },
    longest: LONGEST_NUMBER + leastDecimals,
  };
}

/** The decimals that hold a thousandth of sd; a number that no rounding takes for a sd so small that nothing is said of its size. */
export function decimalsBeside(sd: number): number {
  if (!(sd >= LEAST_ROUNDED_SD)) return Infinity;
  let decimals = 0;
  for (let unit = 1; unit > ROUNDED_SHARE * sd; unit /= 10) decimals++;
  return decimals;
}
