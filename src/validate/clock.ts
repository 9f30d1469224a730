// The clock check: events whose time lies far from all others of their series are suspect.
import { Flag, Reason } from '../model/flag.js';
import type { Check } from './check.js';
import { object } from './check.js';

/** A span of event time, both ends included. */
export interface TimeSpan {
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * Flags the rows whose time lies in a stray cluster of their series; `straysOf` is indexed by series number. Missing and synthetic rows
 * get the reason too, since they have no neighbours either, but no flag. O(rows + rows of series with strays).
 */
export function createClockCheck(straysOf: readonly (readonly TimeSpan[])[]): Check {
  if (straysOf.every((strays) => strays.length === 0)) return () => undefined;
  return (batch) => {
    const { count, timeMs, series, flag, reason } = batch;
    for (let i = 0; i < count; i++) {
      const strays = straysOf[series[i]];
      if (strays.length === 0 || !strays.some(({ firstMs, lastMs }) => timeMs[i] >= firstMs && timeMs[i] <= lastMs)) continue;
      if (flag[i] === Flag.Missing || flag[i] === Flag.NotEvaluated) reason[i] |= Reason.Clock;
      else object(batch, i, Flag.Suspect, Reason.Clock);
    }
  };
}
