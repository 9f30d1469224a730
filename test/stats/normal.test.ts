import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalDensity, normalQuantile, truncatedNormal } from '../../src/stats/normal.js';

describe('normalCdf and normalQuantile', () => {
  it('agree with published values', () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 14);
    expect(normalCdf(-3)).toBeCloseTo(0.00134989803163009, 16);
    expect(normalCdf(-8) / 6.22096057427178e-16).toBeCloseTo(1, 7);
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 14);
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 12);
  });

  it('are each other\'s inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
        expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 8);
      }),
    );
  });

  it('reach the ends of the line at 0 and 1', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalCdf(Infinity)).toBe(1);
    expect(normalCdf(-Infinity)).toBe(0);
  });
});

describe('truncatedNormal', () => {
  it('has the mean and sd that numerical integration gives', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (low, width, place) => {
          const range = { low, high: low + width };
          const location = low + place * width;
          const law = truncatedNormal(location, 2, range);
          let mass = 0;
          let sum = 0;
          let squares = 0;
          const cells = 2000;
          for (let i = 0; i < cells; i++) {
            const x = low + ((i + 0.5) / cells) * width;
            const density = normalDensity((x - location) / 2);
            mass += density;
            sum += density * x;
            squares += density * (x - law.mean) ** 2;
          }
          expect(law.mean).toBeCloseTo(sum / mass, 4);
          expect(law.sd).toBeCloseTo(Math.sqrt(squares / mass), 4);
        },
      ),
    );
  });

  it('keeps its quantiles in the range, whatever the range', () => {
    expect(truncatedNormal(0, 1, { low: -Infinity, high: Infinity })).toMatchObject({ mean: 0, sd: 1 });
    const law = truncatedNormal(0, 1, { low: 0, high: 0.5 });
    expect(law.quantile(0)).toBe(0);
    expect(law.quantile(1)).toBeCloseTo(0.5, 12);
    expect(law.quantile(1) <= 0.5).toBe(true);
  });
});
