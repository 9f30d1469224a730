import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowStatistics } from '../../src/aggregate/window-statistics.js';

const window = { startMs: 0, endMs: 60_000 };
const options = { range: { low: 50, high: 55 }, quantiles: [0, 0.5, 0.9, 1], cadenceMs: 1000 };
const readings = (list: readonly { t: number; v: number; origin?: number }[]) => ({
  count: list.length,
  timeMs: Float64Array.from(list, ({ t }) => t),
  value: Float64Array.from(list, ({ v }) => v),
  origin: Uint8Array.from(list, ({ origin }) => origin ?? 0),
});

describe('windowStatistics', () => {
  it('is what one would work out by hand', () => {
    const found = windowStatistics(readings([
      { t: 0, v: 50 }, { t: 1000, v: 56 }, { t: 2000, v: NaN }, { t: 3000, v: 52, origin: 2 }, { t: 30_000, v: 54, origin: 1 }, { t: 59_500, v: 55 },
    ]), window, options);
    expect(found).toEqual({
      count: 5, expected: 60, coverage: 0.05, filled: 1, repaired: 1, missing: 1,
      mean: 53.4, min: 50, max: 56, sd: Number(Math.sqrt(23.2 / 4).toPrecision(12)), first: 50, last: 55,
      p0: 50, p50: 54, p90: 56, p100: 56, in_range_s: 3.5, out_of_range_s: 1,
    });
  });

  it('has no figures where there is nothing to take them from', () => {
    expect(windowStatistics(readings([{ t: 5, v: NaN }]), window, { ...options, cadenceMs: NaN })).toMatchObject(
      { count: 0, expected: null, coverage: null, missing: 1, mean: null, min: null, sd: null, first: null, p50: null },
    );
    expect(windowStatistics(readings([{ t: 5, v: 1 }]), window, options)).toMatchObject({ count: 1, mean: 1, sd: null });
  });

  it('agrees with a naive computation: moments, extremes, and quantiles of which exactly the right share lies at or below', () => {
    const list = fc.array(fc.record({ t: fc.integer({ min: 0, max: 59_999 }), v: fc.integer({ min: 4000, max: 6000 }).map((v) => v / 100) }), { minLength: 2, maxLength: 200 });
    fc.assert(fc.property(list, fc.double({ min: 0.01, max: 1, noNaN: true }), (unsorted, share) => {
      const sorted = [...unsorted].sort((a, b) => a.t - b.t);
      const found = windowStatistics(readings(sorted), window, { ...options, quantiles: [share] });
      const values = sorted.map(({ v }) => v);
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      expect(found.mean).toBeCloseTo(mean, 9);
      expect(found.sd).toBeCloseTo(Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1)), 8);
      expect([found.min, found.max, found.first, found.last]).toEqual([Math.min(...values), Math.max(...values), values[0], values.at(-1)]);
      const quantile = Object.entries(found).find(([name]) => name.startsWith('p'))![1]!;
      expect(values.filter((v) => v <= quantile).length).toBeGreaterThanOrEqual(share * values.length - 1e-9);
      expect(values.filter((v) => v < quantile).length).toBeLessThan(share * values.length + 1e-9);
      expect(found.in_range_s! + found.out_of_range_s!).toBeLessThanOrEqual(60);
    }), { numRuns: 200 });
  });
});
