import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConditioner } from '../../src/fill/autoregression.js';
import { createPatternLaws, drawFrom, meansOf } from '../../src/fill/pattern-laws.js';
import { createRng } from '../../src/stats/rng.js';

const model = fc.constantFrom(
  { phi: [0.95], innovationSd: 0.3 },
  { phi: [1], innovationSd: 0.2 },
  { phi: [0.6, 0.3], innovationSd: 0.5 },
  { phi: [1.2, -0.4, 0.1, 0.05], innovationSd: 0.4 },
  { phi: [0.9], innovationSd: 0 },
);
const side = fc.array(fc.option(fc.double({ min: -3, max: 3, noNaN: true }), { nil: NaN }), { maxLength: 12 });

describe('createPatternLaws', () => {
  it('says what the engine says of the whole window, for any readings, holes and void', () => {
    let known = 0;
    fc.assert(
      fc.property(model, side, fc.integer({ min: 1, max: 30 }), side, (autoregression, before, count, after) => {
        const z = Float64Array.of(...before, ...new Array<number>(count).fill(NaN), ...after);
        const window = { z, timeMs: z, length: z.length, first: before.length, count };
        const engine = createConditioner(autoregression);
        const lawOf = createPatternLaws(createConditioner(autoregression), autoregression.phi.length);
        const law = lawOf(window);
        if (!law) return;
        known++;
        expect(lawOf(window)).toBe(law);
        engine.condition(z, z.length);
        engine.invert();
        const mean = new Float64Array(count);
        meansOf(law, z, before.length, mean);
        for (let i = 0; i < count; i++) {
          expect(mean[i]).toBeCloseTo(engine.mean[before.length + i], 6);
          expect(law.sd[i]).toBeCloseTo(engine.sd[before.length + i], 6);
          // The noise has the law's variance.
          let variance = 0;
          for (let j = 0; j < law.unseen; j++) variance += law.noise[i * law.unseen + j] ** 2;
          expect(Math.sqrt(variance)).toBeCloseTo(law.sd[i], 6);
        }
      }),
      { numRuns: 500 },
    );
    expect(known).toBeGreaterThan(100);
  });

  it('draws paths whose neighbouring steps belong together as the model says', () => {
    const phi = 0.9;
    const lawOf = createPatternLaws(createConditioner({ phi: [phi], innovationSd: 1 }), 1);
    const z = Float64Array.of(0, NaN, NaN, NaN, 0);
    const law = lawOf({ z, timeMs: z, length: 5, first: 1, count: 3 })!;
    const [normals, path, mean] = [new Float64Array(3), new Float64Array(3), new Float64Array(3)];
    const rng = createRng('paths');
    const N = 20_000;
    let innovations = 0;
    for (let k = 0; k < N; k++) {
      drawFrom(law, rng, 2, normals, path, mean);
      innovations += path[0] ** 2 + (path[1] - phi * path[0]) ** 2 + (path[2] - phi * path[1]) ** 2 + (phi * path[2]) ** 2;
    }
    // Four innovations, of which the two readings leave three free; deviations were doubled.
    expect(innovations / N / 4).toBeGreaterThan(2.92);
    expect(innovations / N / 4).toBeLessThan(3.08);
  });

  it('takes a hole for what it is, and forgets nothing by having met other patterns', () => {
    const lawOf = createPatternLaws(createConditioner({ phi: [0.6, 0.3], innovationSd: 1 }), 2);
    const whole = Float64Array.of(1, 1, NaN, 1, 1);
    const holed = Float64Array.of(1, NaN, 1, NaN, 1, 1);
    const first = lawOf({ z: whole, timeMs: whole, length: 5, first: 2, count: 1 })!;
    const other = lawOf({ z: holed, timeMs: holed, length: 6, first: 3, count: 1 })!;
    expect([...first.seen]).toEqual([-2, -1, 1, 2]);
    expect([...other.seen]).toEqual([-3, -1, 1, 2]);
    expect(other.sd[0]).toBeGreaterThan(first.sd[0]);
    expect(lawOf({ z: whole, timeMs: whole, length: 5, first: 2, count: 1 })).toBe(first);
  });
});
