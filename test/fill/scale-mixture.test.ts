import { describe, expect, it } from 'vitest';
import { SHAPE_SPREADS, shapeOf } from '../../src/fill/scale-mixture.js';
import { normalCdf, normalQuantile } from '../../src/stats/normal.js';

describe('shapeOf', () => {
  it('is the normal law without a spread', () => {
    const shape = shapeOf(0);
    expect(shape.scales).toEqual([1]);
    for (const u of [-3, -0.7, 0, 1.3, 4]) expect(shape.cdf(u)).toBeCloseTo(normalCdf(u), 4);
    expect(shape.quantile(0.95)).toBeCloseTo(normalQuantile(0.95), 9);
  });

  it('has variance 1, a distribution function that its quantiles invert, and heavier tails with a wider spread', () => {
    let farthest = 0;
    for (const spread of SHAPE_SPREADS) {
      const shape = shapeOf(spread);
      expect(shape.scales.reduce((sum, scale) => sum + scale ** 2, 0) / shape.scales.length).toBeCloseTo(1, 12);
      for (const p of [0.01, 0.05, 0.3, 0.5, 0.95]) expect(shape.cdf(shape.quantile(p))).toBeCloseTo(p, 2);
      expect(shape.quantile(0.999)).toBeGreaterThan(farthest);
      farthest = shape.quantile(0.999);
      expect(shape.quantiles(11)).toEqual(shape.quantiles(11).slice().sort());
      expect(shape.cdf(-100)).toBeCloseTo(0, 9);
      expect(shape.cdf(100)).toBeCloseTo(1, 9);
    }
  });
});
