// Counts, for each series, what was observed and what was made, and when, as the series leaves.
import { RUN_NUMBERS } from '../io/scanner/line-gatherer.js';
import { Reason } from '../model/flag.js';
import type { CourseBins } from '../model/recovery-report.js';
import type { RowRuns } from '../replay/row-runs.js';
import { TimeHistogram } from '../stats/time-histogram.js';

/** More series than this are not counted. */
const MOST_SERIES = 1000;

/** The course of each series, by its number; undefined for those of which nothing was counted. */
export type Courses = readonly (CourseBins | undefined)[];

/** Observed, repaired and filled. */
const ORIGINS = 3;

/** Follows the series as it leaves. */
export class CourseCounter {
  readonly #histograms: (TimeHistogram | undefined)[] = [];

  get courses(): Courses {
    return Array.from(this.#histograms, (histogram) => {
      if (!histogram) return undefined;
      const [observed, repaired, filled] = histogram.counts;
      return { fromMs: histogram.fromMs, widthMs: histogram.widthMs, observed, repaired, filled };
    });
  }

  /** The next rows. O(rows). */
  add({ sources, table, count }: RowRuns): void {
    for (let at = 0; at < RUN_NUMBERS * count; at += RUN_NUMBERS) {
      const { series, timeMs, origin, reason } = sources[table[at]].batch;
      for (let i = table[at + 1]; i < table[at + 2]; i++) {
        // A clock that was wrong must not squeeze the rest into one column.
        if (series[i] < MOST_SERIES && (reason[i] & Reason.Clock) === 0) (this.#histograms[series[i]] ??= new TimeHistogram(ORIGINS)).add(timeMs[i], origin[i]);
      }
    }
  }
}
