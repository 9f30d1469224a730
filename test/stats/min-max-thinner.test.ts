// A thinned row of points holds the least and the most of every bucket, as a naive thinning of the whole row would.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MinMaxThinner } from '../../src/stats/min-max-thinner.js';

interface Point {
  readonly at: number;
  readonly value: number;
}

/** Least and most of each bucket of `size`, the earlier one first. */
function thinNaively(points: readonly Point[], size: number): Point[] {
  if (size === 1) return [...points];
  const kept: Point[] = [];
  for (let from = 0; from < points.length; from += size) {
    const bucket = points.slice(from, from + size);
    const low = bucket.reduce((a, b) => (b.value < a.value ? b : a));
    const high = bucket.reduce((a, b) => (b.value > a.value ? b : a));
    kept.push(...new Set([low, high].sort((a, b) => a.at - b.at)));
  }
  return kept;
}

describe('MinMaxThinner', () => {
  it('keeps what a naive thinning keeps, whenever it is told to thin', () => {
    const distinct = fc.uniqueArray(fc.integer(), { maxLength: 200 });
    fc.assert(fc.property(distinct, fc.array(fc.nat(200), { maxLength: 5 }), (values, moments) => {
      const thinner = new MinMaxThinner<Point>();
      const points = values.map((value, at) => ({ at, value }));
      points.forEach((point, i) => {
        for (const moment of moments) if (moment === i) thinner.thin();
        thinner.add(point);
      });
      expect(thinner.points()).toEqual(thinNaively(points, thinner.bucketSize));
      expect(thinner.size).toBeGreaterThanOrEqual(thinner.points().length);
    }), { examples: [[[0], [0, 0]]] }); // thinned twice before the first point
  });

  it('gets smaller with each thinning', () => {
    const thinner = new MinMaxThinner<Point>();
    for (let at = 0; at < 1000; at++) thinner.add({ at, value: Math.sin(at) });
    thinner.thin();
    expect([thinner.bucketSize, thinner.size]).toEqual([4, 500]);
    thinner.thin();
    expect([thinner.bucketSize, thinner.size]).toEqual([8, 250]);
  });
});
