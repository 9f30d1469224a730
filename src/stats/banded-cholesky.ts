// Cholesky factors of symmetric band matrices, in place over one flat array: what conditioning an autoregression comes down to.
// Row i of a band of width `order` keeps A[i][i - k] at index i * (order + 1) + k, for k = 0 to order.

/** A pivot below this is rounding noise; the matrices here have entries of order 1. */
const SMALLEST_PIVOT = 1e-12;

/** A = L L', L in the place of A. O(n order^2). */
export function factorBand(band: Float64Array, n: number, order: number): void {
  const width = order + 1;
  for (let i = 0; i < n; i++) {
    const row = i * width;
    const reach = Math.min(order, i);
    for (let k = reach; k >= 0; k--) {
      const other = (i - k) * width;
      let sum = band[row + k];
      for (let m = k + 1; m <= reach; m++) sum -= band[row + m] * band[other + m - k];
      band[row + k] = k > 0 ? sum / band[other] : Math.sqrt(Math.max(sum, SMALLEST_PIVOT));
    }
  }
}

/** x := L^-1 x. O(n order). */
export function forwardSubstitute(factor: Float64Array, n: number, order: number, x: Float64Array): void {
  const width = order + 1;
  for (let i = 0; i < n; i++) {
    const row = i * width;
    let sum = x[i];
    for (let k = Math.min(order, i); k >= 1; k--) sum -= factor[row + k] * x[i - k];
    x[i] = sum / factor[row];
  }
}

/** x := L'^-1 x. A standard normal x becomes a draw with covariance A^-1. O(n order). */
export function backSubstitute(factor: Float64Array, n: number, order: number, x: Float64Array): void {
  const width = order + 1;
  for (let i = n - 1; i >= 0; i--) {
    const row = i * width;
    const value = (x[i] /= factor[row]);
    for (let k = Math.min(order, i); k >= 1; k--) x[i - k] -= factor[row + k] * value;
  }
}

/** The band of A^-1, in the same layout, from the last row up (Takahashi 1973; Rue & Held 2005, section 2.5). O(n order^2). */
export function invertBand(factor: Float64Array, n: number, order: number, inverse: Float64Array): void {
  const width = order + 1;
  for (let i = n - 1; i >= 0; i--) {
    const reach = Math.min(order, n - 1 - i);
    const pivot = factor[i * width];
    for (let j = i + reach; j >= i; j--) {
      let sum = j === i ? 1 / pivot : 0;
      for (let k = 1; k <= reach; k++) {
        const row = Math.max(i + k, j);
        sum -= factor[(i + k) * width + k] * inverse[row * width + Math.abs(i + k - j)];
      }
      inverse[j * width + j - i] = sum / pivot;
    }
  }
}
