// Duplicated: the line arrives a second time, byte for byte (damage included, where it is damaged).
import type { GenerateSettings } from '../options.js';
import type { Rng } from '../../stats/rng.js';
import { createFaultRng, createStrike } from './fault.js';
import { ABRUPT, type FaultKind } from './kind.js';

/** A copy follows its line within this many intervals, as a sender does that repeats what was not acknowledged. */
export const MAX_COPY_DELAY_INTERVALS = 10;

export const duplicated: FaultKind = {
  name: 'duplicated',
  aliases: ['duplicate'],
  lasts: 'reading',
  onsets: ABRUPT,
  directed: false,
  create: ({ settings: { intervalMs }, rng }) => (reading) => {
    reading.copyDelayMs = drawCopyDelay(intervalMs, rng);
    return true;
  },
};

/** How many milliseconds after each line its copy arrives: whole, uniform from 1 to 10 intervals; 0 where the fault does not strike. */
export function createDuplication({ duplicateRate, seed, intervalMs }: GenerateSettings, sensorId: string): () => number {
  const strikes = createStrike(duplicateRate, seed, sensorId, 'duplicated');
  const rng = createFaultRng(seed, sensorId, 'duplicated', 'delay');
  return () => (strikes() ? drawCopyDelay(intervalMs, rng) : 0);
}

/** Whole milliseconds, uniform from 1 to 10 intervals. */
export function drawCopyDelay(intervalMs: number, rng: Rng): number {
  return 1 + Math.floor(rng.uniform() * MAX_COPY_DELAY_INTERVALS * intervalMs);
}
