// Chooses how a series is filled by how much there is to go by, and fits it.
import { fitFirstOrder, fitRandomWalk } from './estimate.js';
import type { SeriesFit } from './fit.js';
import { segmentsOf } from './grid.js';
import type { FitOptions, FitSample } from './model.js';

/** Good readings from which each method is used; below all of them a normal law cut to the range. */
export const FEWEST_READINGS = Object.freeze({ brownianBridge: 8, ar1: 30 });

/**
 * Fits a series from its good observed readings: below 8 a truncated normal law over the range, below 30 a Brownian bridge, else AR(1).
 * Pure; O(readings + steps of the sample).
 *
 * @example
 * const fit = fitSeries(sample, { cadenceMs: 1000, range: { low: 50, high: 55 }, seed: '1', sensorId: 's1' });
 */
export function fitSeries(sample: FitSample, options: FitOptions): SeriesFit {
  const readings = sample.value.length;
  const { centre, scale } = locationAndScale(sample.value);
  const shared = { cadenceMs: options.cadenceMs, readings, centre, scale };
  if (readings < FEWEST_READINGS.brownianBridge) return { ...shared, method: 'truncated-normal', models: [], context: { before: 1, after: 1 } };
  const segments = segmentsOf(sample, options.cadenceMs).map((segment) => segment.value.map((y) => (y - centre) / scale));
  const method = readings < FEWEST_READINGS.ar1 ? 'brownian-bridge' : 'ar1';
  const autoregression = method === 'ar1' ? fitFirstOrder(segments) : fitRandomWalk(segments);
  return { ...shared, method, models: [{ name: method, autoregression }], context: { before: 1, after: 1 } };
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
