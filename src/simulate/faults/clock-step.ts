// Clock step: the sensor's clock jumps, and is not set right again; the next step adds to it.
import { ABRUPT, type FaultKind } from './kind.js';

/** t + the sum of all steps so far; one is 10 intervals unless told otherwise. */
export const clockStep: FaultKind = {
  name: 'clock-step',
  aliases: ['clock-jump'],
  lasts: 'rest',
  onsets: ABRUPT,
  directed: true,
  magnitude: { unit: 'time', usual: ({ intervalMs }) => ({ low: 10 * intervalMs, high: 10 * intervalMs }) },
  create: () => (reading, { size }) => {
    reading.writtenTimeMs += size;
    return true;
  },
};
