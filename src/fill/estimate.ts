// Estimates of autoregressions from standardised segments (NaN where nothing was seen); missing readings by expectation-maximisation.
import { backSubstitute, factorBand, forwardSubstitute } from '../stats/banded-cholesky.js';
import { createConditioner, type Autoregression } from './autoregression.js';
import { localPrecision } from './volatility.js';

/** Highest order tried, and the equations that each coefficient must have to itself. */
export const LARGEST_ORDER = 8;
const EQUATIONS_PER_LAG = 20;
const SWEEPS = 3;

/**
 * An autoregression whose order is chosen by BIC. The missing readings take part by their conditional moments (the exact E-step of
 * Shumway & Stoffer 1982), so no filled value is ever taken for an observation. O(sweeps steps p^2).
 */
export function fitAutoregression(segments: readonly Float64Array[]): Autoregression {
  const steps = segments.reduce((sum, z) => sum + z.length, 0);
  const largest = Math.max(1, Math.min(LARGEST_ORDER, Math.floor(steps / EQUATIONS_PER_LAG)));
  const seen = segments.reduce((sum, z) => sum + z.reduce((n, x) => n + (Number.isNaN(x) ? 0 : 1), 0), 0);
  const squares = segments.reduce((sum, z) => sum + z.reduce((s, x) => s + (Number.isNaN(x) ? 0 : x * x), 0), 0);
  let model: Autoregression = { phi: [0.9], innovationSd: Math.sqrt((0.19 * squares) / seen) };
  let moments = expectedProducts(segments, model, largest);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    model = regress(moments, largest);
    moments = expectedProducts(segments, model, largest);
  }
  let best = Infinity;
  for (let order = 1; order <= largest; order++) {
    const candidate = regress(moments, order);
    const criterion = 2 * seen * Math.log(candidate.innovationSd) + order * Math.log(seen);
    if (criterion >= best) continue;
    best = criterion;
    model = candidate;
  }
  const order = model.phi.length;
  for (let sweep = 0; sweep < SWEEPS; sweep++) model = regress(expectedProducts(segments, model, order), order);
  return model;
}

/** The same model for innovations of local volatility: calm stretches say more of phi; the overall variance stays that of all. */
export function refitLocally(segments: readonly Float64Array[], plain: Autoregression): Autoregression {
  const order = plain.phi.length;
  const longest = Math.max(...segments.map((z) => z.length));
  const [energy, precision] = [new Float64Array(longest), new Float64Array(longest)];
  let model = plain;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const engine = createConditioner(model);
    const sums = new Float64Array((order + 1) ** 2);
    let equations = 0;
    let energies = 0;
    for (const z of segments) {
      if (z.length <= order) continue;
      engine.condition(z, z.length);
      engine.invert();
      engine.energy(energy);
      localPrecision(energy, order, z.length, precision);
      engine.condition(z, z.length, precision);
      engine.invert();
      engine.addProducts(sums);
      for (let t = order; t < z.length; t++) energies += energy[t];
      equations += z.length - order;
    }
    model = { phi: regress({ sums, order, equations }, order).phi, innovationSd: model.innovationSd * Math.sqrt(energies / equations) };
  }
  return model;
}

/** Expected sums of products of z at lags up to `order`, and over how many equations. */
interface Moments {
  readonly sums: Float64Array;
  readonly order: number;
  readonly equations: number;
}

function expectedProducts(segments: readonly Float64Array[], model: Autoregression, order: number): Moments {
  const phi = Array.from({ length: order }, (_, k) => model.phi[k] ?? 0);
  const engine = createConditioner({ ...model, phi });
  const sums = new Float64Array((order + 1) ** 2);
  let equations = 0;
  for (const z of segments) {
    engine.condition(z, z.length);
    engine.invert();
    engine.addProducts(sums);
    equations += Math.max(0, z.length - order);
  }
  return { sums, order, equations };
}

/** Least squares of z_t on its first `order` lags. */
function regress({ sums, order: room, equations }: Moments, order: number): Autoregression {
  const width = room + 1;
  const band = new Float64Array(order * order);
  const phi = new Float64Array(order);
  // A full matrix is a band of width order - 1.
  for (let i = 0; i < order; i++) {
    for (let k = 0; k <= i; k++) band[i * order + k] = sums[(i - k + 1) * width + i + 1] / equations;
    band[i * order] += 1e-9;
    phi[i] = sums[i + 1] / equations;
  }
  factorBand(band, order, order - 1);
  forwardSubstitute(band, order, order - 1, phi);
  backSubstitute(band, order, order - 1, phi);
  let variance = sums[0];
  for (let i = 0; i < order; i++) variance -= phi[i] * sums[i + 1];
  return { phi: [...phi], innovationSd: Math.sqrt(Math.max(variance / equations, 1e-12)) };
}

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
  if (pairs === 0) return { phi: [], innovationSd: 1 };
  if (squares === 0) return { phi: [1], innovationSd: 0 };
  const phi = products / squares;
  // The mean of (z_t - phi z_{t-1})^2, in the symmetric form that belongs to Burg's phi.
  const innovationSd = Math.sqrt((squares / pairs) * Math.max(0, 1 - phi * phi));
  return { phi: [phi], innovationSd };
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
  return { phi: [1], innovationSd: count > 0 ? Math.sqrt(sum / count) : 1 };
}
