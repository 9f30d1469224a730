// The engine of the models: a Gaussian autoregression seen at some steps of a window, conditioned on what was seen.
import { backSubstitute, factorBand, forwardSubstitute, invertBand } from '../stats/banded-cholesky.js';
import type { Rng } from '../stats/rng.js';

/** z_t = phi_1 z_{t-1} + ... + phi_p z_{t-p} + e_t, with e_t ~ N(0, innovationSd^2). Plain JSON. */
export interface Autoregression {
  readonly phi: readonly number[];
  readonly innovationSd: number;
}

/** The law of a window given what was seen of it. Its arrays are scratch, valid until the next window. */
export interface Conditioner {
  /**
   * Conditions on z[0..length), NaN where nothing was seen. `precision[t]`, if given, is the innovation variance of the model over that
   * of e_t; 1 otherwise. O(u p^2), u the unseen steps (p^3 with precisions).
   */
  condition(z: Float64Array, length: number, precision?: Float64Array): void;
  /** Computes `sd`, and what `energy` and `addProducts` need. O(u p^2). */
  invert(): void;
  /** Conditional mean and standard deviation of each step; a step that was seen is its own mean, with sd 0. */
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  /** energy[t] := E[e_t^2 | seen] over the innovation variance, for t >= p; NaN below. O(length p). */
  energy(energy: Float64Array): void;
  /** sums[i (p + 1) + j] += sum over t >= p of E[z_{t-i} z_{t-j} | seen], times precision[t] if given, for i <= j. O(length p^2). */
  addProducts(sums: Float64Array): void;
  /** One path from the conditional law, its deviations from the mean times `scale`, into the unseen steps of `out`. O(u p). */
  draw(rng: Pick<Rng, 'normal'>, scale: number, out: Float64Array): void;
}

/**
 * An engine for one model. In units of the innovation variance the window has precision Q = A' W^-1 A + K: A holds the equations that
 * lie whole inside the window, W their relative variances, K the stationary law of its first p steps. What was seen is conditioned on
 * exactly, so only the unseen steps are solved for: Q_uu x = -Q_us z_s (Rue & Held 2005, chapter 2).
 *
 * @example
 * const engine = createConditioner({ phi: [0.9], innovationSd: 1 });
 * engine.condition(Float64Array.of(1, NaN, 2), 3);
 * engine.mean[1]; // 0.9 * (1 + 2) / (1 + 0.9 * 0.9)
 */
export function createConditioner({ phi, innovationSd }: Autoregression): Conditioner {
  const order = phi.length;
  const width = order + 1;
  const a = Float64Array.of(1, ...phi.map((x) => -x));
  // pairs[d * width + s] = a[s] a[s + d], and product[d * width + k] their sum over s <= k: an entry of A'A with its equations cut off after lag k.
  const pairs = new Float64Array(width * width);
  const product = new Float64Array(width * width);
  for (let d = 0; d <= order; d++) {
    let sum = 0;
    for (let k = 0; k + d <= order; k++) product[d * width + k] = sum += pairs[d * width + k] = a[k] * a[k + d];
  }
  const start = startingEquations(phi);

  let length = 0;
  let count = 0;
  let weights: Float64Array | undefined;
  let unseen = new Int32Array(0); // the steps that were not seen
  let place = new Int32Array(0); // of each step among them, -1 where seen
  let factor = new Float64Array(0);
  let covariance = new Float64Array(0); // of the unseen steps, over the innovation variance
  let solution = new Float64Array(0);
  let noise = new Float64Array(0);
  const engine = { mean: new Float64Array(0), sd: new Float64Array(0), condition, invert, energy, addProducts, draw };

  function reserve(steps: number): void {
    if (steps <= solution.length) return;
    const room = Math.max(64, 2 * steps);
    unseen = new Int32Array(room);
    place = new Int32Array(room);
    factor = new Float64Array(room * width);
    covariance = new Float64Array(room * width);
    solution = new Float64Array(room);
    noise = new Float64Array(room);
    engine.mean = new Float64Array(room);
    engine.sd = new Float64Array(room);
  }

  /** Entry of A' W^-1 A for steps j - distance and j. */
  function precisionOf(distance: number, j: number): number {
    const last = Math.min(order - distance, length - 1 - j);
    const first = Math.max(0, order - j);
    let sum = 0;
    for (let t = j; t < order && t < length; t++) sum += start[t].precision * start[t].a[t - j] * start[t].a[t - j + distance];
    if (first > last) return sum;
    if (weights === undefined) return sum + product[distance * width + last] - (first > 0 ? product[distance * width + first - 1] : 0);
    for (let s = first; s <= last; s++) sum += pairs[distance * width + s] * weights[j + s];
    return sum;
  }

  function condition(z: Float64Array, steps: number, precision?: Float64Array): void {
    reserve(steps);
    length = steps;
    weights = precision;
    count = 0;
    const { mean } = engine;
    for (let j = 0; j < length; j++) {
      mean[j] = z[j];
      if (Number.isNaN(z[j])) {
        place[j] = count;
        unseen[count++] = j;
      } else place[j] = -1;
    }
    for (let i = 0; i < count; i++) {
      const j = unseen[i];
      const row = i * width;
      let right = 0;
      for (let k = 1; k < width; k++) factor[row + k] = 0;
      factor[row] = precisionOf(0, j);
      for (let s = Math.max(0, j - order); s < j; s++) {
        if (place[s] >= 0) factor[row + i - place[s]] = precisionOf(j - s, j);
        else right -= precisionOf(j - s, j) * z[s];
      }
      const end = Math.min(length - 1, j + order);
      for (let s = j + 1; s <= end; s++) if (place[s] < 0) right -= precisionOf(s - j, s) * z[s];
      solution[i] = right;
    }
    factorBand(factor, count, order);
    forwardSubstitute(factor, count, order, solution);
    backSubstitute(factor, count, order, solution);
    for (let i = 0; i < count; i++) mean[unseen[i]] = solution[i];
  }

  function invert(): void {
    invertBand(factor, count, order, covariance);
    engine.sd.fill(0, 0, length);
    for (let i = 0; i < count; i++) engine.sd[unseen[i]] = innovationSd * Math.sqrt(Math.max(0, covariance[i * width]));
  }

  /** Conditional covariance of steps s <= t, at most p apart, over the innovation variance. */
  function covarianceOf(s: number, t: number): number {
    return place[s] < 0 || place[t] < 0 ? 0 : covariance[place[t] * width + place[t] - place[s]];
  }

  function energy(out: Float64Array): void {
    // Without innovations every equation holds exactly; a scale of 1 keeps 0 / 0 away.
    const variance = innovationSd > 0 ? innovationSd * innovationSd : 1;
    const { mean } = engine;
    out.fill(NaN, 0, Math.min(order, length));
    for (let t = order; t < length; t++) {
      let residual = 0;
      let spread = 0;
      for (let i = 0; i <= order; i++) {
        residual += a[i] * mean[t - i];
        if (place[t - i] < 0) continue;
        spread += a[i] * a[i] * covarianceOf(t - i, t - i);
        for (let j = i + 1; j <= order; j++) spread += 2 * a[i] * a[j] * covarianceOf(t - j, t - i);
      }
      out[t] = (residual * residual) / variance + spread;
    }
  }

  function addProducts(sums: Float64Array): void {
    const variance = innovationSd * innovationSd;
    const { mean } = engine;
    for (let t = order; t < length; t++) {
      const weight = weights ? weights[t] : 1;
      for (let i = 0; i <= order; i++) {
        for (let j = i; j <= order; j++) {
          sums[i * width + j] += weight * (mean[t - i] * mean[t - j] + variance * covarianceOf(t - j, t - i));
        }
      }
    }
  }

  function draw(rng: Pick<Rng, 'normal'>, scale: number, out: Float64Array): void {
    for (let i = 0; i < count; i++) noise[i] = rng.normal();
    backSubstitute(factor, count, order, noise);
    for (let i = 0; i < count; i++) out[unseen[i]] = solution[i] + scale * innovationSd * noise[i];
  }

  return engine;
}

/** z_t - (what the t steps before it tell of it), and the innovation variance over that of this remainder. */
interface StartingEquation {
  readonly a: Float64Array;
  readonly precision: number;
}

/** A root on or outside the unit circle is taken for one just inside: the start is then all but free. */
const LARGEST_PARTIAL = 0.9999;

/** The equations of the first p steps, from the model down to order 0 (the Durbin-Levinson recursion backwards; Brockwell & Davis 1991). */
function startingEquations(phi: readonly number[]): StartingEquation[] {
  const equations = new Array<StartingEquation>(phi.length);
  let current = Float64Array.from(phi);
  let precision = 1;
  for (let order = phi.length; order > 0; order--) {
    const partial = Math.min(LARGEST_PARTIAL, Math.max(-LARGEST_PARTIAL, current[order - 1]));
    const rest = 1 - partial * partial;
    const longer = current;
    current = longer.slice(0, order - 1).map((x, k) => (x + partial * longer[order - 2 - k]) / rest);
    precision *= rest;
    equations[order - 1] = { a: Float64Array.of(1, ...current.map((x) => -x)), precision };
  }
  return equations;
}
