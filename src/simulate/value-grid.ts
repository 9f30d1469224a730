// Values as whole numbers of the last decimal, so that what is in range stays in range when it is written.
import { TelemendError } from '../model/errors.js';
import type { Range } from '../model/event.js';

/** The values that can be written: whole multiples of 1 / scale, of which low to high are in range. */
export interface ValueGrid {
  readonly decimals: number;
  /** 10 ** decimals. */
  readonly scale: number;
  /** First and last multiple in the range. */
  readonly low: number;
  readonly high: number;
}

/**
 * The grid of a range. n / scale is the double nearest to the decimal it is written as, so comparing it with the bounds is exact.
 *
 * @throws TelemendError `usage` where no value with so few decimals lies in the range.
 */
export function createValueGrid(range: Range, decimals: number): ValueGrid {
  const scale = 10 ** decimals;
  let low = Math.round(range.low * scale);
  if (low / scale < range.low) low++;
  let high = Math.round(range.high * scale);
  if (high / scale > range.high) high--;
  if (low > high) {
    throw new TelemendError('usage', `no value with ${decimals} decimals lies in ${range.low}:${range.high}`, {
      hint: 'give more decimals or a wider range',
    });
  }
  return { decimals, scale, low, high };
}
