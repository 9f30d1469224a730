import { describe, expect, it } from 'vitest';
import { fitSeries } from '../../src/fill/fit-series.js';
import type { FitSample } from '../../src/fill/model.js';
import { createRng } from '../../src/stats/rng.js';

const options = { cadenceMs: 1000 };

function sampleOf(count: number): FitSample {
  const rng = createRng('sample', count);
  return {
    timeMs: Float64Array.from({ length: count }, (_, i) => i * 1000),
    value: Float64Array.from({ length: count }, () => 52 + rng.normal() / 4),
    windowStart: Uint32Array.of(0),
  };
}

describe('fitSeries', () => {
  it('degrades by the stated steps', () => {
    expect(fitSeries(sampleOf(0), options).method).toBe('truncated-normal');
    expect(fitSeries(sampleOf(7), options).method).toBe('truncated-normal');
    expect(fitSeries(sampleOf(8), options).method).toBe('brownian-bridge');
    expect(fitSeries(sampleOf(29), options).method).toBe('brownian-bridge');
    expect(fitSeries(sampleOf(30), options).method).toBe('ar1');
    expect(fitSeries(sampleOf(149), options).method).toBe('ar1');
    expect(fitSeries(sampleOf(150), options).method).toBe('pool');
  });

  it('is plain JSON', () => {
    for (const count of [0, 10, 50, 500]) {
      const fit = fitSeries(sampleOf(count), options);
      expect(JSON.parse(JSON.stringify(fit))).toEqual(fit);
    }
  });

  it('finds the memory of an autoregressive series through holes and jitter, and none across windows', () => {
    const rng = createRng('memory');
    const timeMs: number[] = [];
    const value: number[] = [];
    let z = 0;
    for (let i = 0; i < 6000; i++) {
      z = 0.8 * z + 0.6 * rng.normal();
      if (i === 3000) z += 40; // another window at another time: the jump between them is no innovation
      if (rng.uniform() < 0.15) continue;
      timeMs.push(i * 1000 + 300 * (rng.uniform() - 0.5) + (i >= 3000 ? 1e9 : 0));
      value.push(52 + z);
    }
    const border = timeMs.findIndex((t) => t > 1e9);
    const plain = fitSeries(
      {
        timeMs: Float64Array.from(timeMs.slice(0, border)),
        value: Float64Array.from(value.slice(0, border)),
        windowStart: Uint32Array.of(0),
      },
      options,
    );
    const [first] = plain.models;
    const phi = first.kind === 'autoregression' ? first.autoregression.phi : [];
    expect(phi[0]).toBeGreaterThan(0.76);
    expect(phi[0]).toBeLessThan(0.84);
  });
});
