// Fills the voids of a series from its fit: the law of the missing readings, and what is written of it.
import type { Range } from '../model/event.js';
import type { SeriesFit } from './fit.js';
import { createLaw, type LawColumns } from './law.js';
import type { Filler, FillerOptions, VoidContext, VoidFill } from './model.js';

/** What a filler does unless told otherwise. */
export const DEFAULT_FILLER_OPTIONS = Object.freeze({ mode: 'plausible', value: 'draw', draws: 0 } as const);

const FEWEST_INSTANTS = 8;

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
  let made = emptyFill(FEWEST_INSTANTS, drawCount, method);
  return (context, rng) => {
    if (context.count > made.value.length) made = emptyFill(2 * context.count, drawCount, method);
    law.condition(context, made);
    if (mode !== 'plausible') replaceEstimate(mode, context, made, range);
    if (useMean) for (let i = 0; i < context.count; i++) made.value[i] = made.mean[i];
    else law.draw(rng, rng.uniform(), made.value);
    if (made.draws) {
      // One draw in each of as many equal shares, so that every model has its part of few draws too.
      const offset = rng.uniform();
      for (let k = 0; k < drawCount; k++) law.draw(rng, (k + offset) / drawCount, made.draws[k]);
    }
    return made;
  };
}

function emptyFill(instants: number, drawCount: number, method: string): VoidFill {
  const column = () => new Float64Array(instants);
  const draws = drawCount > 0 ? Array.from({ length: drawCount }, column) : undefined;
  return { value: column(), mean: column(), sd: column(), lo: column(), hi: column(), method, draws };
}

/** Puts the line between the edges, or the last value, in the place of the mean; sd becomes the root mean squared error about it. */
function replaceEstimate(mode: 'linear' | 'hold', context: VoidContext, columns: LawColumns, range: Range): void {
  const { count, beforeCount, beforeSteps, beforeValues, afterCount, afterSteps, afterValues } = context;
  const { mean, sd, lo, hi } = columns;
  for (let i = 0; i < count; i++) {
    let estimate = mean[i];
    if (beforeCount > 0 && afterCount > 0 && mode === 'linear') {
      const share = (i + 1 - beforeSteps[0]) / (count + 1 + afterSteps[0] - beforeSteps[0]);
      estimate = (1 - share) * beforeValues[0] + share * afterValues[0];
    } else if (beforeCount > 0) estimate = beforeValues[0];
    else if (afterCount > 0) estimate = afterValues[0];
    estimate = Math.min(range.high, Math.max(range.low, estimate));
    const farthest = Math.max(range.high - estimate, estimate - range.low);
    sd[i] = Math.min(Math.hypot(sd[i], estimate - mean[i]), farthest);
    mean[i] = estimate;
    lo[i] = Math.min(lo[i], estimate);
    hi[i] = Math.max(hi[i], estimate);
  }
}
