// Offset: all readings of a run are off by the same. A calibration fault in Ni et al. 2009; bias in control.
import { ALL_ONSETS, type FaultKind } from './kind.js';

/** x + b; b is 3 spreads unless told otherwise. */
export const offset: FaultKind = {
  name: 'offset',
  aliases: ['bias'],
  lasts: 'run',
  onsets: ALL_ONSETS,
  directed: true,
  magnitude: { unit: '°C', usual: ({ spread }) => ({ low: 3 * spread, high: 3 * spread }) },
  create: () => (reading, { size, share }) => {
    reading.value += share * size;
    return true;
  },
};
