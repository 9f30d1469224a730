// Gain: the sensor's scale is wrong. A calibration fault in Ni et al. 2009.
import { ALL_ONSETS, type FaultKind } from './kind.js';

/** x (1 + g), about 0 °C; g is 0.05 unless told otherwise. */
export const gain: FaultKind = {
  name: 'gain',
  aliases: ['scale'],
  lasts: 'run',
  onsets: ALL_ONSETS,
  directed: true,
  magnitude: { unit: 'share', usual: () => ({ low: 0.05, high: 0.05 }) },
  create: () => (reading, { size, share }) => {
    reading.value *= 1 + share * size;
    return true;
  },
};
