// Clock jitter: the times that are written scatter about the true ones.
import { ALL_ONSETS, type FaultKind } from './kind.js';

/** t + N(0, m^2); m is a tenth of an interval unless told otherwise. */
export const clockJitter: FaultKind = {
  name: 'clock-jitter',
  aliases: [],
  lasts: 'run',
  onsets: ALL_ONSETS,
  directed: false,
  magnitude: { unit: 'time', usual: ({ intervalMs }) => ({ low: intervalMs / 10, high: intervalMs / 10 }) },
  create: ({ rng }) => (reading, { size, share }) => {
    reading.writtenTimeMs += share * size * rng.normal();
    return true;
  },
};
