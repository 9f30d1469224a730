// Flat line test: a sensor that is stuck.
import { Flag } from '../model/flag.js';
import { QuietRunCheck } from './quiet-run.js';
import type { Decide, SeriesCheck } from './series-check.js';

/** Readings that stay within `tolerance` °C (0: equal) for `spanMs` have failed, all of them. */
export interface FlatLineRule {
  readonly tolerance: number;
  readonly spanMs: number;
}

/**
 * 0.05 °C for an hour. The tolerance is the example of the QARTOD manual for in-situ temperature (EPS, test 8), which counts five readings;
 * the hour is that of the persistence test for air temperature of the WMO's AWS guidelines (Zahumenský 2004).
 */
export const FLAT_LINE_DEFAULTS: FlatLineRule = Object.freeze({ tolerance: 0.05, spanMs: 3_600_000 });

/** Two readings that are a tolerance apart in decimals may be a little more in doubles: 20.05 - 20 > 0.05. */
const ROUNDING = 1e-9;

/** The flat line test by time (SaQC `flagConstants`): the whole run fails, its beginning too. See QuietRunCheck for holes and cost. */
export function createFlatLineCheck({ tolerance, spanMs }: FlatLineRule, decide: Decide): SeriesCheck {
  const limit = tolerance * (1 + ROUNDING);
  return new QuietRunCheck({ isQuiet: (spread) => spread <= limit, spanMs, flag: Flag.Fail }, decide);
}
