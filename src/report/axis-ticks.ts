// Round numbers and times for the axes of a picture.
import { formatInstant } from '../model/instant.js';
import type { Extent } from './stretch.js';

const TIME_STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
];
const DAY_MS = 86_400_000;

/** A place on an axis and what is written there. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Multiples of 1, 2 or 5 times a power of ten in the span, at most `most` of them. */
export function valueTicks(extent: Extent, most: number): Tick[] {
  const least = (extent.high - extent.low) / most;
  const exponent = Math.floor(Math.log10(least));
  const power = 10 ** exponent;
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((each) => (extent.high - extent.low) / each <= most - 1) ?? 20 * power;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return multiples(extent, step).map((at) => ({ at, label: at.toFixed(decimals).replace(/^-(0(\.0+)?)$/, '$1') }));
}

/** Round times in the span (epoch milliseconds, UTC), at most `most`: as hh:mm, with seconds or as a date where the steps ask for it. */
export function timeTicks(extent: Extent, most: number): Tick[] {
  const least = (extent.high - extent.low) / Math.max(1, most - 1);
  const longest = TIME_STEPS_MS[TIME_STEPS_MS.length - 1];
  const step = TIME_STEPS_MS.find((each) => each >= least) ?? Math.ceil(least / longest) * longest;
  return multiples(extent, step).map((at) => ({ at, label: timeLabel(at, step) }));
}

function timeLabel(at: number, step: number): string {
  const text = formatInstant(at, 0);
  if (step >= DAY_MS) return text.slice(0, 10);
  if (step < 1000) return text.slice(11, 23);
  return step < 60_000 ? text.slice(11, 19) : text.slice(11, 16);
}

function multiples({ low, high }: Extent, step: number): number[] {
  // A bound that is a multiple itself may lie a rounding error beyond it.
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.max(0, Math.floor(high / step + 1e-9) - first + 1);
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}
