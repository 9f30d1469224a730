// Quantiles of numbers that fit in memory.

/** The number that a share `p` of the sorted numbers lies at or below (nearest rank); NaN of none. O(1). */
export function quantileOf(sorted: Float64Array, p: number): number {
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))];
}
