// How exactly a series keeps its cadence.
import type { SeriesReadings } from '../validate/neighbour-statistics.js';
import { isSingleStep } from '../fill/regime.js';
import type { Jitter } from '../model/inspection.js';
import { quantileOf } from '../stats/quantile.js';

/** The jitter of a series; undefined where no two of its readings are one step apart. O(n log n). */
export function jitterOf({ timeMs, window, cadenceMs }: SeriesReadings): Jitter | undefined {
  const deviations: number[] = [];
  for (let i = 1; i < timeMs.length; i++) {
    const spacing = timeMs[i] - timeMs[i - 1];
    if (window[i] === window[i - 1] && isSingleStep(spacing, cadenceMs)) deviations.push(Math.abs(spacing - cadenceMs));
  }
  if (deviations.length === 0) return undefined;
  const sorted = Float64Array.from(deviations).sort();
  const [medianMs, usualMs, mostMs] = [0.5, 0.95, 1].map((share) => quantileOf(sorted, share));
  return { medianMs, usualMs, mostMs };
}
