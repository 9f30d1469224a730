// Clock drift: the sensor's clock runs fast or slow.
import { ABRUPT, HOUR_MS, type FaultKind } from './kind.js';

/** t + r (t - t0); r is 10 intervals an hour unless told otherwise. Set right at the end of the run. */
export const clockDrift: FaultKind = {
  name: 'clock-drift',
  aliases: [],
  lasts: 'run',
  onsets: ABRUPT,
  directed: true,
  magnitude: { unit: 'time an hour', usual: ({ intervalMs }) => ({ low: 10 * intervalMs, high: 10 * intervalMs }) },
  create: () => (reading, { size, sinceMs }) => {
    reading.writtenTimeMs += (size * sinceMs) / HOUR_MS;
    return true;
  },
};
