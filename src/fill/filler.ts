// Fills the voids of a series from its fit: the law of the missing readings, and what is written of it.
import type { Range } from '../model/event.js';
import type { SeriesFit } from './fit.js';
import { createLaw, type LawColumns } from './law.js';
import type { Filler, FillerOptions, VoidContext } from './model.js';

/** What a filler does unless told otherwise. */
export const DEFAULT_FILLER_OPTIONS = Object.freeze({ mode: 'plausible', value: 'draw', draws: 0 } as const);

/**
 * A function that fills the voids of one series. Reuses its work space from void to void, so one filler serves one series at a time;
 * what it gives back depends on its arguments alone.
 *
 * @example
 * const fill = createFiller(fit, { low: 50, high: 55 });
 * const { value, lo, hi } = fill(context, createRng(seed, sensorId, startMs, endMs));
 */
export function createFiller(fit: SeriesFit, bounds: Range, options: FillerOptions = {}): Filler {
  const mode = options.mode ?? DEFAULT_FILLER_OPTIONS.mode;
  const useMean = mode !== 'plausible' || (options.value ?? DEFAULT_FILLER_OPTIONS.value) === 'mean';
  const drawCount = options.draws ?? DEFAULT_FILLER_OPTIONS.draws;
  // An endless range still ends where numbers do.
  const range = { low: Math.max(bounds.low, -Number.MAX_VALUE), high: Math.min(bounds.high, Number.MAX_VALUE) };
  const law = createLaw(fit, range);
  const method = mode === 'plausible' ? fit.method : mode;
  return (context, rng) => {
    const n = context.timeMs.length;
    const columns = { mean: new Float64Array(n), sd: new Float64Array(n), lo: new Float64Array(n), hi: new Float64Array(n) };
    law.condition(context, columns);
    if (mode !== 'plausible') replaceEstimate(mode, context, columns, range);
    const value = new Float64Array(n);
    if (useMean) value.set(columns.mean);
    else law.draw(rng, rng.uniform(), value);
    if (drawCount === 0) return { value, ...columns, method };
    // One draw in each of as many equal shares, so that every model has its part of few draws too.
    const offset = rng.uniform();
    const draws = Array.from({ length: drawCount }, (_, k) => {
      const path = new Float64Array(n);
      law.draw(rng, (k + offset) / drawCount, path);
      return path;
    });
    return { value, ...columns, method, draws };
  };
}

/** Puts the line between the edges, or the last value, in the place of the mean; sd becomes the root mean squared error about it. */
function replaceEstimate(mode: 'linear' | 'hold', context: VoidContext, columns: LawColumns, range: Range): void {
  const { beforeSteps, beforeValues, afterSteps, afterValues } = context;
  const { mean, sd, lo, hi } = columns;
  const last = beforeSteps.length - 1;
  for (let i = 0; i < mean.length; i++) {
    let estimate = mean[i];
    if (last >= 0 && afterSteps.length > 0 && mode === 'linear') {
      const share = (i + 1 - beforeSteps[last]) / (afterSteps[0] - beforeSteps[last]);
      estimate = (1 - share) * beforeValues[last] + share * afterValues[0];
    } else if (last >= 0) estimate = beforeValues[last];
    else if (afterSteps.length > 0) estimate = afterValues[0];
    estimate = Math.min(range.high, Math.max(range.low, estimate));
    const farthest = Math.max(range.high - estimate, estimate - range.low);
    sd[i] = Math.min(Math.hypot(sd[i], estimate - mean[i]), farthest);
    mean[i] = estimate;
    lo[i] = Math.min(lo[i], estimate);
    hi[i] = Math.max(hi[i], estimate);
  }
}
