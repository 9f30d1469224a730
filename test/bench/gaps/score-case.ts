// Fills one case with telemend's models, as a recovery would, and scores it.
import { createFiller } from '../../../src/fill/filler.js';
import { contextSteps } from '../../../src/fill/fit.js';
import { fitSeries } from '../../../src/fill/fit-series.js';
import { createRng } from '../../../src/stats/rng.js';
import {
  coverage, ensembleCrps, kolmogorovSmirnov, meanAbsoluteError, rootMeanSquaredError, roughness, varianceRatio,
} from '../../../src/stats/score-metrics.js';
import type { GapCase } from './gap-case.js';

/** What came of one case. RMSE and CRPS are ratios to the reference, whose CRPS is its mean absolute error. */
export interface CaseScore {
  readonly series: string;
  readonly pattern: GapCase['pattern'];
  readonly count: number;
  readonly rmse: number;
  readonly crps: number;
  /** In standard deviations of the series. */
  readonly plainCrps: number;
  /** CRPS of draws from the series' own distribution, in the same unit: what a series without memory allows. */
  readonly marginalCrps: number;
  readonly coverage: number;
  readonly varianceRatio: number;
  readonly energyRatio: number;
  readonly edgeRatio: number;
  readonly ksDistance: number;
  readonly outOfRange: number;
  readonly fitMs: number;
  readonly fillMs: number;
}

interface Filled {
  readonly value: number[];
  readonly mean: number[];
  readonly lo: number[];
  readonly hi: number[];
  readonly draws: number[][];
  readonly fitMs: number;
  readonly fillMs: number;
}

const SEED = '1';
const DRAWS = 50;

/** Fills the missing positions of a case from the others. The fit sees the good readings alone. */
export function fillCase({ series, cadenceMs, range, timeMs, truth, missing }: GapCase): Filled {
  const gone = new Uint8Array(truth.length);
  for (const i of missing) gone[i] = 1;
  const sample = { timeMs: timeMs.filter((_, i) => !gone[i]), value: truth.filter((_, i) => !gone[i]), windowStart: Uint32Array.of(0) };
  const began = performance.now();
  const fit = fitSeries(sample, { cadenceMs });
  const fitted = performance.now();
  const fill = createFiller(fit, range, { draws: DRAWS });
  const { before, after } = contextSteps(fit);
  const filled: Omit<Filled, 'fitMs' | 'fillMs'> = { value: [], mean: [], lo: [], hi: [], draws: [] };
  for (let from = 0; from < truth.length; from++) {
    if (!gone[from]) continue;
    let to = from;
    while (gone[to]) to++;
    const isSeen = (i: number) => i >= 0 && i < truth.length && !gone[i];
    const seen = (first: number, last: number) => Array.from({ length: last - first }, (_, k) => first + k).filter(isSeen);
    const left = seen(from - before, from).reverse();
    const right = seen(to, to + after);
    const made = fill(
      {
        cadenceMs,
        count: to - from,
        timeMs: timeMs.slice(from, to),
        timeNs: new Int32Array(to - from),
        beforeMs: from > 0 ? timeMs[from - 1] : NaN,
        beforeNs: 0,
        beforeCount: left.length,
        beforeSteps: Int32Array.from(left, (i) => i - from + 1),
        beforeValues: Float64Array.from(left, (i) => truth[i]),
        afterCount: right.length,
        afterSteps: Int32Array.from(right, (i) => i - to),
        afterValues: Float64Array.from(right, (i) => truth[i]),
      },
      createRng(SEED, series, timeMs[from - 1], timeMs[to]),
    );
    for (const name of ['value', 'mean', 'lo', 'hi'] as const) filled[name].push(...made[name].subarray(0, to - from));
    for (let i = 0; i < to - from; i++) filled.draws.push(made.draws!.map((path) => path[i]));
    from = to;
  }
  return { ...filled, fitMs: fitted - began, fillMs: performance.now() - fitted };
}

/** Fills and scores a case. */
export function scoreCase(one: GapCase): CaseScore {
  const filled = fillCase(one);
  const truth = one.missing.map((i) => one.truth[i]);
  const series = one.truth.slice();
  const isFilled = new Uint8Array(series.length);
  one.missing.forEach((i, k) => {
    series[i] = filled.value[k];
    isFilled[i] = 1;
  });
  const mean = one.truth.reduce((sum, y) => sum + y, 0) / one.truth.length;
  const sd = Math.sqrt(one.truth.reduce((sum, y) => sum + (y - mean) ** 2, 0) / one.truth.length);
  const observed = Array.from(one.truth).filter((_, i) => !isFilled[i]);
  const pick = createRng('marginal', one.series, one.pattern, one.rep);
  const averageCrps = (drawsOf: (k: number) => number[]) => (
    truth.reduce((sum, y, k) => sum + ensembleCrps(Float64Array.from(drawsOf(k)), y), 0) / truth.length
  );
  const isOutside = (y: number) => !(y >= one.range.low && y <= one.range.high);
  const crps = averageCrps((k) => filled.draws[k]);
  const marginalCrps = averageCrps(() => Array.from({ length: DRAWS }, () => observed[Math.floor(pick.uniform() * observed.length)]));
  const { energyRatio, edgeRatio } = roughness(series, one.truth, isFilled);
  return {
    series: one.series,
    pattern: one.pattern,
    count: truth.length,
    rmse: rootMeanSquaredError(filled.mean, truth) / rootMeanSquaredError(one.reference, truth),
    crps: crps / meanAbsoluteError(one.reference, truth),
    plainCrps: crps / sd,
    marginalCrps: marginalCrps / sd,
    coverage: coverage(filled.lo, filled.hi, truth),
    varianceRatio: varianceRatio(filled.value, truth),
    energyRatio,
    edgeRatio,
    ksDistance: kolmogorovSmirnov(filled.value, truth),
    outOfRange: [filled.value, filled.mean, filled.lo, filled.hi, ...filled.draws].flat().filter(isOutside).length,
    fitMs: filled.fitMs,
    fillMs: filled.fillMs,
  };
}
