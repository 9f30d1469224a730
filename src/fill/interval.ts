// Cadences that the user gives, for all series or by pattern.

/** The nominal cadence of the series whose id matches `pattern` (`*` stands for any characters). */
export interface IntervalRule {
  readonly pattern: string;
  readonly intervalMs: number;
}

/** The cadence given for a series: the last rule that matches wins; undefined where none does. O(rules). */
export function givenIntervalMs(rules: readonly IntervalRule[], sensorId: string): number | undefined {
  return rules.findLast((rule) => matchesPattern(sensorId, rule.pattern))?.intervalMs;
}

/** Whether an id matches a pattern in which `*` stands for any characters. O(length of both), no backtracking beyond the last star. */
export function matchesPattern(id: string, pattern: string): boolean {
  let [at, star, mark] = [0, -1, 0];
  let i = 0;
  while (i < id.length) {
    if (at < pattern.length && pattern[at] === '*') {
      star = at++;
      mark = i;
    } else if (at < pattern.length && pattern[at] === id[i]) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++mark;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
