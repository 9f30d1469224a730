// The faults by name, and how it is decided which instants one strikes.
import { createRng } from '../../stats/rng.js';
import type { Rng } from '../../stats/rng.js';

/** What can be done to an instant: bits, since several can be. An instant without a line (skipped, outage) has no other fault. */
export const Fault = {
  Skipped: 1 << 0,
  Deviated: 1 << 1,
  Late: 1 << 2,
  Duplicated: 1 << 3,
  Corrupted: 1 << 4,
  Outage: 1 << 5,
  OutOfOrder: 1 << 6,
  Conflicting: 1 << 7,
  Spike: 1 << 8,
  Stuck: 1 << 9,
  Noise: 1 << 10,
  Offset: 1 << 11,
  Gain: 1 << 12,
  Drift: 1 << 13,
  HardOver: 1 << 14,
  Clipping: 1 << 15,
  PrecisionLoss: 1 << 16,
  ClockOffset: 1 << 17,
  ClockDrift: 1 << 18,
  ClockStep: 1 << 19,
  ClockJitter: 1 << 20,
} as const;

/** The names of the faults in the answer sheet, in the order of their bits. */
export const FAULT_NAMES = [
  'skipped',
  'deviated',
  'late',
  'duplicated',
  'corrupted',
  'outage',
  'out-of-order',
  'conflicting',
  'spike',
  'stuck',
  'noise',
  'offset',
  'gain',
  'drift',
  'hard-over',
  'clipping',
  'precision-loss',
  'clock-offset',
  'clock-drift',
  'clock-step',
  'clock-jitter',
] as const;
/** A kind of fault. */
export type FaultName = (typeof FAULT_NAMES)[number];

/** The bit of a fault. */
export function faultBit(name: FaultName): number {
  return 1 << FAULT_NAMES.indexOf(name);
}

/** Faults of which an instant has no line. */
export const NO_LINE = Fault.Skipped | Fault.Outage;
/** Faults that hold the line back. */
export const HELD_BACK = Fault.Late | Fault.OutOfOrder;
/** Faults of the sensor: another value than the true one is written. */
export const VALUE_FAULTS =
  Fault.Deviated | Fault.Spike | Fault.Stuck | Fault.Noise | Fault.Offset | Fault.Gain | Fault.Drift | Fault.HardOver | Fault.Clipping | Fault.PrecisionLoss;
/** Faults of the clock: another time than the true one is written. */
export const CLOCK_FAULTS = Fault.ClockOffset | Fault.ClockDrift | Fault.ClockStep | Fault.ClockJitter;

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
