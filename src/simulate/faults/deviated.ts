// Deviated: the sensor reports a value out of the range, and says so in its status. Environment out of range in Ni et al. 2009.
import type { Rng } from '../../stats/rng.js';
import type { GenerateSettings } from '../options.js';
import type { ValueGrid } from '../value-grid.js';
import { createFaultRng, createStrike } from './fault.js';
import { ABRUPT, type FaultKind } from './kind.js';

/** Single readings out of the range. */
export const deviated: FaultKind = {
  name: 'deviated',
  aliases: ['out-of-range'],
  lasts: 'reading',
  onsets: ABRUPT,
  directed: false,
  create: ({ grid, rng }) => (reading) => {
    reading.value = drawOutside(grid, rng) / grid.scale;
    return true;
  },
};

/**
 * The value reported in place of each true one by `errorRate`, as a multiple of the grid; NaN where the fault does not strike.
 */
export function createDeviation({ errorRate, seed }: GenerateSettings, grid: ValueGrid, sensorId: string): () => number {
  const strikes = createStrike(errorRate, seed, sensorId, 'deviated');
  const rng = createFaultRng(seed, sensorId, 'deviated', 'size');
  return () => (strikes() ? drawOutside(grid, rng) : NaN);
}

/** Below or above the range with equal chance, and out of it by 1 step of the grid up to the width of the range, uniformly. */
function drawOutside(grid: ValueGrid, rng: Rng): number {
  const above = rng.uniform() < 0.5;
  const excess = 1 + Math.floor(rng.uniform() * Math.max(1, grid.high - grid.low));
  return above ? grid.high + excess : grid.low - excess;
}
