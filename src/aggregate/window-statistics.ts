// The aggregates of one window of one series: a pure function of its readings in event-time order.
import type { Range } from '../model/event.js';
import { Origin } from '../model/flag.js';
import { quantileOf } from '../stats/quantile.js';
import type { TumblingWindow } from './tumbling-windows.js';

/** The readings of one series in one window, in event-time order, as columns of which the first `count` entries count. */
export interface WindowReadings {
  count: number;
  /** Milliseconds since the epoch, with nanoseconds as a fraction as far as a double holds them. */
  timeMs: Float64Array;
  /** °C; NaN where the reading is null. */
  value: Float64Array;
  /** `Origin`. */
  origin: Uint8Array;
}

export interface StatisticsOptions {
  /** Bounds included. */
  readonly range: Range;
  /** Shares from 0 to 1. */
  readonly quantiles: readonly number[];
  /** Nominal time between two readings; NaN where none is known. */
  readonly cadenceMs: number;
}

/** What is known of a window; null where there is nothing to know it from. */
export type WindowStatistics = Readonly<Record<string, number | null>>;

/** A gap is longer than so many cadences: in it a reading stands for one cadence alone. */
const GAP_STEPS = 1.5;
const DIGITS = 12;

/**
 * The aggregates: `count` readings with a value, of which `filled` and `repaired`, beside them `missing` (null); `expected` by the cadence and
 * `coverage`, the share of them that was observed (1 at most); mean, min, max, sample standard deviation, first and last; quantiles by
 * nearest rank, exact; seconds in and out of range, where a reading stands until the next one, for one cadence before a gap or at the end of the window.
 * O(n log n).
 */
export function windowStatistics(readings: WindowReadings, window: TumblingWindow, options: StatisticsOptions): WindowStatistics {
  const { cadenceMs, quantiles } = options;
  const counts = { filled: 0, repaired: 0, missing: 0 };
  const values = new Float64Array(readings.count);
  let count = 0;
  for (let i = 0; i < readings.count; i++) {
    if (Number.isNaN(readings.value[i])) {
      counts.missing++;
      continue;
    }
    values[count++] = readings.value[i];
    if (readings.origin[i] === Origin.Filled) counts.filled++;
    else if (readings.origin[i] === Origin.Repaired) counts.repaired++;
  }
  const present = values.subarray(0, count);
  const { mean, sd } = moments(present);
  const [first, last] = [present[0], present[count - 1]];
  const sorted = present.slice().sort();
  const expected = Math.round((window.endMs - window.startMs) / cadenceMs);
  const observed = count - counts.filled - counts.repaired;
  const [inRangeMs, outOfRangeMs] = timeInRange(readings, window, options);
  return {
    count,
    expected: orNull(expected),
    coverage: orNull(round(Math.min(1, observed / Math.max(1, expected)))),
    ...counts,
    mean: orNull(round(mean)),
    min: orNull(sorted[0]),
    max: orNull(sorted[count - 1]),
    sd: orNull(round(sd)),
    first: orNull(first),
    last: orNull(last),
    ...Object.fromEntries(quantiles.map((share) => [quantileName(share), orNull(quantileOf(sorted, share))])),
    in_range_s: orNull(round(inRangeMs / 1000)),
    out_of_range_s: orNull(round(outOfRangeMs / 1000)),
  };
}

/** p50 of 0.5, p99.9 of 0.999. */
export function quantileName(share: number): string {
  return `p${Number((share * 100).toPrecision(DIGITS))}`;
}

/** Two passes, so that nothing cancels out. By index: a short run is over before iterators are compiled away. */
function moments(values: Float64Array): { mean: number; sd: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  return { mean, sd: values.length < 2 ? NaN : Math.sqrt(squares / (values.length - 1)) };
}

function timeInRange({ count, timeMs, value }: WindowReadings, { endMs }: TumblingWindow, { range, cadenceMs }: StatisticsOptions): [number, number] {
  let inside = 0;
  let outside = 0;
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(value[i])) continue;
    const untilNext = i + 1 < count ? timeMs[i + 1] - timeMs[i] : Infinity;
    const stands = Math.min(untilNext < GAP_STEPS * cadenceMs ? untilNext : cadenceMs, endMs - timeMs[i]);
    if (value[i] >= range.low && value[i] <= range.high) inside += stands;
    else outside += stands;
  }
  return [inside, outside];
}

/** Digits that tell of the values and not of the order of the additions. */
function round(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

function orNull(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
