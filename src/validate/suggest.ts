// Thresholds that fit a log, from quantiles of what its own readings do: a beginning, for someone who knows the process to correct.
import type { Range } from '../model/event.js';
import { Flag } from '../model/flag.js';
import { quantileOf } from '../stats/quantile.js';
import { addStatistics, type NeighbourStatistics, type SeriesReadings } from './neighbour-statistics.js';
import { proposeRange } from './propose-range.js';
import { chosenChecks, type SeriesCheckOptions } from './series-checks.js';
import { SeriesJudge } from './series-judge.js';

/** What is suggested; a check of which the readings tell nothing is left out. */
export interface Suggestion {
  readonly range: Range;
  readonly checks: SeriesCheckOptions;
}

/** What the suggested checks would make of a series' readings. */
export interface Consequence {
  readonly readings: number;
  /** Suspect or failed by any check. */
  readonly flagged: number;
  /** By the name of the check, `range` first. */
  readonly byCheck: readonly { readonly check: string; readonly suspect: number; readonly fail: number }[];
}

/** Quantiles of the readings between which the range lies at least, and by which share of their distance it is wider on each side. */
const RANGE_TAIL = 0.001;
const RANGE_MARGIN = 0.1;
/** A spike, a rate or a run is suspect at twice the size that this share of them does not exceed, and a spike has failed at twice that. */
const USUAL_SHARE = 0.99;
const MARGIN = 2;
/** A time gap lasts so many cadences at least, and a flat line so many, that a missing event does not break it. */
const GAP_CADENCES = 5;
const FLAT_CADENCES = 10;

/**
 * Suggests one set of thresholds for all of the series. Fewer than one reading in a hundred may be faulty in each way, else the faults
 * count as usual. Pure; O(n log n) in the readings.
 */
export function suggest(series: readonly SeriesReadings[]): Suggestion | undefined {
  const values = Float64Array.from(series.flatMap(({ value }) => [...value])).sort();
  if (values.length === 0) return undefined;
  const statistics: NeighbourStatistics = { spikes: [], rates: [], runsMs: [] };
  for (const one of series) addStatistics(one, statistics);
  const spike = usual(statistics.spikes);
  const rate = usual(statistics.rates);
  const cadenceMs = series.reduce((longest, one) => Math.max(longest, one.cadenceMs || 0), 0);
  const runMs = MARGIN * quantileOf(Float64Array.from(statistics.runsMs).sort(), USUAL_SHARE);
  return {
    range: suggestRange(values),
    checks: {
      spike: spike === undefined ? undefined : { suspect: roundUp(MARGIN * spike), fail: roundUp(MARGIN * MARGIN * spike) },
      rate: rate === undefined ? undefined : { suspect: roundUp(MARGIN * rate) },
      flatLine: cadenceMs === 0 ? undefined : { tolerance: 0, spanMs: roundUpDuration(Math.max(FLAT_CADENCES * cadenceMs, runMs)) },
      timeGap: cadenceMs === 0 ? undefined : { longestMs: roundUpDuration(GAP_CADENCES * cadenceMs) },
    },
  };
}

/** What a run with these checks would flag. O(readings). */
export function consequenceOf({ range, checks }: Suggestion, { timeMs, value, window, cadenceMs }: SeriesReadings): Consequence {
  const chosen = chosenChecks(checks);
  const tallies = chosen.map(() => new Float64Array(Flag.Missing + 1));
  let [outside, suspect] = [0, 0];
  let judge: SeriesJudge | undefined;
  for (let i = 0; i < value.length; i++) {
    if (i === 0 || window[i] !== window[i - 1]) {
      judge?.advance(Infinity);
      judge = new SeriesJudge(chosen, cadenceMs, tallies, (_, reason) => (suspect += reason === 0 ? 0 : 1));
    }
    if (value[i] < range.low || value[i] > range.high) outside++;
    else judge!.add(timeMs[i], value[i]);
  }
  judge?.advance(Infinity);
  return {
    readings: value.length,
    flagged: outside + suspect,
    byCheck: [
      { check: 'range', suspect: 0, fail: outside },
      ...chosen.map(({ name }, k) => ({ check: name, suspect: tallies[k][Flag.Suspect], fail: tallies[k][Flag.Fail] })),
    ],
  };
}

function suggestRange(sorted: Float64Array): Range {
  const [low, high] = [quantileOf(sorted, RANGE_TAIL), quantileOf(sorted, 1 - RANGE_TAIL)];
  const margin = RANGE_MARGIN * (high - low);
  return proposeRange(low - margin, high + margin);
}

/** The size that most do not exceed; where that is 0, the smallest that says something. Undefined where none does. */
function usual(sizes: readonly number[]): number | undefined {
  const sorted = Float64Array.from(sizes).sort();
  const size = quantileOf(sorted, USUAL_SHARE);
  return size > 0 ? size : sorted.find((one) => one > 0);
}

/** To two digits. */
function roundUp(size: number): number {
  return proposeRange(0, size).high;
}

const [SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS] = [1000, 60_000, 3_600_000, 86_400_000];
const ROUND_DURATIONS_MS = [
  ...[1, 10, 100].flatMap((ms) => [ms, 2 * ms, 5 * ms]),
  ...[SECOND_MS, MINUTE_MS].flatMap((unit) => [1, 2, 5, 10, 15, 20, 30, 45].map((n) => n * unit)),
  ...[1, 2, 3, 4, 6, 8, 12, 18].map((n) => n * HOUR_MS),
];

/** To a duration that people would choose. */
function roundUpDuration(ms: number): number {
  return ROUND_DURATIONS_MS.find((round) => round >= ms) ?? Math.ceil(ms / DAY_MS) * DAY_MS;
}
