// Conflicting: the line arrives a second time, with the same id and time but another value.
import { drawCopyDelay } from './duplicated.js';
import { ABRUPT, type FaultKind } from './kind.js';

/** The copy says as much more or less as the magnitude says, one step of the grid at least: 3 spreads unless told otherwise. */
export const conflicting: FaultKind = {
  name: 'conflicting',
  aliases: ['conflict'],
  lasts: 'reading',
  onsets: ABRUPT,
  directed: true,
  magnitude: { unit: '°C', usual: ({ spread }) => ({ low: 3 * spread, high: 3 * spread }) },
  create: ({ settings: { intervalMs }, grid, rng }) => (reading, { size }) => {
    const step = 1 / grid.scale;
    reading.conflictDelayMs = drawCopyDelay(intervalMs, rng);
    reading.conflictValue = reading.value + (Math.abs(size) < step ? (size < 0 ? -step : step) : size);
    return true;
  },
};
