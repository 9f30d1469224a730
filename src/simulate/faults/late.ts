// Late: the line arrives after its event time, so that others may overtake it.
import type { GenerateSettings } from '../options.js';
import { createFaultRng, createStrike } from './fault.js';
import { ABRUPT, type FaultKind } from './kind.js';

/** Held back by as long as the magnitude says: up to 10 intervals unless told otherwise. */
export const late: FaultKind = {
  name: 'late',
  aliases: ['delayed'],
  lasts: 'reading',
  onsets: ABRUPT,
  directed: false,
  magnitude: { unit: 'time', usual: ({ intervalMs }) => ({ low: 1, high: 10 * intervalMs }) },
  create: () => (reading, { size }) => {
    reading.delayMs += Math.max(1, Math.round(size));
    return true;
  },
};

/** How many milliseconds each event of a sensor is held back: whole, uniform from 1 to maxDelayMs; 0 where the fault does not strike. */
export function createLateness({ disorder, seed }: GenerateSettings, sensorId: string): () => number {
  const strikes = createStrike(disorder.share, seed, sensorId, 'late');
  const rng = createFaultRng(seed, sensorId, 'late', 'delay');
  return () => (strikes() ? 1 + Math.floor(rng.uniform() * disorder.maxDelayMs) : 0);
}
