// Deviated: the sensor reports a value out of the range, and says so in its status.
import type { GenerateSettings } from '../options.js';
import type { ValueGrid } from '../value-grid.js';
import { createFaultRng, createStrike } from './fault.js';

/**
 * The value reported in place of each true one, as a multiple of the grid; NaN where the fault does not strike.
 * Below or above the range with equal chance, and out of it by 1 step of the grid up to the width of the range, uniformly.
 */
export function createDeviation({ errorRate, seed }: GenerateSettings, grid: ValueGrid, sensorId: string): () => number {
  const strikes = createStrike(errorRate, seed, sensorId, 'deviated');
  const rng = createFaultRng(seed, sensorId, 'deviated', 'size');
  const widthSteps = Math.max(1, grid.high - grid.low);
  return () => {
    if (!strikes()) return NaN;
    const above = rng.uniform() < 0.5;
    const excess = 1 + Math.floor(rng.uniform() * widthSteps);
    return above ? grid.high + excess : grid.low - excess;
  };
}
