// The faults by name, and how it is decided which instants one strikes.
import { createRng } from '../../stats/rng.js';
import type { Rng } from '../../stats/rng.js';

/** What can be done to an instant: bits, since several can be. A skipped instant has no line, so nothing else is done to it. */
export const Fault = { Skipped: 1, Deviated: 2, Late: 4, Duplicated: 8, Corrupted: 16 } as const;

/** The names of the faults in the answer sheet, in the order of their bits. */
export const FAULT_NAMES = ['skipped', 'deviated', 'late', 'duplicated', 'corrupted'] as const;
export type FaultName = (typeof FAULT_NAMES)[number];

/** The random stream of one fault on one sensor: no other fault and no other sensor draws from it. */
export function createFaultRng(seed: string | number, sensorId: string, fault: FaultName, ...use: readonly (string | number)[]): Rng {
  return createRng(seed, 'simulate', sensorId, fault, ...use);
}

/**
 * Tells, call by call, which instants of a sensor a fault strikes: independent, with probability `rate`.
 * It takes one number an instant from a stream of its own, so a higher rate strikes what a lower one struck, and more.
 */
export function createStrike(rate: number, seed: string | number, sensorId: string, fault: FaultName): () => boolean {
  if (rate === 0) return () => false;
  const rng = createFaultRng(seed, sensorId, fault, 'strike');
  return () => rng.uniform() < rate;
}
