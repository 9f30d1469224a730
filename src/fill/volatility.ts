// Local volatility: how much livelier or calmer than usual a series is around each step, from the innovations nearby.

/**
 * The kernel: an innovation k steps away weighs exp(-k / memorySteps), the overall variance weighs `prior`. A short memory, because what
 * volatility tells is mostly in the next few readings, and the pool takes the constant variant where it tells nothing.
 */
const KERNEL = Object.freeze({ memorySteps: 2, prior: 0.3 });
/** How far an innovation is felt: its weight is 2 % there. */
export const VOLATILITY_REACH_STEPS = 8;
/** Calmer than this share of the usual variance is not believed: the next innovation may be of the usual size. */
const LOWEST_VARIANCE = 1e-4;

const DECAY = Math.exp(-1 / KERNEL.memorySteps);
/** Sum of the weights of k steps in a row, for k up to where more of them change nothing. */
const WEIGHT_OF_RUN = Float64Array.from({ length: 65 }, (_, k) => (1 - DECAY ** k) / (1 - DECAY));

/**
 * precision[t] := 1 / the kernel mean of `energy` around t, for t in [first, length). Energies are E[e^2] over the usual variance; inside
 * a long void they are 1, so the usual variance comes back by itself. O(length).
 */
export function localPrecision(energy: Float64Array, first: number, length: number, precision: Float64Array): void {
  const longest = WEIGHT_OF_RUN.length - 1;
  let before = 0;
  for (let t = first; t < length; t++) precision[t] = before = DECAY * before + energy[t];
  let after = 0;
  for (let t = length - 1; t >= first; t--) {
    const weight = WEIGHT_OF_RUN[Math.min(longest, t - first + 1)] + DECAY * WEIGHT_OF_RUN[Math.min(longest, length - 1 - t)];
    const variance = (KERNEL.prior + precision[t] + after) / (KERNEL.prior + weight);
    precision[t] = 1 / Math.max(LOWEST_VARIANCE, variance);
    after = DECAY * (after + energy[t]);
  }
}
