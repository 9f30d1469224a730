// Lays a void and its context on a window of steps, standardised: what the models condition on.
import type { SeriesFit } from './fit.js';
import type { VoidContext } from './model.js';

/** A void between its context, standardised: steps [first, first + count) are missing. */
export interface Window {
  /** NaN where nothing was seen. */
  readonly z: Float64Array;
  /** Epoch ms of each step; read only by models with a profile. */
  readonly timeMs: Float64Array;
  readonly length: number;
  readonly first: number;
  readonly count: number;
}

/** Lays a void with so many steps of context on each side; the window is scratch, valid until the next void. O(void and context). */
export type VoidWindow = (context: VoidContext, steps: number) => Window;

/** A function that lays voids of one series. */
export function createVoidWindow({ centre, scale, models }: SeriesFit): VoidWindow {
  const needsTime = models.some((model) => model.kind === 'autoregression' && model.profile);
  const window = { z: new Float64Array(0), timeMs: new Float64Array(0), length: 0, first: 0, count: 0 };
  return (context, steps) => {
    const { count: n, beforeSteps, beforeValues, afterSteps, afterValues } = context;
    let { beforeCount, afterCount } = context;
    while (beforeCount > 0 && beforeSteps[beforeCount - 1] <= -steps) beforeCount--;
    while (afterCount > 0 && afterSteps[afterCount - 1] >= steps) afterCount--;
    const start = beforeCount > 0 ? beforeSteps[beforeCount - 1] : 1;
    const end = afterCount > 0 ? n + 1 + afterSteps[afterCount - 1] : n;
    const length = end - start + 1;
    if (length > window.z.length) {
      window.z = new Float64Array(2 * length);
      window.timeMs = new Float64Array(2 * length);
    }
    const { z } = window;
    for (let t = 0; t < length; t++) z[t] = NaN;
    for (let i = 0; i < beforeCount; i++) z[beforeSteps[i] - start] = (beforeValues[i] - centre) / scale;
    for (let i = 0; i < afterCount; i++) z[n + 1 + afterSteps[i] - start] = (afterValues[i] - centre) / scale;
    if (needsTime) layTime(context, start, end, window.timeMs);
    window.length = length;
    window.first = 1 - start;
    window.count = n;
    return window;
  };
}

function layTime({ count: n, timeMs, timeNs, beforeMs, beforeNs, cadenceMs }: VoidContext, start: number, end: number, out: Float64Array): void {
  const at = (i: number) => timeMs[i] + timeNs[i] / 1e6;
  const firstMs = Number.isNaN(beforeMs) ? at(0) - cadenceMs : beforeMs + beforeNs / 1e6;
  for (let step = start; step <= end; step++) {
    out[step - start] = step < 1 ? firstMs + step * cadenceMs : step > n ? at(n - 1) + (step - n) * cadenceMs : at(step - 1);
  }
}
