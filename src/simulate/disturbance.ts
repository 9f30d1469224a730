// The faults of a scenario on one sensor: each in turn is asked whether it is there, and acts on what those before it made of the reading.
import { matchesPattern } from '../model/pattern.js';
import { createFaultRng, faultBit } from './faults/fault.js';
import { Episodes } from './faults/episodes.js';
import type { Effect, ReadingUnderway } from './faults/kind.js';
import type { FaultPlan } from './fault-plan.js';
import type { GenerateSettings } from './options.js';
import type { ValueGrid } from './value-grid.js';

interface ActiveFault {
  readonly bit: number;
  readonly episodes: Episodes;
  readonly effect: Effect;
  /** Column of its onset; -1 for a fault that does not last. */
  readonly onsetColumn: number;
}

/** The kinds of a scenario that last, in the order of their columns. */
export function lastingFaults(plans: readonly FaultPlan[]): FaultPlan['kind'][] {
  return [...new Set(plans.map(({ kind }) => kind))].filter(({ lasts }) => lasts !== 'reading');
}

/** Puts the faults of a scenario on the readings of one sensor, in order. */
export class Disturbance {
  /** The reading at hand; set the first three fields before `disturb`, which sets the others. */
  readonly reading: ReadingUnderway = {
    timeMs: 0, trueValue: 0, value: 0, writtenTimeMs: 0, delayMs: 0, copyDelayMs: 0, conflictDelayMs: 0, conflictValue: 0, corruption: undefined,
  };
  /** How long each lasting fault of the scenario has been there; NaN where it is not. Filled in by `disturb`. */
  readonly sinceMs: Float64Array;
  readonly #faults: readonly ActiveFault[];
  readonly #startMs: number;

  constructor(settings: GenerateSettings, plans: readonly FaultPlan[], grid: ValueGrid, sensorId: string, count: number) {
    const { seed, startMs, intervalMs } = settings;
    const lasting = lastingFaults(plans);
    this.#startMs = startMs;
    this.sinceMs = new Float64Array(lasting.length);
    this.#faults = plans
      .filter(({ sensors }) => matchesPattern(sensorId, sensors))
      .map((plan) => {
        const { kind, occurrence, corruption } = plan;
        const stream = (use: string) => createFaultRng(seed, sensorId, kind.name, 'scenario', occurrence, use);
        const streams = { strike: stream('strike'), length: stream('length'), size: stream('size'), phase: stream('phase') };
        return {
          bit: faultBit(kind.name),
          episodes: new Episodes(plan, streams, intervalMs, count * intervalMs),
          effect: kind.create({ settings, grid, rng: stream('effect'), corruption }),
          onsetColumn: lasting.indexOf(kind),
        };
      });
  }

  /** Lets the faults act on the reading at hand. O(faults). @returns the bits of those that changed something. */
  disturb(): number {
    const { reading, sinceMs } = this;
    reading.value = reading.trueValue;
    reading.writtenTimeMs = reading.timeMs;
    reading.delayMs = reading.copyDelayMs = reading.conflictDelayMs = 0;
    reading.corruption = undefined;
    sinceMs.fill(NaN);
    let bits = 0;
    for (const { bit, episodes, effect, onsetColumn } of this.#faults) {
      if (!episodes.next(reading.timeMs - this.#startMs) || !effect(reading, episodes)) continue;
      bits |= bit;
      if (onsetColumn >= 0 && !(sinceMs[onsetColumn] >= episodes.sinceMs)) sinceMs[onsetColumn] = episodes.sinceMs;
    }
    return bits;
  }
}
