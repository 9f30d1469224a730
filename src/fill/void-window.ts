// Lays a void and its context on a window of steps, standardised: what the models condition on.
import type { Window } from './component.js';
import type { SeriesFit } from './fit.js';
import type { VoidContext } from './model.js';

/** A function that lays voids of one series; the window it gives back is scratch, valid until the next void. O(void and context). */
export function createVoidWindow({ centre, scale, cadenceMs, context: limit, models }: SeriesFit): (context: VoidContext) => Window {
  const needsTime = models.some((model) => model.kind === 'autoregression' && model.profile);
  const window = { z: new Float64Array(0), timeMs: new Float64Array(0), length: 0, first: 0, count: 0 };
  return ({ timeMs, firstStepMs, beforeSteps, beforeValues, afterSteps, afterValues }) => {
    const n = timeMs.length;
    let from = 0;
    while (from < beforeSteps.length && beforeSteps[from] <= -limit.before) from++;
    let to = afterSteps.length;
    while (to > 0 && afterSteps[to - 1] > n + limit.after) to--;
    const start = from < beforeSteps.length ? beforeSteps[from] : 1;
    const end = to > 0 ? afterSteps[to - 1] : n;
    const length = end - start + 1;
    if (length > window.z.length) {
      window.z = new Float64Array(2 * length);
      window.timeMs = new Float64Array(2 * length);
    }
    const { z } = window;
    z.fill(NaN, 0, length);
    // Farthest first: of readings that jitter put on the same step, the one next to the void stays.
    for (let i = from; i < beforeSteps.length; i++) z[beforeSteps[i] - start] = (beforeValues[i] - centre) / scale;
    for (let i = to - 1; i >= 0; i--) z[afterSteps[i] - start] = (afterValues[i] - centre) / scale;
    if (needsTime) {
      for (let step = start; step <= end; step++) {
        const at = step < 1 ? firstStepMs + step * cadenceMs : step > n ? timeMs[n - 1] + (step - n) * cadenceMs : timeMs[step - 1];
        window.timeMs[step - start] = at;
      }
    }
    window.length = length;
    window.first = 1 - start;
    window.count = n;
    return window;
  };
}
