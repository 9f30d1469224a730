// Attenuated signal test: a sensor that still moves, but hardly: covered, buried or fouled.
import { Flag } from '../model/flag.js';
import { QuietRunCheck } from './quiet-run.js';
import type { Decide, SeriesCheck } from './series-check.js';

/** Readings whose largest and smallest differ by less than `spread` °C over `windowMs` are suspect, all of them. */
export interface AttenuatedRule {
  readonly spread: number;
  readonly windowMs: number;
}

/**
 * 0.5 °C over 12 hours: the screening criterion for temperature of the EPA (On-Site Meteorological Program Guidance, EPA-450/4-87-013);
 * 12 hours are QARTOD's example too.
 */
export const ATTENUATED_DEFAULTS: AttenuatedRule = Object.freeze({ spread: 0.5, windowMs: 43_200_000 });

/**
 * The attenuated signal test of QARTOD (test 9) in its max - min form (ioos_qc `attenuated_signal_test`, check_type `range`), over windows
 * that begin at every reading. See QuietRunCheck for holes and cost.
 */
export function createAttenuatedCheck({ spread, windowMs }: AttenuatedRule, decide: Decide): SeriesCheck {
  return new QuietRunCheck({ isQuiet: (found) => found < spread, spanMs: windowMs, flag: Flag.Suspect }, decide);
}
