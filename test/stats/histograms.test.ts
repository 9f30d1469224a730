// Histograms whose bins follow from what they count: nothing is lost, and each number is in the bin that says so.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DoublingHistogram, SignedHistogram, type RoundBin } from '../../src/stats/round-histogram.js';
import { TimeHistogram } from '../../src/stats/time-histogram.js';

/** Bins below zero mirror those above it. */
function holds({ from, to }: RoundBin, size: number): boolean {
  if (from < 0 && to > 0) return Math.abs(size) < to;
  return to <= 0 ? -size >= -to && -size < -from : size >= from && size < to;
}

describe('SignedHistogram', () => {
  it('has each number in the bin that holds it, bin beside bin', () => {
    const number = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((size) => Math.abs(size) > 1e-300), fc.constant(0));
    fc.assert(fc.property(fc.array(number, { minLength: 1 }), (sizes) => {
      const histogram = new SignedHistogram();
      for (const size of sizes) histogram.add(size);
      const bins = histogram.bins();
      expect(bins.map(({ count }) => count)).toEqual(bins.map((bin) => sizes.filter((size) => holds(bin, size)).length));
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(sizes.length);
      bins.slice(1).forEach(({ from }, i) => expect(from).toBe(bins[i].to));
      expect(bins.length).toBeLessThan(20);
    }));
  });

  it('gives the last bin no end where few lie far away', () => {
    const histogram = new SignedHistogram();
    for (let i = 0; i < 200; i++) histogram.add(2);
    histogram.add(1e30);
    expect(histogram.bins().at(-1)).toEqual({ from: 2, to: Infinity, count: 201 });
  });
});

describe('DoublingHistogram', () => {
  it('has a bin for each power of two', () => {
    const histogram = new DoublingHistogram();
    for (const size of [1, 2, 3, 4, 7, 8, 1, 40]) histogram.add(size);
    expect(histogram.bins().map(({ from, count }) => [from, count])).toEqual([[1, 2], [2, 2], [4, 2], [8, 1], [16, 0], [32, 1]]);
  });
});

describe('TimeHistogram', () => {
  it('counts everything once, in bins of a power of two, whatever the order', () => {
    const instants = fc.array(fc.tuple(fc.integer({ min: -1e12, max: 4e12 }), fc.nat(2)), { minLength: 1, maxLength: 60 });
    fc.assert(fc.property(instants, (events) => {
      const histogram = new TimeHistogram(3, 16);
      for (const [timeMs, category] of events) histogram.add(timeMs, category);
      const { fromMs, widthMs, counts } = histogram;
      expect(Number.isInteger(Math.log2(widthMs))).toBe(true);
      expect(counts[0].length).toBeLessThanOrEqual(16);
      const naive = counts.map((row, category) => row.map((_, bin) => (
        events.filter(([timeMs, each]) => each === category && Math.floor((timeMs - fromMs) / widthMs) === bin).length
      )));
      expect(counts).toEqual(naive);
      expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(events.length);
    }));
  });
});
