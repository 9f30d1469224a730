import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { learnValueResolution, roundToStep } from '../../src/io/value-resolution.js';

describe('learnValueResolution', () => {
  test.each<[string, number[], number, number]>([
    ['tenths', [20.1, 20.2, 23.7], 1, 0.1],
    ['halves', [20.5, 21, 23.5], 1, 0.5],
    ['sixteenths', [20.0625, 21.125, 19.9375], 4, 0.0625],
    ['whole degrees', [20, 21, 40], 0, 1],
    ['a single repeated value is no proof of a coarse sensor', [21.5, 21.5, 21.5], 1, 0.5],
    ['nothing but zero', [0, -0], 0, 1],
    ['below zero', [-0.25, -3.75], 2, 0.25],
    ['hundredths, some with the noise of a sum', [20.01, 20.02, 20.33, 0.1 + 0.2], 2, 0.01],
    ['values that are sums of doubles', [0.1 + 0.2, Math.PI, Math.E], 0, 0],
    ['no values', [], 0, 1],
  ])('%s', (_, values, decimals, step) => {
    expect(learnValueResolution(values)).toEqual({ decimals, step });
  });

  test('one odd value in two hundred does not decide', () => {
    const values = Array.from({ length: 199 }, (_, i) => 20 + (i % 7) / 2);
    expect(learnValueResolution([...values, 20.123])).toEqual({ decimals: 1, step: 0.5 });
  });

  test('finds the step that values were made with', () => {
    const steps = fc.constantFrom([1, 0], [0.5, 1], [0.1, 1], [0.25, 2], [0.2, 1], [0.01, 2], [0.0625, 4], [0.001, 3]);
    fc.assert(
      fc.property(steps, fc.array(fc.integer({ min: -2000, max: 2000 }), { maxLength: 50 }), ([step, decimals], multiples) => {
        // Neighbours are what tells a step from its multiples.
        const values = [1, 2, ...multiples].map((multiple) => Number((multiple * step).toFixed(decimals)));
        expect(learnValueResolution(values)).toEqual({ decimals, step });
      }),
    );
  });
});

describe('roundToStep', () => {
  const range = { low: 50, high: 55 };

  test.each([
    [52.34, 0.1, 1, 52.3],
    [52.35, 0.5, 1, 52.5],
    [54.99, 0.0625, 4, 55],
    [55.2, 0.1, 1, 55],
    [49, 0.1, 1, 50],
    [54.9, 2, 0, 54],
    [50.4, 3, 0, 51],
    [52.123456789, 0, 0, 52.123456789],
    [56, 0, 0, 55],
    [52.2, 30, 0, 52.2],
  ])('%d by %d is %d', (value, step, decimals, expected) => {
    expect(roundToStep(value, step, decimals, range)).toBe(expected);
  });

  test('there is no minus zero', () => {
    expect(Object.is(roundToStep(-0.01, 0.1, 1, { low: -1, high: 1 }), 0)).toBe(true);
  });

  test('the result is in range, on the grid, spelled in its decimals, within a step, and stays', () => {
    const bound = fc.integer({ min: -100, max: 100 });
    const grid = fc.constantFrom([1, 0], [0.5, 1], [0.1, 1], [0.0625, 4], [0.01, 2], [0.00000001, 8]);
    fc.assert(
      fc.property(bound, fc.integer({ min: 1, max: 50 }), grid, fc.double({ min: 0, max: 1, noNaN: true }), (low, width, [step, decimals], share) => {
        const bounds = { low: low + 0.003, high: low + width };
        const value = bounds.low + share * (width - 0.003);
        const rounded = roundToStep(value, step, decimals, bounds);
        expect(rounded >= bounds.low && rounded <= bounds.high).toBe(true);
        expect(Math.abs(rounded - value)).toBeLessThanOrEqual(step + 1e-9);
        expect(Number(rounded.toFixed(decimals))).toBe(rounded);
        expect(rounded / step).toBeCloseTo(Math.round(rounded / step), 3);
        expect(roundToStep(rounded, step, decimals, bounds)).toBe(rounded);
      }),
      { numRuns: 1000 },
    );
  });
});
