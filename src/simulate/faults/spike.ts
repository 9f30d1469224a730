// Spike: a single reading that jumps. Outlier in Ni et al. 2009, SHORT in Sharma et al. 2010, spike in QARTOD.
import { ABRUPT, type FaultKind } from './kind.js';

/** x + b on single readings; b is 5 to 10 spreads unless told otherwise. */
export const spike: FaultKind = {
  name: 'spike',
  aliases: ['outlier', 'short'],
  lasts: 'reading',
  onsets: ABRUPT,
  directed: true,
  magnitude: { unit: '°C', usual: ({ spread }) => ({ low: 5 * spread, high: 10 * spread }) },
  create: () => (reading, { size }) => {
    reading.value += size;
    return true;
  },
};
