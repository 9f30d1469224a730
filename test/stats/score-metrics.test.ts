import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/stats/rng.js';
import {
  coverage, ensembleCrps, kolmogorovSmirnov, meanAbsoluteError, normalCrps, rootMeanSquaredError, roughness, varianceRatio,
} from '../../src/stats/score-metrics.js';

const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 });
const numbers = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 30 });

describe('the metrics of a fill', () => {
  it('give the fair ensemble CRPS of its definition', () => {
    fc.assert(
      fc.property(numbers, fc.double({ min: -12, max: 12, noNaN: true }), (members, truth) => {
        const m = members.length;
        const distance = members.reduce((sum, x) => sum + Math.abs(x - truth), 0) / m;
        const spread = members.reduce((sum, x) => sum + members.reduce((inner, y) => inner + Math.abs(x - y), 0), 0) / (2 * m * (m - 1));
        expect(ensembleCrps(Float64Array.from(members), truth)).toBeCloseTo(distance - spread, 9);
      }),
    );
  });

  it('give the CRPS of a normal law that a large ensemble of it has', () => {
    const rng = createRng('crps');
    const members = Float64Array.from({ length: 50_000 }, () => 2 + 0.5 * rng.normal());
    expect(normalCrps(2, 0.5, 2.4)).toBeCloseTo(ensembleCrps(members, 2.4), 2);
    expect(normalCrps(2, 0, 2.4)).toBeCloseTo(0.4, 12);
  });

  it('count, average and compare as they say', () => {
    expect(rootMeanSquaredError([1, 2], [1, 4])).toBeCloseTo(Math.SQRT2, 12);
    expect(meanAbsoluteError([1, 2], [1, 4])).toBe(1);
    expect(coverage([0, 0, 0], [1, 1, 1], [1, 0.5, 2])).toBeCloseTo(2 / 3, 12);
    expect(varianceRatio([0, 2], [0, 4])).toBe(0.25);
    // Steps 1, 2, 1, 0 against 1, 1, 1, 1; the first touches no filled value, the second and the last are edges.
    expect(roughness([0, 1, 3, 4, 4], [0, 1, 2, 3, 4], [0, 0, 1, 1, 0])).toEqual({ energyRatio: 5 / 3, edgeRatio: 1 });
  });

  it('find the largest difference of two distribution functions, ties or none', () => {
    fc.assert(
      fc.property(digits, digits, (a, b) => {
        const share = (values: number[], x: number) => values.filter((y) => y <= x).length / values.length;
        const oracle = Math.max(...[...a, ...b].map((x) => Math.abs(share(a, x) - share(b, x))));
        expect(kolmogorovSmirnov(a, b)).toBeCloseTo(oracle, 12);
      }),
    );
  });
});
