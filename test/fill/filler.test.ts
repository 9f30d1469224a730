import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextSteps } from '../../src/fill/fit.js';
import { createFiller } from '../../src/fill/filler.js';
import { fitSeries } from '../../src/fill/fit-series.js';
import type { FitSample, FillMode, VoidContext } from '../../src/fill/model.js';
import { createRng, type Rng } from '../../src/stats/rng.js';

function sampleOf(values: readonly number[], cadenceMs = 1000): FitSample {
  return { timeMs: Float64Array.from(values, (_, i) => i * cadenceMs), value: Float64Array.from(values), windowStart: Uint32Array.of(0) };
}

function voidOf(before: readonly number[], n: number, after: readonly number[]): VoidContext {
  return {
    cadenceMs: 1000,
    count: n,
    timeMs: Float64Array.from({ length: n }, (_, i) => (i + 1) * 1000),
    timeNs: new Int32Array(n),
    beforeMs: before.length > 0 ? 0 : NaN,
    beforeNs: 0,
    beforeCount: before.length,
    beforeSteps: Int32Array.from(before, (_, i) => -i),
    beforeValues: Float64Array.from(before).reverse(),
    afterCount: after.length,
    afterSteps: Int32Array.from(after, (_, i) => i),
    afterValues: Float64Array.from(after),
  };
}

/** A filler whose fills last, with an entry an instant and no more. */
function fillerOf(...given: Parameters<typeof createFiller>) {
  const fill = createFiller(...given);
  return (context: VoidContext, rng: Rng) => {
    const { value, mean, sd, lo, hi, draws, method } = fill(context, rng);
    const cut = (column: Float64Array) => column.slice(0, context.count);
    return { value: cut(value), mean: cut(mean), sd: cut(sd), lo: cut(lo), hi: cut(hi), draws: draws?.map(cut), method };
  };
}

function firstOrderPath(n: number, phi: number, key: string): number[] {
  const rng = createRng(key);
  const path: number[] = [];
  let z = rng.normal();
  for (let i = 0; i < n; i++) path.push(52.5 + 0.8 * (z = phi * z + Math.sqrt(1 - phi * phi) * rng.normal()));
  return path;
}

const options = { cadenceMs: 1000 };
const RANGE = { low: 50, high: 55 };
const anyValue = fc.oneof(fc.double({ min: 50, max: 55, noNaN: true }), fc.constantFrom(50, 52.5, 55));

describe('createFiller', () => {
  it('keeps every number finite, inside the range and in order, for any readings, void and mode', () => {
    fc.assert(
      fc.property(
        fc.array(anyValue, { maxLength: 60 }),
        fc.array(anyValue, { maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        fc.array(anyValue, { maxLength: 5 }),
        fc.constantFrom<FillMode>('plausible', 'linear', 'hold'),
        (readings, before, n, after, mode) => {
          const fill = fillerOf(fitSeries(sampleOf(readings), options), RANGE, { mode, draws: 2 });
          const { value, mean, sd, lo, hi, draws } = fill(voidOf(before, n, after), createRng('1'));
          for (const column of [value, mean, lo, hi, ...draws!]) {
            expect(column).toHaveLength(n);
            for (const y of column) expect(y >= 50 && y <= 55).toBe(true);
          }
          for (let i = 0; i < n; i++) {
            expect(sd[i] >= 0 && sd[i] <= 5).toBe(true);
            expect(lo[i] <= mean[i] && mean[i] <= hi[i]).toBe(true);
          }
        },
      ),
    );
  });

  it('stays finite for the largest numbers and an endless range', () => {
    const extreme = fc.double({ min: -1e150, max: 1e150, noNaN: true });
    fc.assert(
      fc.property(fc.array(extreme, { maxLength: 40 }), fc.array(extreme, { maxLength: 2 }), (readings, before) => {
        const range = { low: -Infinity, high: Infinity };
        const fill = fillerOf(fitSeries(sampleOf(readings), options), range);
        const { value, mean, sd, lo, hi } = fill(voidOf(before, 3, []), createRng('1'));
        for (const column of [value, mean, sd, lo, hi]) for (const y of column) expect(Number.isFinite(y)).toBe(true);
      }),
    );
  });

  it('gives the same fill again, also from the fit as the manifest keeps it', () => {
    const fit = fitSeries(sampleOf(firstOrderPath(400, 0.9, 'again')), options);
    const kept = JSON.parse(JSON.stringify(fit)) as typeof fit;
    const context = voidOf([52, 53], 6, [51]);
    const fill = fillerOf(kept, RANGE, { draws: 3 });
    fill(voidOf([51], 30, [54]), createRng('other'));
    expect(fill(context, createRng('x'))).toEqual(fillerOf(fit, RANGE, { draws: 3 })(context, createRng('x')));
  });

  it('depends on nothing outside the context that the fit asks for', () => {
    const fit = fitSeries(sampleOf(firstOrderPath(400, 0.9, 'context')), options);
    const { before, after } = contextSteps(fit);
    const fill = fillerOf(fit, RANGE);
    const left = firstOrderPath(before, 0.9, 'left');
    const right = firstOrderPath(after, 0.9, 'right');
    const bounded = fill(voidOf(left, 4, right), createRng('x'));
    expect(fill(voidOf([50, 55, ...left], 4, [...right, 50, 55]), createRng('x'))).toEqual(bounded);
  });

  it('fills a constant series with its constant', () => {
    const { value, sd } = fillerOf(fitSeries(sampleOf(new Array<number>(200).fill(51.5)), options), RANGE)(
      voidOf([51.5], 5, [51.5]),
      createRng('1'),
    );
    expect([...value]).toEqual([51.5, 51.5, 51.5, 51.5, 51.5]);
    expect([...sd]).toEqual([0, 0, 0, 0, 0]);
  });

  it('holds the last value and draws the straight line when asked to', () => {
    const fit = fitSeries(sampleOf(firstOrderPath(400, 0.9, 'line')), options);
    const context = voidOf([51], 3, [53]);
    expect([...fillerOf(fit, RANGE, { mode: 'linear' })(context, createRng('1')).value]).toEqual([51.5, 52, 52.5]);
    expect([...fillerOf(fit, RANGE, { mode: 'hold' })(context, createRng('1')).value]).toEqual([51, 51, 51]);
    expect([...fillerOf(fit, RANGE, { mode: 'linear' })(voidOf([], 2, [53]), createRng('1')).value]).toEqual([53, 53]);
  });

  it('covers the truth of an autoregressive series in about 90 of 100 voids, and keeps the energy of its differences', () => {
    const truth = firstOrderPath(4000, 0.9, 'truth').map((y) => Math.min(55, Math.max(50, y)));
    const fill = fillerOf(fitSeries(sampleOf(truth), options), RANGE);
    let inside = 0;
    let count = 0;
    let energy = 0;
    let trueEnergy = 0;
    for (let at = 50; at + 60 < truth.length; at += 20) {
      const n = 8;
      const { value, lo, hi } = fill(voidOf(truth.slice(at - 40, at), n, truth.slice(at + n, at + n + 40)), createRng('cover', at));
      for (let i = 0; i < n; i++) {
        count++;
        if (truth[at + i] >= lo[i] && truth[at + i] <= hi[i]) inside++;
        if (i === 0) continue;
        energy += (value[i] - value[i - 1]) ** 2;
        trueEnergy += (truth[at + i] - truth[at + i - 1]) ** 2;
      }
    }
    expect(inside / count).toBeGreaterThan(0.86);
    expect(inside / count).toBeLessThan(0.94);
    expect(energy / trueEnergy).toBeGreaterThan(0.85);
    expect(energy / trueEnergy).toBeLessThan(1.15);
  });
});
