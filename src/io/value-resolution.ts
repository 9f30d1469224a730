// The grid that a sensor's values stand on: how many decimals it writes and by what step it moves; and rounding to it.
import type { Range } from '../model/event.js';

/** What the values of a series can tell apart. */
export interface ValueResolution {
  /** Decimals that hold the values. */
  readonly decimals: number;
  /** °C between neighbouring values; 0 where the values stand on no grid of decimals. */
  readonly step: number;
}

/** Share of the values that the decimals have to hold: a few odd ones (a repair by hand, another unit) do not decide. */
const COVERED_SHARE = 0.99;
/** More decimals than any sensor writes. A value that needs more is a sum of doubles and tells nothing, unless most values are such. */
const MOST_DECIMALS = 12;
const NO_GRID: ValueResolution = Object.freeze({ decimals: 0, step: 0 });

/**
 * The smallest number of decimals that holds 99 % of the values (but of those with rounding noise), and the largest step that divides these values and one degree
 * (0.5, 0.0625; one degree too, so that a few equal values are no reason to believe in a coarse sensor). O(values).
 */
export function learnValueResolution(values: ArrayLike<number>): ValueResolution {
  const countOf = new Uint32Array(MOST_DECIMALS + 2);
  const decimalsOf = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) countOf[(decimalsOf[i] = decimalsNeeded(values[i]))]++;
  const onGrid = values.length - countOf[MOST_DECIMALS + 1];
  if (onGrid < values.length / 2) return NO_GRID;
  let decimals = 0;
  for (let covered = countOf[0]; covered < COVERED_SHARE * onGrid; covered += countOf[decimals]) decimals++;
  const scale = 10 ** decimals;
  let units = scale;
  for (let i = 0; i < values.length && units > 1; i++) {
    if (decimalsOf[i] <= decimals) units = greatestCommonDivisor(units, Math.abs(Math.round(values[i] * scale)));
  }
  return { decimals, step: units / scale };
}

/**
 * The multiple of `step` nearest to a value, kept inside the range; the value itself, put into the range, where the step is 0 or no
 * multiple lies inside. Rounding twice changes nothing. O(1).
 *
 * @example
 * roundToStep(54.98, 0.0625, 4, { low: 50, high: 55 }); // 55
 */
export function roundToStep(value: number, step: number, decimals: number, range: Range): number {
  const inside = Math.min(Math.max(value, range.low), range.high);
  if (step === 0) return inside;
  // In whole units of the last decimal, and one division at the end: the double that the decimal spelling means.
  const scale = 10 ** decimals;
  const stepUnits = Math.round(step * scale);
  let units = Math.round((inside * scale) / stepUnits) * stepUnits;
  if (units / scale > range.high) units -= stepUnits;
  else if (units / scale < range.low) units += stepUnits;
  const rounded = units / scale + 0;
  return rounded >= range.low && rounded <= range.high ? rounded : inside;
}

/** Decimals of the shortest decimal spelling of a value, up to MOST_DECIMALS; one more where it has none so short. */
function decimalsNeeded(value: number): number {
  let scale = 1;
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++, scale *= 10) {
    const units = Math.round(value * scale);
    if (units / scale === value && Math.abs(units) <= Number.MAX_SAFE_INTEGER) return decimals;
  }
  return MOST_DECIMALS + 1;
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
