// Readings counted by the check that objected to them.
import { Flag } from '../model/flag.js';
import type { ReasonCount } from '../model/recovery-report.js';

/** What stands for a check along the series where only its flag is known. */
const UNNAMED = 'another check';

/** Counts readings by reason; one that failed two checks counts for both. */
export class ReasonTally {
  readonly #counts = new Map<string, { failed: number; suspect: number }>();

  add(flag: Flag, names: readonly string[]): void {
    for (const name of names.length > 0 ? names : [UNNAMED]) {
      let count = this.#counts.get(name);
      if (!count) this.#counts.set(name, (count = { failed: 0, suspect: 0 }));
      count[flag === Flag.Fail ? 'failed' : 'suspect']++;
    }
  }

  /** Those with most failed readings first, then by suspect ones. */
  counts(): ReasonCount[] {
    const counts = [...this.#counts].map(([name, count]) => ({ name, ...count }));
    return counts.sort((a, b) => b.failed - a.failed || b.suspect - a.suspect);
  }
}
