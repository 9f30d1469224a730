import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSignal } from '../../src/simulate/signal.js';
import { createValueGrid } from '../../src/simulate/value-grid.js';
import { createRng } from '../../src/stats/rng.js';

const RANGE = { low: 50, high: 55 };
const GRID = createValueGrid(RANGE, 2);
const STEADY = { seasons: [], trendPerDay: 0, startMs: 0 };

function readings(count: number, { mean = 52.5, spread = 0.5, memory = 0.95, key = 'signal' } = {}): Float64Array {
  const signal = createSignal({ ...STEADY, mean, spread, memory, range: RANGE }, GRID, createRng(key));
  return Float64Array.from({ length: count }, () => signal(0) / GRID.scale);
}

function moments(values: Float64Array): { mean: number; sd: number; lag1: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let squares = 0;
  let products = 0;
  values.forEach((value, i) => {
    squares += (value - mean) ** 2;
    if (i > 0) products += (value - mean) * (values[i - 1] - mean);
  });
  return { mean, sd: Math.sqrt(squares / values.length), lag1: products / squares };
}

describe('the signal', () => {
  test.each([0, 0.5, 0.95])('has the mean, spread and memory (%f) that were asked for', (memory) => {
    const count = 200_000;
    const { mean, sd, lag1 } = moments(readings(count, { mean: 52, spread: 0.4, memory }));
    // Five standard errors; those of mean and sd grow with the correlation time.
    const meanError = 0.4 * Math.sqrt((1 + memory) / (1 - memory) / count);
    const sdError = 0.4 * Math.sqrt((1 + memory ** 2) / (1 - memory ** 2) / (2 * count));
    expect(Math.abs(mean - 52)).toBeLessThan(5 * meanError);
    expect(Math.abs(sd - 0.4)).toBeLessThan(5 * sdError);
    expect(Math.abs(lag1 - memory)).toBeLessThan(5 * Math.sqrt((1 - memory ** 2) / count) + 0.001);
  });

  test('is stationary from its first reading on: the spread over many sensors is the same then and later', () => {
    const sensors = Array.from({ length: 4000 }, (_, i) => readings(31, { key: `sensor ${i}` }));
    for (const k of [0, 1, 30]) {
      const { mean, sd } = moments(Float64Array.from(sensors, (values) => values[k]));
      expect(Math.abs(mean - 52.5)).toBeLessThan((5 * 0.5) / Math.sqrt(4000));
      expect(Math.abs(sd - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(2 * 4000));
    }
  });

  test('stays in the range whatever is asked for, also once written', () => {
    const cases = fc.record({
      low: fc.double({ min: -100, max: 100, noNaN: true }),
      width: fc.double({ min: 0, max: 50, noNaN: true }),
      place: fc.double({ min: 0, max: 1, noNaN: true }),
      spreadShare: fc.double({ min: 0, max: 1, noNaN: true }),
      decimals: fc.integer({ min: 0, max: 6 }),
    });
    fc.assert(
      fc.property(cases, ({ low, width, place, spreadShare, decimals }) => {
        fc.pre(width >= 10 ** -decimals);
        const range = { low, high: low + width };
        const grid = createValueGrid(range, decimals);
        const mean = Math.min(low + place * width, range.high);
        const signal = createSignal({ ...STEADY, mean, spread: spreadShare * width, memory: 0.5, range }, grid, createRng('any'));
        for (let k = 0; k < 50; k++) {
          const written = Number((signal(0) / grid.scale).toFixed(decimals));
          expect(written).toBeGreaterThanOrEqual(range.low);
          expect(written).toBeLessThanOrEqual(range.high);
        }
      }),
    );
  });

  test('is folded at a bound: with its mean there it follows the half-normal law', () => {
    const count = 50_000;
    const { mean, sd } = moments(readings(count, { mean: 50, spread: 0.5, memory: 0 }));
    const halfNormalSd = 0.5 * Math.sqrt(1 - 2 / Math.PI);
    expect(Math.abs(mean - (50 + 0.5 * Math.sqrt(2 / Math.PI)))).toBeLessThan((5 * halfNormalSd) / Math.sqrt(count));
    expect(Math.abs(sd - halfNormalSd)).toBeLessThan(0.01);
  });

  test('is constant where the spread is 0', () => {
    expect(new Set(readings(100, { spread: 0, mean: 51.25 }))).toEqual(new Set([51.25]));
  });
});

describe('a signal with a trend and seasons', () => {
  const DAY_MS = 86_400_000;
  const settings = { mean: 52, spread: 0, memory: 0.5, range: RANGE, startMs: 3 * DAY_MS };
  const level = (timeMs: number, shape: { trendPerDay: number; seasons: { periodMs: number; amplitude: number }[] }) =>
    createSignal({ ...settings, ...shape }, GRID, createRng('any'))(timeMs) / GRID.scale;

  test('rises by the trend from the first reading on', () => {
    const shape = { trendPerDay: 0.5, seasons: [] };
    expect([0, 1, 4].map((days) => level((3 + days) * DAY_MS, shape))).toEqual([52, 52.5, 54]);
  });

  test('goes through all of its seasons, each 0 and rising at the epoch', () => {
    const shape = { trendPerDay: 0, seasons: [{ periodMs: DAY_MS, amplitude: 1 }, { periodMs: DAY_MS / 2, amplitude: 0.5 }] };
    expect([0, 1 / 8, 1 / 4, 3 / 4].map((days) => level((3 + days) * DAY_MS, shape))).toEqual([52, 53.21, 53, 51]);
  });

  test('scatters about its mean as it does without', () => {
    const at = (trendPerDay: number) => {
      const signal = createSignal({ ...settings, spread: 0.1, trendPerDay, seasons: [] }, GRID, createRng('same'));
      return Array.from({ length: 50 }, (_, k) => signal((3 + k / 50) * DAY_MS) / GRID.scale - (trendPerDay * k) / 50);
    };
    const [steady, rising] = [at(0), at(1)];
    expect(Math.max(...steady.map((value, k) => Math.abs(value - rising[k])))).toBeLessThan(0.011);
  });
});

describe('the value grid', () => {
  test('holds exactly the values of so many decimals that lie in the range', () => {
    expect(createValueGrid({ low: 0.28, high: 0.29 }, 2)).toMatchObject({ low: 28, high: 29 });
    expect(createValueGrid({ low: 50.004, high: 50.016 }, 2)).toMatchObject({ low: 5001, high: 5001 });
  });

  test('refuses a range that holds none', () => {
    expect(() => createValueGrid({ low: 50.1, high: 50.9 }, 0)).toThrow('no value with 0 decimals lies in 50.1:50.9');
  });
});
