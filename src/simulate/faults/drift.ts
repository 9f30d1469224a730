// Drift: the error grows with time. A calibration fault in Ni et al. 2009.
import { HOUR_MS, ON_OR_OFF, type FaultKind } from './kind.js';

/** x + r (t - t0); r is 4 spreads an hour unless told otherwise. It is incipient by nature, so it has no other way to grow. */
export const drift: FaultKind = {
  name: 'drift',
  aliases: [],
  lasts: 'run',
  onsets: ON_OR_OFF,
  directed: true,
  magnitude: { unit: '°C an hour', usual: ({ spread }) => ({ low: 4 * spread, high: 4 * spread }) },
  create: () => (reading, { size, sinceMs }) => {
    reading.value += (size * sinceMs) / HOUR_MS;
    return true;
  },
};
