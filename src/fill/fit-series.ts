// Chooses how a series is filled by how much there is to go by, and fits it.
import { fitFirstOrder, fitRandomWalk } from './estimate.js';
import type { ContextSteps, FittedModel, SeriesFit } from './fit.js';
import { segmentsOf, type Segment } from './grid.js';
import { learnLattice } from './lattice.js';
import type { FitOptions, FitSample } from './model.js';
import { fitPool } from './pool.js';

/** Good readings from which each method is used; below all of them a normal law cut to the range. */
export const FEWEST_READINGS = Object.freeze({ brownianBridge: 8, ar1: 30, pool: 150 });

const EDGES: ContextSteps = Object.freeze({ before: 1, after: 1 });

/**
 * Fits a series from its good observed readings: below 8 a truncated normal law over the range, below 30 a Brownian bridge, below 150
 * AR(1), else the pool, weighed on voids of the series' own lengths. Pure; linear in the readings and steps of the sample.
 *
 * @example
 * const fit = fitSeries(sample, { cadenceMs: 1000 });
 */
export function fitSeries(sample: FitSample, options: FitOptions): SeriesFit {
  const readings = sample.value.length;
  const { centre, scale } = locationAndScale(sample.value);
  const shared = { cadenceMs: options.cadenceMs, readings, centre, scale, lattice: [], classes: [], context: EDGES };
  if (readings < FEWEST_READINGS.brownianBridge) return { ...shared, method: 'truncated-normal', models: [] };
  const segments = segmentsOf(sample, options.cadenceMs).map(
    ({ timeMs, value }): Segment => ({ timeMs, value: value.map((y) => (y - centre) / scale) }),
  );
  const values = segments.map(({ value }) => value);
  if (readings < FEWEST_READINGS.ar1) return { ...shared, method: 'brownian-bridge', ...alone('random-walk', fitRandomWalk(values)) };
  const isConstant = sample.value.every((y) => y === sample.value[0]);
  const lengths = options.voidLengthsSteps ?? voidLengths(segments);
  const pool = readings < FEWEST_READINGS.pool || isConstant ? undefined : fitPool(segments, options.cadenceMs, lengths);
  // A constant has nothing to choose, and readings without neighbours leave nothing to judge a pool by.
  if (!pool || pool.classes[0].members.length === 0) return { ...shared, method: 'ar1', ...alone('ar1', fitFirstOrder(values)) };
  return { ...shared, ...pool, method: 'pool', lattice: learnLattice(sample.value) };
}

/** One model for voids of any length. */
function alone(name: string, autoregression: ReturnType<typeof fitFirstOrder>): Pick<SeriesFit, 'models' | 'classes'> {
  const model: FittedModel = { kind: 'autoregression', name, autoregression, localVolatility: false };
  return { models: [model], classes: [{ longestSteps: Number.MAX_SAFE_INTEGER, members: [{ model: 0, weight: 1, spread: 0 }] }] };
}

/** The lengths of the voids inside the segments. */
function voidLengths(segments: readonly Segment[]): number[] {
  const lengths: number[] = [];
  for (const { value } of segments) {
    let missing = 0;
    for (const y of value) {
      if (Number.isNaN(y)) missing++;
      else if (missing > 0) {
        lengths.push(missing);
        missing = 0;
      }
    }
  }
  return lengths;
}

/** Mean and standard deviation, safe against overflow; scale 1 where all readings are equal, so that it can be divided by. */
function locationAndScale(values: Float64Array): { centre: number; scale: number } {
  const n = values.length;
  if (n === 0) return { centre: 0, scale: 1 };
  let centre = 0;
  values.forEach((y, i) => (centre += y / (i + 1) - centre / (i + 1)));
  const largest = values.reduce((max, y) => Math.max(max, Math.abs(y - centre)), 0);
  if (largest <= Math.abs(centre) * 1e-15) return { centre: values[0], scale: 1 };
  let sum = 0;
  for (const y of values) sum += ((y - centre) / largest) ** 2;
  return { centre, scale: largest * Math.sqrt(sum / n) };
}
