import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnLattice, snapTo } from '../../src/fill/lattice.js';
import { interpolate, lastAtMost, locate, quantilesOf } from '../../src/fill/quantile-table.js';

const entries = fc.integer({ min: -50, max: 50 });
const ascending = fc.array(entries, { minLength: 1, maxLength: 30 }).map((values) => values.sort((a, b) => a - b));

describe('tables', () => {
  it('finds the last entry at most x as a scan does', () => {
    fc.assert(
      fc.property(ascending, fc.double({ min: -60, max: 60, noNaN: true }), (table, x) => {
        expect(lastAtMost(table, x)).toBe(table.findLastIndex((entry) => entry <= x));
      }),
    );
  });

  it('locates what it interpolates', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entries, { minLength: 2, maxLength: 20 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const table = values.sort((a, b) => a - b);
        const at = share * (table.length - 1);
        expect(locate(table, interpolate(table, at))).toBeCloseTo(at, 9);
      }),
    );
  });

  it('has quantiles from the smallest value to the largest', () => {
    expect(quantilesOf([1, 2, 4], 4)).toEqual([1, 1.5, 2, 3, 4]);
    expect(quantilesOf([7], 2)).toEqual([7, 7, 7]);
  });
});

describe('the lattice of a sensor that knows few values', () => {
  it('is all its values, and none of a sensor that knows many', () => {
    const coarse = Float64Array.from({ length: 400 }, (_, i) => 20 + (i % 7) / 2);
    expect(learnLattice(coarse)).toEqual([20, 20.5, 21, 21.5, 22, 22.5, 23]);
    expect(learnLattice(Float64Array.from({ length: 400 }, (_, i) => Math.sin(i)))).toEqual([]);
  });

  it('moves a draw to the nearest value, and leaves what lies beyond them', () => {
    fc.assert(
      fc.property(ascending, fc.double({ min: -60, max: 60, noNaN: true }), (lattice, y) => {
        const snapped = snapTo(lattice, y);
        if (y < lattice[0] || y >= lattice[lattice.length - 1]) expect(snapped).toBe(y);
        else expect(Math.abs(snapped - y)).toBe(Math.min(...lattice.map((value) => Math.abs(value - y))));
      }),
    );
    expect(snapTo([], 3)).toBe(3);
  });
});
