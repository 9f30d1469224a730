// Out of order: a few of the next readings of the same sensor come first.
import { ABRUPT, type FaultKind } from './kind.js';

/** Held back until exactly so many later readings were taken as the magnitude says: 1 to 3 unless told otherwise. */
export const outOfOrder: FaultKind = {
  name: 'out-of-order',
  aliases: ['reordered', 'swapped'],
  lasts: 'reading',
  onsets: ABRUPT,
  directed: false,
  magnitude: { unit: 'readings', usual: () => ({ low: 1, high: 3 }) },
  create: ({ settings: { intervalMs }, rng }) => (reading, { size }) => {
    reading.delayMs += size * intervalMs + 1 + Math.floor(rng.uniform() * intervalMs);
    return true;
  },
};
