// Fills voids from a fit: lays the void and its context on a window, asks the model, and keeps everything inside the range.
import type { Range } from '../model/event.js';
import type { Rng } from '../stats/rng.js';
import { normalQuantile, truncatedNormal } from '../stats/normal.js';
import { createConditioner } from './autoregression.js';
import type { SeriesFit } from './fit.js';
import type { Filler, FillerOptions, VoidContext, VoidFill } from './model.js';

/** What a filler does unless told otherwise. */
export const DEFAULT_FILLER_OPTIONS = Object.freeze({ mode: 'plausible', value: 'draw', draws: 0 } as const);

/** Half width of a 90 % interval, in standard deviations. */
const HALF_WIDTH = normalQuantile(0.95);

interface Law {
  /** Fills mean, sd, lo and hi, and gives a function that draws one path. */
  prepare(context: VoidContext, fill: MutableFill): (rng: Rng, path: Float64Array) => void;
}
type MutableFill = Pick<VoidFill, 'mean' | 'sd' | 'lo' | 'hi'>;

/**
 * A function that fills the voids of one series. Reuses its work space from void to void, so one filler serves one series at a time;
 * what it gives back depends on its arguments alone.
 *
 * @example
 * const fill = createFiller(fit, { low: 50, high: 55 });
 * const { value, lo, hi } = fill(context, createRng(seed, sensorId, startMs, endMs));
 */
export function createFiller(fit: SeriesFit, bounds: Range, options: FillerOptions = {}): Filler {
  // An endless range still ends where numbers do.
  const range = { low: Math.max(bounds.low, -Number.MAX_VALUE), high: Math.min(bounds.high, Number.MAX_VALUE) };
  const mode = options.mode ?? DEFAULT_FILLER_OPTIONS.mode;
  const useMean = (options.value ?? DEFAULT_FILLER_OPTIONS.value) === 'mean';
  const drawCount = options.draws ?? DEFAULT_FILLER_OPTIONS.draws;
  const law = fit.models.length === 0 ? truncatedLaw(fit, range) : gaussianLaw(fit, range);
  const method = mode === 'plausible' ? fit.method : mode;
  return (context, rng) => {
    const n = context.timeMs.length;
    const columns = new Float64Array(5 * n);
    const [value, mean, sd, lo, hi] = [0, 1, 2, 3, 4].map((k) => columns.subarray(k * n, (k + 1) * n));
    const draw = law.prepare(context, { mean, sd, lo, hi });
    if (mode !== 'plausible') replaceEstimate(mode, context, { mean, sd, lo, hi }, range);
    if (mode === 'plausible' && !useMean) draw(rng, value);
    else value.set(mean);
    if (drawCount === 0) return { value, mean, sd, lo, hi, method };
    const draws = Array.from({ length: drawCount }, () => {
      const path = new Float64Array(n);
      draw(rng, path);
      return path;
    });
    return { value, mean, sd, lo, hi, method, draws };
  };
}

/** Reflects x once at the bound that it passed, and clips what is still outside. */
function reflectInto(range: Range, x: number): number {
  if (x < range.low) return Math.min(2 * range.low - x, range.high);
  return x > range.high ? Math.max(2 * range.high - x, range.low) : x;
}

function clip(range: Range, x: number): number {
  return Math.min(range.high, Math.max(range.low, x));
}

/** Puts the line between the edges, or the last value, in the place of the mean; sd becomes the root mean squared error about it. */
function replaceEstimate(mode: 'linear' | 'hold', context: VoidContext, fill: MutableFill, range: Range): void {
  const { beforeSteps, beforeValues, afterSteps, afterValues } = context;
  const last = beforeSteps.length - 1;
  for (let i = 0; i < fill.mean.length; i++) {
    let estimate = fill.mean[i];
    if (last >= 0 && afterSteps.length > 0 && mode === 'linear') {
      const share = (i + 1 - beforeSteps[last]) / (afterSteps[0] - beforeSteps[last]);
      estimate = (1 - share) * beforeValues[last] + share * afterValues[0];
    } else if (last >= 0) estimate = beforeValues[last];
    else if (afterSteps.length > 0) estimate = afterValues[0];
    estimate = clip(range, estimate);
    const farthest = Math.max(range.high - estimate, estimate - range.low);
    fill.sd[i] = Math.min(Math.hypot(fill.sd[i], estimate - fill.mean[i]), farthest);
    fill.mean[i] = estimate;
    fill.lo[i] = Math.min(fill.lo[i], estimate);
    fill.hi[i] = Math.max(fill.hi[i], estimate);
  }
}

/** Too few readings for a memory: each instant alone, normal about their mean with the spread of a uniform law, cut to the range. */
function truncatedLaw(fit: SeriesFit, range: Range): Law {
  const width = range.high - range.low;
  const middle = range.low / 2 + range.high / 2;
  const location = clip(range, fit.readings > 0 ? fit.centre : middle);
  const scale = Number.isFinite(width) ? width / Math.sqrt(12) : 2 * fit.scale;
  if (!(scale > 0)) return { prepare: (_, fill) => (fillWith(fill, location, 0, location, location), (_rng, path) => path.fill(location)) };
  const normal = truncatedNormal(location, scale, range);
  return {
    prepare(_, fill) {
      fillWith(fill, normal.mean, normal.sd, normal.quantile(0.05), normal.quantile(0.95));
      return (rng, path) => {
        for (let i = 0; i < path.length; i++) path[i] = normal.quantile((Math.floor(rng.uniform() * 2 ** 31) + 0.5) / 2 ** 31);
      };
    },
  };
}

function fillWith(fill: MutableFill, mean: number, sd: number, lo: number, hi: number): void {
  fill.mean.fill(mean);
  fill.sd.fill(sd);
  fill.lo.fill(lo);
  fill.hi.fill(hi);
}

function gaussianLaw(fit: SeriesFit, range: Range): Law {
  const { centre, scale, context: limit } = fit;
  const engine = createConditioner(fit.models[0].autoregression);
  let z = new Float64Array(256);
  let path = new Float64Array(256);

  /** Lays the void and the context within the limit on z; gives the index of step 1. */
  function lay(context: VoidContext): { length: number; first: number } {
    const n = context.timeMs.length;
    const { beforeSteps, beforeValues, afterSteps, afterValues } = context;
    let from = 0;
    while (from < beforeSteps.length && beforeSteps[from] <= -limit.before) from++;
    let to = afterSteps.length;
    while (to > 0 && afterSteps[to - 1] > n + limit.after) to--;
    const start = from < beforeSteps.length ? beforeSteps[from] : 1;
    const end = to > 0 ? afterSteps[to - 1] : n;
    const length = end - start + 1;
    if (length > z.length) {
      z = new Float64Array(2 * length);
      path = new Float64Array(2 * length);
    }
    z.fill(NaN, 0, length);
    for (let i = from; i < beforeSteps.length; i++) z[beforeSteps[i] - start] = standard(beforeValues[i]);
    for (let i = 0; i < to; i++) z[afterSteps[i] - start] = standard(afterValues[i]);
    return { length, first: 1 - start };
  }

  const standard = (y: number) => (y - centre) / scale;
  // No law on a range has a larger standard deviation (Popoviciu).
  const largestSd = Math.min((range.high - range.low) / 2, Number.MAX_VALUE);
  const inside = (y: number) => (Number.isNaN(y) ? clip(range, centre) : clip(range, y));

  return {
    prepare(context, fill) {
      const { length, first } = lay(context);
      engine.condition(z, length, true);
      for (let i = 0; i < fill.mean.length; i++) {
        const mean = centre + scale * engine.mean[first + i];
        const sd = scale * engine.sd[first + i];
        fill.mean[i] = inside(mean);
        fill.sd[i] = Number.isNaN(sd) ? largestSd : Math.min(sd, largestSd);
        fill.lo[i] = inside(mean - HALF_WIDTH * sd);
        fill.hi[i] = inside(mean + HALF_WIDTH * sd);
      }
      return (rng, out) => {
        engine.draw(rng, path);
        for (let i = 0; i < out.length; i++) out[i] = inside(reflectInto(range, centre + scale * path[first + i]));
      };
    },
  };
}
