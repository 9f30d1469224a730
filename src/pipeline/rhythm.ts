// How a series goes through time, as its sample tells: its cadence, and the clusters that a faulty clock made.
import { estimateCadence, REGULAR_SHARE } from '../fill/cadence.js';
import { givenIntervalMs, type IntervalRule } from '../fill/interval.js';
import { spanMs } from '../fill/voids.js';
import { CLUSTER_SILENCE_MS, strayClusters, TimeClusters, type TimeCluster } from '../stats/time-clusters.js';
import type { SeriesSample } from './sampled-rows.js';
import type { SeriesSummary } from './series-summary.js';

/** Plain data: it is saved in the manifest. */
export interface SeriesRhythm {
  /** NaN where there are too few events to tell. */
  readonly cadenceMs: number;
  /** The cadence was given by --interval. */
  readonly given: boolean;
  /** Share of the spacings that fit a multiple of the cadence; below REGULAR_SHARE there is none, and no gap is filled. */
  readonly fitShare: number;
  readonly regular: boolean;
  /** Clusters of instants that a faulty clock made. */
  readonly strays: readonly TimeCluster[];
}

/** Stray clusters are more than so many cadences from the rest (and more than a day). */
const STRAY_CADENCES = 1000;

/** The rhythm of a series. O(sample log sample). */
export function rhythmOf(sensorId: string, summary: SeriesSummary, sample: SeriesSample, intervals: readonly IntervalRule[]): SeriesRhythm {
  const given = givenIntervalMs(intervals, sensorId);
  const estimate = estimateCadence(spacingsOf(sample));
  const cadenceMs = given ?? estimate.cadenceMs;
  return {
    cadenceMs,
    given: given !== undefined,
    fitShare: given === undefined ? estimate.fitShare : 1,
    regular: given !== undefined || (!Number.isNaN(cadenceMs) && estimate.fitShare >= REGULAR_SHARE),
    strays: strayClusters(clustersOf(summary, sample).clusters(Math.max(CLUSTER_SILENCE_MS, STRAY_CADENCES * cadenceMs || 0))),
  };
}

/** The cadence by which the checks tell a gap: NaN where the series has no steady one. */
export function steadyCadenceMs({ cadenceMs, regular }: SeriesRhythm): number {
  return regular ? cadenceMs : NaN;
}

/** Where the good readings lie in time, duplicates counted once where that can be known. */
function clustersOf(summary: SeriesSummary, { isWhole, timeMs }: SeriesSample): TimeClusters {
  if (!isWhole) return summary.clusters;
  const clusters = new TimeClusters();
  for (const instant of timeMs) clusters.add(instant);
  return clusters;
}

/** Spacings of neighbouring readings, ms. */
function spacingsOf({ timeMs, timeNs, window }: SeriesSample): Float64Array {
  const spacings = new Float64Array(timeMs.length);
  let count = 0;
  for (let i = 1; i < timeMs.length; i++) {
    if (window[i] === window[i - 1]) spacings[count++] = spanMs(timeMs[i - 1], timeNs[i - 1], timeMs[i], timeNs[i]);
  }
  return spacings.subarray(0, count);
}
