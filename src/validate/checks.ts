// The checks of a run, put together: who is judged at all, then each check in turn, flags rolled up.
import type { Batch } from '../model/batch.js';
import type { Range } from '../model/event.js';
import { Flag, Origin } from '../model/flag.js';
import type { Check } from './check.js';
import { rangesOf, type UnitOptions } from './check-rules.js';
import { createRangeCheck, createRangeCheckBySeries } from './range.js';
import { checkSource } from './source.js';

/** What the checks are told. */
export interface CheckOptions extends UnitOptions {
  /** Readings inside pass, bounds included. */
  readonly range?: Range;
  /** What the sensor can measure: outside it a reading fails, between it and `range` it is suspect. */
  readonly sensorRange?: Range;
}

/** The range that judges nothing: for a look at what a log holds. */
export const EVERY_VALUE: Range = Object.freeze({ low: -Infinity, high: Infinity });

/**
 * A kernel that sets `flag` and `reason` of every row of a batch, whatever stood there before. Missing readings get Flag.Missing;
 * synthetic ones of an earlier run are left out of all checks (Flag.NotEvaluated). O(rows), some nanoseconds a row.
 *
 * @param idOf the sensor of a series number; needed where options differ by series
 * @example
 * const check = createChecks({ range: { low: 15, high: 30 } });
 * check(batch);
 */
export function createChecks(options: CheckOptions = {}, idOf?: (series: number) => string): Check {
  const isBySeries = options.series?.some(({ range, sensorRange, unit }) => range ?? sensorRange ?? unit);
  const { range, sensorRange } = rangesOf(options, '');
  const checkRange = isBySeries ? createRangeCheckBySeries((series) => rangesOf(options, idOf!(series))) : createRangeCheck(range, sensorRange);
  const checks = [checkRange, checkSource];
  return (batch) => {
    admit(batch);
    for (const check of checks) check(batch);
  };
}

// Everything observed passes until a check objects. Most rows are just that, so they are filled in one go and the others are looked for.
function admit(batch: Batch): void {
  const { count, value, origin, flag, reason } = batch;
  flag.fill(Flag.Pass, 0, count);
  reason.fill(0, 0, count);
  for (let i = 0; i < count; i++) {
    if (origin[i] !== Origin.Observed) flag[i] = Flag.NotEvaluated;
    else if (Number.isNaN(value[i])) flag[i] = Flag.Missing;
  }
}
