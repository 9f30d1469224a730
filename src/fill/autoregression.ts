// The engine of every model: a Gaussian autoregression seen at some steps of a window, conditioned on what was seen, by banded Cholesky.
import type { Rng } from '../stats/rng.js';

/** z_t = phi_1 z_{t-1} + ... + phi_p z_{t-p} + e_t, with e_t ~ N(0, innovationSd^2); seen as z_t plus noise. Plain JSON. */
export interface Autoregression {
  readonly phi: readonly number[];
  readonly innovationSd: number;
  /** Variance of the noise over that of e_t; 0 where z is seen exactly. */
  readonly noiseRatio: number;
  /** Standard deviation of z far from anything seen. */
  readonly marginalSd: number;
}

/** The law of a window given what was seen of it. Holds the last window conditioned; its arrays are scratch, valid until the next. */
export interface Conditioner {
  /**
   * Conditions on z[0..length), NaN where nothing was seen, and computes `mean`, and `sd` if asked for. O(m p^2), m the unknown steps.
   */
  condition(z: Float64Array, length: number, withSd: boolean): void;
  /** Conditional mean and standard deviation of a reading at each step; a step that was seen is its own mean, with sd 0. */
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  /** One path from the conditional law, into the steps of `out` that were not seen. O(m p). */
  draw(rng: Rng, out: Float64Array): void;
}

/** A pivot below this share of the unit innovation precision is rounding noise. */
const SMALLEST_PIVOT = 1e-12;

/**
 * An engine for one model. In units of the innovation variance the window has precision Q = A'A + K + D: A holds the equations that lie
 * whole inside the window, K a weak prior on its first p steps, D the noise precision of the steps seen (Rue & Held 2005, chapter 2).
 * Without noise the steps seen are conditioned on exactly, and only the unknown ones are solved for.
 *
 * @example
 * const engine = createConditioner({ phi: [0.9], innovationSd: 1, noiseRatio: 0, marginalSd: 2.3 });
 * engine.condition(Float64Array.of(1, NaN, 2), 3, true);
 * engine.mean[1]; // 0.9 * (1 + 2) / (1 + 0.9 * 0.9)
 */
export function createConditioner(model: Autoregression): Conditioner {
  const { phi, innovationSd, noiseRatio, marginalSd } = model;
  const order = phi.length;
  const width = order + 1;
  const a = Float64Array.of(1, ...phi.map((x) => -x));
  // product[d * width + k] = sum over s <= k of a[s] a[s + d]: an entry of A'A with its equations cut off after lag k.
  const product = new Float64Array(width * width);
  for (let d = 0; d <= order; d++) {
    let sum = 0;
    for (let k = 0; k + d <= order; k++) product[d * width + k] = sum += a[k] * a[k + d];
  }
  const priorPrecision = marginalSd > 0 ? Math.min(1, (innovationSd / marginalSd) ** 2) : 1;
  const noiseSd = Math.sqrt(noiseRatio) * innovationSd;

  let length = 0;
  let count = 0;
  let seen: Float64Array = new Float64Array(0);
  let unknown = new Int32Array(0);
  let factor = new Float64Array(0); // row i: L[i][i - k] at i * width + k
  let covariance = new Float64Array(0); // the same layout, of the inverse
  let solution = new Float64Array(0);
  let noise = new Float64Array(0);
  const result = { mean: new Float64Array(0), sd: new Float64Array(0), condition, draw };

  function reserve(steps: number): void {
    if (steps <= solution.length) return;
    const room = Math.max(64, 2 * steps);
    unknown = new Int32Array(room);
    factor = new Float64Array(room * width);
    covariance = new Float64Array(room * width);
    solution = new Float64Array(room);
    noise = new Float64Array(room);
    result.mean = new Float64Array(room);
    result.sd = new Float64Array(room);
  }

  /** Entry of A'A for steps j - distance and j. */
  function precision(distance: number, j: number): number {
    const last = Math.min(order - distance, length - 1 - j);
    const first = order - j;
    if (last < 0) return 0;
    const full = product[distance * width + last];
    return first > 0 ? (first > last ? 0 : full - product[distance * width + first - 1]) : full;
  }

  /** Fills the lower band of Q and the right-hand side for the unknown steps. */
  function assemble(z: Float64Array): void {
    const exact = noiseRatio === 0;
    count = 0;
    for (let j = 0; j < length; j++) if (!exact || Number.isNaN(z[j])) unknown[count++] = j;
    for (let i = 0; i < count; i++) {
      const j = unknown[i];
      let diagonal = precision(0, j) + (j < order ? priorPrecision : 0);
      let right = 0;
      if (!exact && !Number.isNaN(z[j])) {
        diagonal += 1 / noiseRatio;
        right = z[j] / noiseRatio;
      }
      const row = i * width;
      for (let k = 1; k <= order; k++) factor[row + k] = 0;
      factor[row] = diagonal;
      for (let back = 1; back <= i && j - unknown[i - back] <= order; back++) factor[row + back] = precision(j - unknown[i - back], j);
      if (exact) {
        for (let s = Math.max(0, j - order); s < j; s++) if (!Number.isNaN(z[s])) right -= precision(j - s, j) * z[s];
        const end = Math.min(length - 1, j + order);
        for (let s = j + 1; s <= end; s++) if (!Number.isNaN(z[s])) right -= precision(s - j, s) * z[s];
      }
      solution[i] = right;
    }
  }

  /** Q = L L' in place, and the solution of Q x = right. */
  function solve(): void {
    for (let i = 0; i < count; i++) {
      const row = i * width;
      const reach = Math.min(order, i);
      for (let k = reach; k >= 0; k--) {
        const other = (i - k) * width;
        let sum = factor[row + k];
        for (let m = k + 1; m <= reach && m - k <= order; m++) sum -= factor[row + m] * factor[other + m - k];
        factor[row + k] = k > 0 ? sum / factor[other] : Math.sqrt(Math.max(sum, SMALLEST_PIVOT));
      }
      let sum = solution[i];
      for (let k = 1; k <= reach; k++) sum -= factor[row + k] * solution[i - k];
      solution[i] = sum / factor[row];
    }
    backSubstitute(solution);
  }

  /** x := L'^-1 x. */
  function backSubstitute(x: Float64Array): void {
    for (let i = count - 1; i >= 0; i--) {
      const row = i * width;
      const value = (x[i] /= factor[row]);
      for (let k = Math.min(order, i); k >= 1; k--) x[i - k] -= factor[row + k] * value;
    }
  }

  /** The band of Q^-1, from the last row up (Takahashi 1973; Rue & Held 2005, section 2.5). */
  function invertBand(): void {
    for (let i = count - 1; i >= 0; i--) {
      const reach = Math.min(order, count - 1 - i);
      const pivot = factor[i * width];
      for (let j = i + reach; j >= i; j--) {
        let sum = j === i ? 1 / pivot : 0;
        for (let k = 1; k <= reach; k++) {
          const row = Math.max(i + k, j);
          sum -= factor[(i + k) * width + k] * covariance[row * width + Math.abs(i + k - j)];
        }
        covariance[j * width + j - i] = sum / pivot;
      }
    }
  }

  function condition(z: Float64Array, steps: number, withSd: boolean): void {
    reserve(steps);
    length = steps;
    seen = z;
    assemble(z);
    solve();
    const { mean, sd } = result;
    for (let j = 0; j < length; j++) mean[j] = z[j];
    for (let i = 0; i < count; i++) if (Number.isNaN(z[unknown[i]])) mean[unknown[i]] = solution[i];
    if (!withSd) return;
    invertBand();
    sd.fill(0, 0, length);
    for (let i = 0; i < count; i++) {
      if (Number.isNaN(z[unknown[i]])) sd[unknown[i]] = innovationSd * Math.sqrt(Math.max(0, covariance[i * width]) + noiseRatio);
    }
  }

  function draw(rng: Rng, out: Float64Array): void {
    for (let i = 0; i < count; i++) noise[i] = rng.normal();
    backSubstitute(noise);
    for (let i = 0; i < count; i++) {
      const j = unknown[i];
      if (!Number.isNaN(seen[j])) continue;
      out[j] = solution[i] + innovationSd * noise[i];
      if (noiseSd > 0) out[j] += noiseSd * rng.normal();
    }
  }

  return result;
}
