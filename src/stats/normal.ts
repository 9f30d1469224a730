// The normal distribution: density, distribution function, quantiles, and the normal cut to a range.
import type { Range } from '../model/event.js';

/** Density of the standard normal at x. O(1). */
export function normalDensity(x: number): number {
  return 0.3989422804014327 * Math.exp(-0.5 * x * x);
}

/**
 * Distribution function of the standard normal, absolute error below 1e-15 (West 2005, "Better approximations to cumulative normal
 * functions", after Hart 1968). O(1).
 *
 * @example
 * normalCdf(1.6448536269514722); // 0.95
 */
export function normalCdf(x: number): number {
  const a = Math.abs(x);
  if (a > 37) return x > 0 ? 1 : 0;
  const e = Math.exp(-0.5 * a * a);
  let tail: number;
  if (a < 7.07106781186547) {
    let above = 3.52624965998911e-2 * a + 0.700383064443688;
    above = above * a + 6.37396220353165;
    above = above * a + 33.912866078383;
    above = above * a + 112.079291497871;
    above = above * a + 221.213596169931;
    above = above * a + 220.206867912376;
    let below = 8.83883476483184e-2 * a + 1.75566716318264;
    below = below * a + 16.064177579207;
    below = below * a + 86.7807322029461;
    below = below * a + 296.564248779674;
    below = below * a + 637.333633378831;
    below = below * a + 793.826512519948;
    below = below * a + 440.413735824752;
    tail = (e * above) / below;
  } else {
    tail = e / (2.506628274631 * (a + 1 / (a + 2 / (a + 3 / (a + 4 / (a + 0.65))))));
  }
  return x > 0 ? 1 - tail : tail;
}

function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i];
  return sum;
}

const CENTRE_ABOVE = [
  3.387132872796366608, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4, 4.5921953931549871457e4,
  6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
];
const CENTRE_BELOW = [
  1, 4.2313330701600911252e1, 6.871870074920579083e2, 5.3941960214247511077e3, 2.1213794301586595867e4, 3.930789580009271061e4,
  2.8729085735721942674e4, 5.226495278852545925e3,
];
const TAIL_ABOVE = [
  1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504, 1.27045825245236838258,
  2.4178072517745061177e-1, 2.27238449892691845833e-2, 7.7454501427834140764e-4,
];
const TAIL_BELOW = [
  1, 2.05319162663775882187, 1.6763848301838038494, 6.8976733498510000455e-1, 1.4810397642748007459e-1, 1.51986665636164571966e-2,
  5.475938084995344946e-4, 1.05075007164441684324e-9,
];
const FAR_ABOVE = [
  6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 2.9656057182850489123e-1, 2.6532189526576123093e-2,
  1.2426609473880784386e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
];
const FAR_BELOW = [
  1, 5.9983220655588793769e-1, 1.3692988092273580531e-1, 1.48753612908506148525e-2, 7.868691311456132591e-4, 1.8463183175100546818e-5,
  1.4215117583164458887e-7, 2.04426310338993978564e-15,
];

/**
 * Quantile of the standard normal, relative error about 1e-16 (Wichura 1988, algorithm AS 241, PPND16). O(1).
 * 0 and 1 give -Infinity and Infinity.
 */
export function normalQuantile(probability: number): number {
  const q = probability - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(r, CENTRE_ABOVE)) / polynomial(r, CENTRE_BELOW);
  }
  const tail = q < 0 ? probability : 1 - probability;
  if (tail <= 0) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(tail));
  const size = r <= 5
    ? polynomial(r - 1.6, TAIL_ABOVE) / polynomial(r - 1.6, TAIL_BELOW)
    : polynomial(r - 5, FAR_ABOVE) / polynomial(r - 5, FAR_BELOW);
  return q < 0 ? -size : size;
}

/** A normal law cut to a range. */
export interface TruncatedNormal {
  readonly mean: number;
  readonly sd: number;
  /** The value below which a share of the law lies; always inside the range. */
  quantile(probability: number): number;
}

/**
 * The normal law of the given location and scale, conditioned to lie in the range (Johnson, Kotz & Balakrishnan 1994, section 10.1).
 * `scale` must be above 0 and the location inside the range, which keeps every term well conditioned. O(1).
 */
export function truncatedNormal(location: number, scale: number, range: Range): TruncatedNormal {
  const a = (range.low - location) / scale;
  const b = (range.high - location) / scale;
  const below = normalCdf(a);
  const share = normalCdf(b) - below;
  if (!(share > 0)) return { mean: location, sd: 0, quantile: () => location };
  const densityA = normalDensity(a);
  const densityB = normalDensity(b);
  const shift = (densityA - densityB) / share;
  // An infinite bound has no density, and 0 * Infinity must not poison the variance.
  const slope = ((densityA === 0 ? 0 : a * densityA) - (densityB === 0 ? 0 : b * densityB)) / share;
  const clip = (x: number) => Math.min(range.high, Math.max(range.low, x));
  return {
    mean: clip(location + scale * shift),
    sd: scale * Math.sqrt(Math.max(0, 1 + slope - shift * shift)),
    quantile: (probability) => clip(location + scale * normalQuantile(below + probability * share)),
  };
}
