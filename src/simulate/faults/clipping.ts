// Clipping: the sensor cannot follow beyond a limit (Ni et al. 2009); saturation.
import { ON_OR_OFF, type FaultKind } from './kind.js';

/** x kept within mean - m and mean + m; m is one spread unless told otherwise. What lies within is not faulted. */
export const clipping: FaultKind = {
  name: 'clipping',
  aliases: ['saturation'],
  lasts: 'run',
  onsets: ON_OR_OFF,
  directed: false,
  magnitude: { unit: '°C', usual: ({ spread }) => ({ low: spread, high: spread }) },
  create: ({ settings: { mean } }) => (reading, { size }) => {
    const clipped = Math.min(Math.max(reading.value, mean - size), mean + size);
    if (clipped === reading.value) return false;
    reading.value = clipped;
    return true;
  },
};
