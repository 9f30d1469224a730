import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backSubstitute, factorBand, forwardSubstitute, invertBand } from '../../src/stats/banded-cholesky.js';

/** A band of a positive definite matrix: a dominant diagonal over any off-diagonal. */
const bands = fc.integer({ min: 0, max: 4 }).chain((order) => fc.integer({ min: 1, max: 9 }).chain((n) => (
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n * (order + 1), maxLength: n * (order + 1) }).map((entries) => {
    const band = Float64Array.from(entries);
    for (let i = 0; i < n; i++) band[i * (order + 1)] = 2 * order + 1 + Math.abs(band[i * (order + 1)]);
    return { order, n, band };
  })
)));

function dense(band: Float64Array, n: number, order: number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => {
    const [row, back] = [Math.max(i, j), Math.abs(i - j)];
    return back <= order ? band[row * (order + 1) + back] : 0;
  }));
}

describe('the banded Cholesky factor', () => {
  it('solves the dense system, and its inverse band times the matrix is the identity where the band reaches', () => {
    fc.assert(
      fc.property(bands, ({ band, n, order }) => {
        const matrix = dense(band, n, order);
        const truth = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
        const x = truth.map((_, i) => matrix[i].reduce((sum, a, j) => sum + a * truth[j], 0));
        const factor = band.slice();
        factorBand(factor, n, order);
        forwardSubstitute(factor, n, order, x);
        backSubstitute(factor, n, order, x);
        x.forEach((value, i) => expect(value).toBeCloseTo(truth[i], 9));

        const inverse = new Float64Array(band.length);
        invertBand(factor, n, order, inverse);
        for (let j = 0; j < n; j++) {
          const unit = new Float64Array(n);
          unit[j] = 1;
          forwardSubstitute(factor, n, order, unit);
          backSubstitute(factor, n, order, unit);
          for (let k = 0; k <= Math.min(order, j); k++) expect(inverse[j * (order + 1) + k]).toBeCloseTo(unit[j - k], 9);
        }
      }),
    );
  });

  it('stays finite for a singular matrix', () => {
    const band = Float64Array.of(1, 0, 1, 1, 1, 1); // 1 1 / 1 1 over and over
    factorBand(band, 3, 1);
    for (const x of band) expect(Number.isFinite(x)).toBe(true);
  });
});
