// Cadences that the user gives, for all series or by pattern.
import { matchesPattern } from '../model/pattern.js';

/** The nominal cadence of the series whose id matches `pattern` (`*` stands for any characters). */
export interface IntervalRule {
  readonly pattern: string;
  readonly intervalMs: number;
}

/** The cadence given for a series: the last rule that matches wins; undefined where none does. O(rules). */
export function givenIntervalMs(rules: readonly IntervalRule[], sensorId: string): number | undefined {
  return rules.findLast((rule) => matchesPattern(sensorId, rule.pattern))?.intervalMs;
}
