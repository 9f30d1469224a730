// Cadence regimes: when a series changes its cadence for good, twenty consistent new spacings in a row say so.
import { fitsMultiple } from './cadence.js';

/** How many consecutive consistent new spacings begin a new regime. */
export const REGIME_SPACINGS = 20;

/** Whether a spacing is one step of the cadence: no gap, and not a faster rhythm. */
export function isSingleStep(spacingMs: number, cadenceMs: number): boolean {
  return spacingMs > 0.5 * cadenceMs && spacingMs < 1.5 * cadenceMs;
}

/**
 * The cadence of the regime that the given spacings begin, or NaN if they do not agree on one: each must be a multiple of the
 * shortest, and most of them single steps of it. O(n log n), n = spacings so far (at most REGIME_SPACINGS).
 */
export function commonCadence(spacingsMs: readonly number[]): number {
  const shortest = Math.min(...spacingsMs);
  if (!spacingsMs.every((spacing) => fitsMultiple(spacing, shortest))) return NaN;
  const single = spacingsMs.filter((spacing) => isSingleStep(spacing, shortest)).sort((a, b) => a - b);
  return 2 * single.length >= spacingsMs.length ? single[(single.length - 1) >> 1] : NaN;
}
