// Noise: the readings scatter more than they should. High noise in Ni et al. 2009, NOISE in Sharma et al. 2010, precision degradation in control.
import { ALL_ONSETS, type FaultKind } from './kind.js';

/** x + N(0, m^2); m is 3 spreads unless told otherwise. */
export const noise: FaultKind = {
  name: 'noise',
  aliases: ['high-noise', 'precision-degradation'],
  lasts: 'run',
  onsets: ALL_ONSETS,
  directed: false,
  magnitude: { unit: '°C', usual: ({ spread }) => ({ low: 3 * spread, high: 3 * spread }) },
  create: ({ rng }) => (reading, { size, share }) => {
    reading.value += share * size * rng.normal();
    return true;
  },
};
