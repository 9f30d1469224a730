// What a recovery knows of each series before it mends it: cadence, stray clusters, language and fit, all from the sample.
import type { SeriesFit } from '../fill/fit.js';
import { fitSeries } from '../fill/fit-series.js';
import type { FitSample } from '../fill/model.js';
import { spanMs } from '../fill/voids.js';
import type { SeriesLanguage } from '../io/line-format.js';
import { formatOf } from '../io/format-of.js';
import { TelemendError } from '../model/errors.js';
import { Flag } from '../model/flag.js';
import type { TimeCluster } from '../stats/time-clusters.js';
import { checksOf, unitOf } from '../validate/check-rules.js';
import { chosenChecks } from '../validate/series-checks.js';
import { judgeSample } from './judge-sample.js';
import type { RecoverSettings } from './options.js';
import { rhythmOf, steadyCadenceMs, type SeriesRhythm } from './rhythm.js';
import type { SeriesSample } from './sampled-rows.js';
import type { SeriesSummary } from './series-summary.js';

/** A series as the mending sees it. Plain data: it is saved in the manifest. */
export interface SeriesProfile extends SeriesRhythm {
  readonly sensorId: string;
  /** Events in the log. */
  readonly events: number;
  /** Undefined where the series has no good reading. */
  readonly language?: SeriesLanguage;
  /** Undefined where nothing can be filled, or nothing is there to fill. */
  readonly fit?: SeriesFit;
}

/** Draws up the profile of a series. O(sample log sample) and the fit. */
export function profileSeries(sensorId: string, summary: SeriesSummary, sampled: SeriesSample, settings: RecoverSettings): SeriesProfile {
  const checks = chosenChecks(checksOf(settings, sensorId));
  const rhythmWith = (sample: SeriesSample) => rhythmOf(sensorId, summary, sample, settings.intervals);
  // The cadence by which readings are judged may not be that of those which are left.
  const sample = checks.length > 0 ? judgeSample(sampled, checks, steadyCadenceMs(rhythmWith(sampled))) : sampled;
  const saved = settings.model?.get(sensorId);
  const unit = unitOf(settings, sensorId);
  if (saved && saved.unit !== unit) {
    throw new TelemendError('usage', `the model of ${sensorId} is of readings in ${saved.unit}, and these are in ${unit}`, { hint: 'give the --unit of that run, or no --model' });
  }
  const learned = rhythmWith(sample);
  const { cadenceMs: savedMs = learned.cadenceMs, given = learned.given, fitShare = learned.fitShare, regular = learned.regular } = saved ?? {};
  const rhythm = { ...learned, cadenceMs: savedMs, given, fitShare, regular };
  const { cadenceMs } = rhythm;
  const lines = summary.lines.raw();
  const good = goodReadings(sample);
  const canFill = !Number.isNaN(cadenceMs) && lines.length > 0;
  const isWindowed = settings.from !== undefined || settings.to !== undefined;
  const wantsFit = canFill && (settings.fill !== 'none' || settings.repair === 'replace')
    && (isWindowed || checks.length > 0 || !isWithoutVoids(sampled, summary.events, cadenceMs));
  const format = formatOf(settings);
  const language = saved?.language && format.speaks(saved.language)
    ? saved.language
    : lines.length > 0 ? format.learnLanguage(lines, good.value, sensorId) : undefined;
  return {
    sensorId,
    events: summary.events,
    ...rhythm,
    language,
    fit: saved?.fit ?? (wantsFit
      ? fitSeries(good, { cadenceMs, voidLengthsSteps: voidLengths(good, cadenceMs) })
      : undefined),
  };
}

/** The whole millisecond of the last good reading whose clock was right; -Infinity where there is none. */
export function lastReadingMs({ clusters }: SeriesSummary, { strays }: SeriesProfile): number {
  const isStray = ({ lastMs }: TimeCluster) => strays.some((stray) => lastMs >= stray.firstMs && lastMs <= stray.lastMs);
  return clusters.clusters().findLast((cluster) => !isStray(cluster))?.lastMs ?? -Infinity;
}

/** Whether a sample shows that its series has no void: all events are in it, good, in one piece and one cadence after the other. */
function isWithoutVoids({ timeMs, timeNs, flag, window }: SeriesSample, events: number, cadenceMs: number): boolean {
  if (timeMs.length !== events || flag.some((one) => one !== Flag.Pass) || window[0] !== window[window.length - 1]) return false;
  for (let i = 1; i < timeMs.length; i++) if (spanMs(timeMs[i - 1], timeNs[i - 1], timeMs[i], timeNs[i]) >= 1.5 * cadenceMs) return false;
  return true;
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
