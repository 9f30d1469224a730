// The checks along a series that a run was asked for, in the order in which a reading passes them.
import { Reason } from '../model/flag.js';
import { createAttenuatedCheck, type AttenuatedRule } from './attenuated.js';
import { createFlatLineCheck, type FlatLineRule } from './flat-line.js';
import { RateCheck, type RateThresholds } from './rate.js';
import type { Decide, SeriesCheck } from './series-check.js';
import { SpikeCheck } from './spike.js';
import type { Thresholds } from './thresholds.js';
import { TimeGapCheck, type TimeGapRule } from './time-gap.js';

/** Which checks are made, and by what; each only where it is given. */
export interface SeriesCheckOptions {
  /** °C. */
  readonly spike?: Thresholds;
  /** °C per second. */
  readonly rate?: RateThresholds;
  readonly flatLine?: FlatLineRule;
  readonly attenuated?: AttenuatedRule;
  readonly timeGap?: TimeGapRule;
}

/** A check that was asked for. */
export interface ChosenCheck {
  /** As the reasons are called. */
  readonly name: string;
  /** Bit of `Reason`. */
  readonly reason: number;
  /** Begins it for a series of this cadence (NaN: none). */
  readonly begin: (cadenceMs: number, decide: Decide) => SeriesCheck;
}

/**
 * The checks asked for, in their order: what one fails is no neighbour in those behind it. So a spike does not break a flat line, nor is
 * the return from it too fast; and what has failed was no silence, so time gaps are looked for first.
 */
export function chosenChecks(options: SeriesCheckOptions = {}): readonly ChosenCheck[] {
  const { spike, rate, flatLine, attenuated, timeGap } = options;
  const chosen: ChosenCheck[] = [];
  if (timeGap) chosen.push({ name: 'time-gap', reason: Reason.TimeGap, begin: (_, decide) => new TimeGapCheck(timeGap, decide) });
  if (spike) chosen.push({ name: 'spike', reason: Reason.Spike, begin: (cadenceMs, decide) => new SpikeCheck(spike, cadenceMs, decide) });
  if (rate) chosen.push({ name: 'rate', reason: Reason.Rate, begin: (cadenceMs, decide) => new RateCheck(rate, cadenceMs, decide) });
  if (flatLine) chosen.push({ name: 'flat-line', reason: Reason.FlatLine, begin: (_, decide) => createFlatLineCheck(flatLine, decide) });
  if (attenuated) {
    chosen.push({ name: 'attenuated', reason: Reason.Attenuated, begin: (_, decide) => createAttenuatedCheck(attenuated, decide) });
  }
  return chosen;
}
