import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateCadence, fitsMultiple, REGULAR_SHARE } from '../../src/fill/cadence.js';
import { createRng } from '../../src/stats/rng.js';

/** Spacings of a series of the given cadence in which each event is missing with some probability, with uniform jitter. */
function spacings(cadenceMs: number, events: number, skipRate: number, jitterMs: number, seed: string): Float64Array {
  const rng = createRng('spacings', seed);
  const times: number[] = [];
  for (let k = 0; times.length < events; k++) {
    const jitter = jitterMs * (2 * rng.uniform() - 1);
    if (rng.uniform() >= skipRate) times.push(Math.round(k * cadenceMs + jitter));
  }
  return Float64Array.from(times.slice(1), (time, i) => time - times[i]);
}

describe('estimateCadence', () => {
  it('finds the cadence whatever is missing, up to three events in four', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(100, 1000, 60_000, 3_600_000),
        fc.double({ min: 0, max: 0.75, noNaN: true }),
        fc.string(),
        (cadenceMs, skipRate, seed) => {
          const estimate = estimateCadence(spacings(cadenceMs, 400, skipRate, 0, seed));
          expect(estimate.cadenceMs).toBe(cadenceMs);
          expect(estimate.fitShare).toBe(1);
        },
      ),
    );
  });

  it('stays within the jitter of the cadence', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.05, noNaN: true }), fc.double({ min: 0, max: 0.3, noNaN: true }), fc.string(), (jitter, skipRate, seed) => {
        const { cadenceMs, fitShare } = estimateCadence(spacings(60_000, 400, skipRate, 60_000 * jitter, seed));
        expect(Math.abs(cadenceMs - 60_000)).toBeLessThanOrEqual(60_000 * 0.02 + 1);
        expect(fitShare).toBeGreaterThan(0.9);
      }),
    );
  });

  it('does not depend on the order of the spacings', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1 }), (values) => {
        const forward = estimateCadence(Float64Array.from(values));
        expect(estimateCadence(Float64Array.from(values.reverse()))).toEqual(forward);
      }),
    );
  });

  it('finds that a logger which reports by exception has none', () => {
    const rng = createRng('exception');
    const irregular = Float64Array.from({ length: 2000 }, () => 1000 - 60_000 * Math.log(1 - rng.uniform()));
    expect(estimateCadence(irregular).fitShare).toBeLessThan(REGULAR_SHARE);
  });

  it('is not misled by a few events that stand too close', () => {
    const values = spacings(60_000, 300, 0.1, 500, 'close');
    values.set([1, 2, 3, 40, 55], 10);
    expect(Math.abs(estimateCadence(values).cadenceMs - 60_000)).toBeLessThan(600);
  });

  it('has nothing to say without spacings', () => {
    expect(estimateCadence(new Float64Array(0))).toEqual({ cadenceMs: NaN, fitShare: 0, spacings: 0 });
    expect(estimateCadence(Float64Array.of(0, 0)).spacings).toBe(0);
  });

  it('takes the steps of a jittering minute for single ones', () => {
    for (const spacing of [59_000, 60_000, 61_000]) expect(fitsMultiple(spacing, 60_000)).toBe(true);
    expect(fitsMultiple(90_000, 60_000)).toBe(false);
  });
});
