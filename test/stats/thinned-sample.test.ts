import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ThinnedSample } from '../../src/stats/thinned-sample.js';

function sampleOf(values: Iterable<number>, capacity?: number): ThinnedSample {
  const sample = new ThinnedSample(capacity);
  for (const value of values) sample.add(value);
  return sample;
}

test('while everything fits, a quantile is the nearest rank of all values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 64 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, p) => {
      const sorted = [...values].sort((a, b) => a - b);
      const naive = sorted.find((value) => sorted.filter((other) => other <= value).length >= p * sorted.length);
      expect(sampleOf(values, 64).quantile(p)).toBe(naive);
    }),
  );
});

test('beyond its capacity it keeps every k-th value, k a power of two', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (count) => {
      const sample = sampleOf(Array(count).keys(), 8);
      const stride = 2 ** Math.max(0, Math.ceil(Math.log2(count / 8)));
      const kept = Array.from({ length: Math.ceil(count / stride) }, (_, i) => i * stride);
      expect(Array.from({ length: kept.length }, (_, i) => sample.quantile((i + 1) / kept.length - 1e-9))).toEqual(kept);
    }),
  );
});

test('an empty sample has no quantile', () => {
  expect(new ThinnedSample().quantile(0.5)).toBeNaN();
});
