import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localPrecision } from '../../src/fill/volatility.js';

describe('localPrecision', () => {
  it('is the inverse of the kernel mean of the energies, summed the long way', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 90 }), fc.nat(5), (energies, before) => {
        const energy = Float64Array.from([...new Array<number>(before).fill(NaN), ...energies]);
        const precision = new Float64Array(energy.length);
        localPrecision(energy, before, energy.length, precision);
        for (let t = before; t < energy.length; t++) {
          let [sum, weight] = [0.3, 0.3];
          for (let s = before; s < energy.length; s++) {
            sum += Math.exp(-Math.abs(t - s) / 2) * energy[s];
            weight += Math.exp(-Math.abs(t - s) / 2);
          }
          expect(precision[t] * Math.max(1e-4, sum / weight)).toBeCloseTo(1, 8);
        }
      }),
    );
  });
});
