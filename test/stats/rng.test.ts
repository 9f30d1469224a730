import { describe, expect, it } from 'vitest';
import { createRng, createRngFamily } from '../../src/stats/rng.js';

/** Mean, variance and correlation with the next of some numbers. */
function moments(values: readonly number[]) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  const covariance = values.slice(1).reduce((sum, x, i) => sum + (x - mean) * (values[i] - mean), 0) / (values.length - 1);
  return { mean, variance, correlation: covariance / variance };
}

const N = 20_000;

describe('createRng', () => {
  it('gives the same stream for the same key, and another for any other', () => {
    const first = (...key: (string | number)[]) => createRng(...key).uniform();
    expect(first('a', 1)).toBe(first('a', 1));
    expect(new Set([first('a', 1), first('a', 2), first('b', 1), first('a1'), first('a', '1', '')]).size).toBe(5);
  });

  it('has normals of mean 0 and variance 1, each unrelated to the next', () => {
    const rng = createRng('normals');
    const { mean, variance, correlation } = moments(Array.from({ length: N }, () => rng.normal()));
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(N));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / N));
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(N));
  });
});

describe('createRngFamily', () => {
  const streams = createRngFamily('seed', 'sensor');
  const start = Date.UTC(2026, 0, 1);

  it('gives the same stream for the same numbers, and another where one of them or the shared key differs', () => {
    const first = (a: number, b: number, c: number, d: number) => streams(a, b, c, d).uniform();
    expect(first(start, 0, start + 1000, 0)).toBe(first(start, 0, start + 1000, 0));
    const others = [first(start, 0, start + 1000, 0), first(start + 1, 0, start + 1000, 0), first(start, 1, start + 1000, 0), first(start, 0, start, 0),
      first(start, 0, start + 1000, 1), first(NaN, 0, start + 1000, 0), createRngFamily('seed', 'sensos')(start, 0, start + 1000, 0).uniform()];
    expect(new Set(others).size).toBe(others.length);
  });

  it('has streams whose first draws are uniform and unrelated from one void to the next', () => {
    const firsts = Array.from({ length: N }, (_, k) => streams(start + 1000 * k, 0, start + 1000 * k + 2000, 0).uniform());
    const { mean, variance, correlation } = moments(firsts);
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / N));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / N));
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(N));
    expect(new Set(firsts).size).toBeGreaterThan(N - 5);
  });
});
