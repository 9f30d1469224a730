// Clock offset: the sensor's clock is off by the same over a run (a wrong zone, a lost synchronisation).
import { ALL_ONSETS, type FaultKind } from './kind.js';

/** t + b; b is 10 intervals unless told otherwise. */
export const clockOffset: FaultKind = {
  name: 'clock-offset',
  aliases: ['clock-skew'],
  lasts: 'run',
  onsets: ALL_ONSETS,
  directed: true,
  magnitude: { unit: 'time', usual: ({ intervalMs }) => ({ low: 10 * intervalMs, high: 10 * intervalMs }) },
  create: () => (reading, { size, share }) => {
    reading.writtenTimeMs += share * size;
    return true;
  },
};
