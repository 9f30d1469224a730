// Estimates of the simplest models from standardised segments (mean 0, variance 1, NaN where nothing was seen).
import type { Autoregression } from './autoregression.js';

/** A first-order model: phi is the lag-1 autocorrelation over pairs of adjacent readings (Burg's estimate, so |phi| <= 1). O(steps). */
export function fitFirstOrder(segments: readonly Float64Array[]): Autoregression {
  let pairs = 0;
  let products = 0;
  let squares = 0;
  for (const z of segments) {
    for (let t = 1; t < z.length; t++) {
      if (Number.isNaN(z[t]) || Number.isNaN(z[t - 1])) continue;
      pairs++;
      products += z[t] * z[t - 1];
      squares += (z[t] * z[t] + z[t - 1] * z[t - 1]) / 2;
    }
  }
  if (pairs === 0 || squares === 0) return squares === 0 && pairs > 0 ? CONSTANT : { phi: [], innovationSd: 1, noiseRatio: 0, marginalSd: 1 };
  const phi = products / squares;
  // sum of (z_t - phi z_{t-1})^2, in the symmetric form that belongs to Burg's phi.
  const innovationSd = Math.sqrt((squares / pairs) * Math.max(0, 1 - phi * phi));
  return { phi: [phi], innovationSd, noiseRatio: 0, marginalSd: 1 };
}

/** A random walk, whose steps are the differences between neighbouring readings, each over the root of their distance. O(steps). */
export function fitRandomWalk(segments: readonly Float64Array[]): Autoregression {
  let count = 0;
  let sum = 0;
  for (const z of segments) {
    let last = 0;
    for (let t = 1; t < z.length; t++) {
      if (Number.isNaN(z[t])) continue;
      sum += (z[t] - z[last]) ** 2 / (t - last);
      count++;
      last = t;
    }
  }
  return { phi: [1], innovationSd: count > 0 ? Math.sqrt(sum / count) : 1, noiseRatio: 0, marginalSd: 1 };
}

const CONSTANT: Autoregression = Object.freeze({ phi: [1], innovationSd: 0, noiseRatio: 0, marginalSd: 0 });
