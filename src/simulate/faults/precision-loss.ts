// Precision loss: the readings come in coarse steps, as from a converter that lost its low bits. (Extra scatter instead is `noise`.)
import { ON_OR_OFF, type FaultKind } from './kind.js';

/** x rounded to multiples of m, which adds an error of variance m^2 / 12; m is 2 spreads unless told otherwise. */
export const precisionLoss: FaultKind = {
  name: 'precision-loss',
  aliases: ['quantization'],
  lasts: 'run',
  onsets: ON_OR_OFF,
  directed: false,
  magnitude: { unit: '°C', usual: ({ spread }) => ({ low: 2 * spread, high: 2 * spread }) },
  create: () => (reading, { size }) => {
    if (size > 0) reading.value = Math.round(reading.value / size) * size;
    return true;
  },
};
