// What a recovery knows of each series before it mends it: cadence, stray clusters, language and fit, all from the sample.
import { estimateCadence, REGULAR_SHARE } from '../fill/cadence.js';
import type { SeriesFit } from '../fill/fit.js';
import { fitSeries } from '../fill/fit-series.js';
import { givenIntervalMs } from '../fill/interval.js';
import type { FitSample } from '../fill/model.js';
import { spanMs } from '../fill/voids.js';
import { learnLanguage, type SeriesLanguage } from '../io/language.js';
import { Flag } from '../model/flag.js';
import { CLUSTER_SILENCE_MS, strayClusters, TimeClusters, type TimeCluster } from '../stats/time-clusters.js';
import type { RecoverSettings } from './options.js';
import type { SeriesSample } from './sample.js';
import type { SeriesSummary } from './survey.js';

/** A series as the mending sees it. Plain data: it is saved in the manifest. */
export interface SeriesProfile {
  readonly sensorId: string;
  /** Events in the log. */
  readonly events: number;
  /** NaN where there are too few events to tell. */
  readonly cadenceMs: number;
  /** The cadence was given by --interval. */
  readonly given: boolean;
  /** Share of the spacings that fit a multiple of the cadence; below REGULAR_SHARE there is none, and no gap is filled. */
  readonly fitShare: number;
  readonly regular: boolean;
  /** Clusters of instants that a faulty clock made. */
  readonly strays: readonly TimeCluster[];
  /** Undefined where the series has no good reading. */
  readonly language?: SeriesLanguage;
  readonly fit?: SeriesFit;
}

/** Stray clusters are more than so many cadences from the rest (and more than a day). */
const STRAY_CADENCES = 1000;

/** Draws up the profile of a series. O(sample log sample) and the fit. */
export function profileSeries(sensorId: string, summary: SeriesSummary, sample: SeriesSample, settings: RecoverSettings): SeriesProfile {
  const given = givenIntervalMs(settings.intervals, sensorId);
  const estimate = estimateCadence(spacingsOf(sample));
  const cadenceMs = given ?? estimate.cadenceMs;
  const lines = summary.lines.raw();
  const good = goodReadings(sample);
  const canFill = !Number.isNaN(cadenceMs) && lines.length > 0;
  const wantsFit = canFill && (settings.fill !== 'none' || settings.repair === 'replace');
  return {
    sensorId,
    events: summary.events,
    cadenceMs,
    given: given !== undefined,
    fitShare: given === undefined ? estimate.fitShare : 1,
    regular: given !== undefined || (!Number.isNaN(cadenceMs) && estimate.fitShare >= REGULAR_SHARE),
    strays: strayClusters(clustersOf(summary, sample).clusters(Math.max(CLUSTER_SILENCE_MS, STRAY_CADENCES * cadenceMs || 0))),
    language: lines.length > 0 ? learnLanguage(lines, good.value, sensorId, settings) : undefined,
    fit: wantsFit
      ? fitSeries(good, { cadenceMs, range: settings.range, seed: settings.seed, sensorId, voidLengthsSteps: voidLengths(good, cadenceMs) })
      : undefined,
  };
}

/** Where the good readings lie in time, duplicates counted once where that can be known. */
function clustersOf(summary: SeriesSummary, { isWhole, timeMs }: SeriesSample): TimeClusters {
  if (!isWhole) return summary.clusters;
  const clusters = new TimeClusters();
  for (const instant of timeMs) clusters.add(instant);
  return clusters;
}

/** The whole millisecond of the last good reading whose clock was right; -Infinity where there is none. */
export function lastReadingMs({ clusters }: SeriesSummary, { strays }: SeriesProfile): number {
  const isStray = ({ lastMs }: TimeCluster) => strays.some((stray) => lastMs >= stray.firstMs && lastMs <= stray.lastMs);
  return clusters.clusters().findLast((cluster) => !isStray(cluster))?.lastMs ?? -Infinity;
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

/** The readings that passed every check. */
function goodReadings({ timeMs, timeNs, value, flag, window }: SeriesSample): FitSample {
  const good: number[] = [];
  for (let i = 0; i < flag.length; i++) if (flag[i] === Flag.Pass) good.push(i);
  const begins = good.flatMap((i, k) => (k === 0 || window[i] !== window[good[k - 1]] ? [k] : []));
  return {
    timeMs: Float64Array.from(good, (i) => timeMs[i] + timeNs[i] / 1e6),
    value: Float64Array.from(good, (i) => value[i]),
    windowStart: Uint32Array.from(begins),
  };
}

/** How many instants are missing between neighbouring good readings, where any are. */
function voidLengths({ timeMs, windowStart }: FitSample, cadenceMs: number): number[] {
  const begins = new Set(windowStart);
  const lengths: number[] = [];
  for (let i = 1; i < timeMs.length; i++) {
    const missing = begins.has(i) ? 0 : Math.round((timeMs[i] - timeMs[i - 1]) / cadenceMs) - 1;
    if (missing > 0) lengths.push(missing);
  }
  return lengths;
}
