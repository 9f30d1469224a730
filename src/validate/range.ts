// Gross range test: a value outside the fail span fails, one between the spans is suspect.
import type { Range } from '../model/event.js';
import { Flag, Reason } from '../model/flag.js';
import { isJudged, object, type Check } from './check.js';
import type { Ranges } from './check-rules.js';

/**
 * The gross range test of the QARTOD manual for in-situ temperature (test 4; `gross_range_test` in ioos_qc). Bounds pass.
 * Without a sensor span everything outside the range fails; with one, only what lies outside it, and what lies between is suspect.
 * O(rows).
 */
export function createRangeCheck(range: Range, sensorRange: Range = range): Check {
  const { low, high } = range;
  return (batch) => {
    const { count, value } = batch;
    for (let i = 0; i < count; i++) {
      const reading = value[i];
      // False for the NaN of a missing reading.
      if (!(reading < low || reading > high) || !isJudged(batch, i)) continue;
      if (reading < sensorRange.low || reading > sensorRange.high) object(batch, i, Flag.Fail, Reason.Range);
      else object(batch, i, Flag.Suspect, Reason.UserRange);
    }
  };
}

/** The same with ranges that differ by series number; asked for once a series. O(rows). */
export function createRangeCheckBySeries(rangesOf: (series: number) => Ranges): Check {
  const known: Ranges[] = [];
  return (batch) => {
    const { count, value, series } = batch;
    for (let i = 0; i < count; i++) {
      const reading = value[i];
      const { range, sensorRange = range } = (known[series[i]] ??= rangesOf(series[i]));
      if (!(reading < range.low || reading > range.high) || !isJudged(batch, i)) continue;
      const isFailed = reading < sensorRange.low || reading > sensorRange.high;
      object(batch, i, isFailed ? Flag.Fail : Flag.Suspect, isFailed ? Reason.Range : Reason.UserRange);
    }
  };
}
