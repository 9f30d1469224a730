import { describe, expect, it } from 'vitest';
import type { FittedModel } from '../../src/fill/fit.js';
import { layPseudoGaps } from '../../src/fill/pseudo-gaps.js';
import { weighModels } from '../../src/fill/stacking.js';
import { createRng } from '../../src/stats/rng.js';

function segmentOf(value: Float64Array) {
  return { timeMs: value.map((_, i) => i * 1000), value };
}

function path(n: number, phi: number, key: string): Float64Array {
  const rng = createRng(key);
  let z = 0;
  return new Float64Array(n).map(() => (z = phi * z + Math.sqrt(1 - phi * phi) * rng.normal()));
}

const model = (name: string, phi: number): FittedModel => ({
  kind: 'autoregression', name, autoregression: { phi: [phi], innovationSd: Math.sqrt(1 - phi * phi) }, localVolatility: false,
});

describe('layPseudoGaps', () => {
  it('hides what was seen and nothing else, between two readings', () => {
    const value = path(500, 0.9, 'gaps');
    for (let i = 7; i < 500; i += 13) value[i] = NaN;
    const gaps = layPseudoGaps([segmentOf(value)], [1, 5], 16);
    expect(gaps.length).toBeGreaterThan(50);
    for (const { window, truth } of gaps) {
      const { z, timeMs, first, count, length } = window;
      expect([1, 5]).toContain(count);
      expect(first > 0 && first + count < length).toBe(true);
      expect(Number.isNaN(z[first - 1]) || Number.isNaN(z[first + count])).toBe(false);
      for (let i = 0; i < length; i++) {
        const inside = i >= first && i < first + count;
        expect(inside ? truth[i - first] : z[i]).toBe(value[timeMs[i] / 1000]);
        if (inside) expect(z[i]).toBeNaN();
      }
    }
  });

  it('finds none where no void of that length fits', () => {
    expect(layPseudoGaps([segmentOf(path(30, 0.5, 'short'))], [64], 16)).toEqual([]);
  });
});

describe('weighModels', () => {
  it('gives the series to the model that made it', () => {
    const gaps = layPseudoGaps([segmentOf(path(3000, 0.9, 'truth'))], [1, 8], 16);
    const marginal: FittedModel = { kind: 'marginal', name: 'marginal', quantiles: [-3, -0.67, 0, 0.67, 3] };
    const models = [model('low', 0.2), model('right', 0.9), marginal];
    const { members, plausible } = weighModels(models, [0, 1, 2], gaps);
    expect(plausible).toEqual([1]);
    expect(members).toEqual([{ model: 1, weight: 1, spread: 0 }]);
  });

  it('takes a shape with heavy tails for a series that mostly rests and now and then jumps', () => {
    const rng = createRng('jumps');
    let z = 0;
    const value = new Float64Array(3000).map(() => (z = 0.9 * z + (rng.uniform() < 0.05 ? 1.9 : 0.05) * rng.normal()));
    const { members } = weighModels([model('only', 0.9)], [0], layPseudoGaps([segmentOf(value)], [1], 16));
    expect(members[0].spread).toBeGreaterThan(1);
  });

  it('mixes models where a mixture is better than each of them', () => {
    // Two calibres at once: no single spread of the normal law fits both halves, and there is but one shape a model.
    const rng = createRng('halves');
    const value = new Float64Array(3000).map((_, i) => (i % 2 === 0 ? -1 : 1) + 0.1 * rng.normal());
    const low: FittedModel = { kind: 'marginal', name: 'low', quantiles: [-1.2, -1, -0.8] };
    const high: FittedModel = { kind: 'marginal', name: 'high', quantiles: [0.8, 1, 1.2] };
    const { members } = weighModels([low, high], [0, 1], layPseudoGaps([segmentOf(value)], [1], 1));
    expect(members.map(({ model: k }) => k).sort()).toEqual([0, 1]);
    for (const { weight } of members) expect(weight).toBeCloseTo(0.5, 1);
  });
});
