// A range for logs whose readings lie elsewhere than assumed: most likely nobody told the program what they measure.
import type { Range } from '../model/event.js';

/**
 * The span from `low` to `high`, widened to round numbers: to one tenth of its power of ten, or to whole numbers where it is empty.
 *
 * @example
 * proposeRange(57.53, 86.22); // { low: 57, high: 87 }
 */
export function proposeRange(low: number, high: number): Range {
  const exponent = high > low ? Math.floor(Math.log10(high - low)) - 1 : 0;
  // Dividing by a power of ten that is exact, so that the result is the double nearest to its decimal spelling.
  const round = (value: number, towards: (value: number) => number) =>
    exponent >= 0 ? towards(value / 10 ** exponent) * 10 ** exponent : towards(value * 10 ** -exponent) / 10 ** -exponent;
  return { low: round(low, Math.floor), high: round(high, Math.ceil) };
}
