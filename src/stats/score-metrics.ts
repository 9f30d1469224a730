// How good a fill is against the truth: the metrics of `telemend score` and of the gap benchmark, each a plain function over arrays.
import { normalCdf, normalDensity } from './normal.js';

/** Root mean squared error. O(n). */
export function rootMeanSquaredError(estimate: ArrayLike<number>, truth: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += (estimate[i] - truth[i]) ** 2;
  return Math.sqrt(sum / truth.length);
}

/** Mean absolute error: also the CRPS of a method that gives points and no law. O(n). */
export function meanAbsoluteError(estimate: ArrayLike<number>, truth: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += Math.abs(estimate[i] - truth[i]);
  return sum / truth.length;
}

/**
 * Continuous ranked probability score of an ensemble against one truth, in the fair form, whose expectation does not depend on the
 * number of members (Gneiting & Raftery 2007; Ferro 2014). Sorts `members` in place. O(m log m); m >= 2.
 *
 * @example
 * ensembleCrps(Float64Array.of(0, 1), 0.5); // 0.5 - 1 / 2 = 0
 */
export function ensembleCrps(members: Float64Array, truth: number): number {
  const m = members.length;
  members.sort();
  let distance = 0;
  let spread = 0; // sum over pairs i < j of x_j - x_i
  for (let i = 0; i < m; i++) {
    distance += Math.abs(members[i] - truth);
    spread += (2 * i - m + 1) * members[i];
  }
  return distance / m - spread / (m * (m - 1));
}

/** Continuous ranked probability score of a normal law (Gneiting & Raftery 2007, equation 21). O(1). */
export function normalCrps(mean: number, sd: number, truth: number): number {
  if (!(sd > 0)) return Math.abs(truth - mean);
  const u = (truth - mean) / sd;
  return sd * (u * (2 * normalCdf(u) - 1) + 2 * normalDensity(u) - 1 / Math.sqrt(Math.PI));
}

/** Share of truths inside their interval, bounds included. O(n). */
export function coverage(lo: ArrayLike<number>, hi: ArrayLike<number>, truth: ArrayLike<number>): number {
  let inside = 0;
  for (let i = 0; i < truth.length; i++) if (truth[i] >= lo[i] && truth[i] <= hi[i]) inside++;
  return inside / truth.length;
}

/** Variance of the filled values over that of the true ones. O(n). */
export function varianceRatio(filled: ArrayLike<number>, truth: ArrayLike<number>): number {
  return sumOfSquares(filled) / sumOfSquares(truth);
}

function sumOfSquares(x: ArrayLike<number>): number {
  let mean = 0;
  for (let i = 0; i < x.length; i++) mean += x[i] / x.length;
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - mean) ** 2;
  return sum;
}

/** What filling did to the differences between neighbours. */
export interface Roughness {
  /** RR: sum of squared first differences that touch a filled value, filled over true. */
  readonly energyRatio: number;
  /** Mean jump between a filled value and a neighbour that is not, filled over true. */
  readonly edgeRatio: number;
}

/**
 * Compares the differences of a filled series with those of the true one. `isFilled[i]` is 1 where `series[i]` was filled; elsewhere
 * both are equal. O(n).
 */
export function roughness(series: ArrayLike<number>, truth: ArrayLike<number>, isFilled: ArrayLike<number>): Roughness {
  let energy = 0;
  let trueEnergy = 0;
  let jump = 0;
  let trueJump = 0;
  for (let i = 1; i < truth.length; i++) {
    if (!isFilled[i] && !isFilled[i - 1]) continue;
    const step = series[i] - series[i - 1];
    const trueStep = truth[i] - truth[i - 1];
    energy += step * step;
    trueEnergy += trueStep * trueStep;
    if (isFilled[i] && isFilled[i - 1]) continue;
    jump += Math.abs(step);
    trueJump += Math.abs(trueStep);
  }
  return { energyRatio: energy / trueEnergy, edgeRatio: jump / trueJump };
}

/** Kolmogorov-Smirnov distance: the largest difference between the two empirical distribution functions. O(n log n). */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const x = Float64Array.from(a).sort();
  const y = Float64Array.from(b).sort();
  let largest = 0;
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    const at = Math.min(x[i], y[j]);
    while (i < x.length && x[i] === at) i++;
    while (j < y.length && y[j] === at) j++;
    largest = Math.max(largest, Math.abs(i / x.length - j / y.length));
  }
  return largest;
}
