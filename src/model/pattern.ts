// Patterns of sensor ids, as --interval and the faults of a scenario take them.

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
