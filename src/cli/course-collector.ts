// Watches a recovery go by and counts, for each series, what was observed and what was made, and when.
import type { Batch } from '../model/batch.js';
import { Reason } from '../model/flag.js';
import type { SeriesProfile } from '../pipeline/profile.js';
import type { SeriesCourse } from '../report/course-chart.js';
import { TimeHistogram } from '../stats/time-histogram.js';

/** More series than this are not watched. */
const MOST_SERIES = 1000;

/** The course of each series. */
export class CourseCollector {
  readonly #histograms: TimeHistogram[] = [];

  /** Takes a batch of the clean series. O(rows). */
  add({ count, series, timeMs, origin, reason }: Batch): void {
    for (let i = 0; i < count; i++) {
      // A clock that was wrong must not squeeze the rest into one column.
      if (series[i] < MOST_SERIES && (reason[i] & Reason.Clock) === 0) (this.#histograms[series[i]] ??= new TimeHistogram(3)).add(timeMs[i], origin[i]);
    }
  }

  /** @param profiles by series number */
  courses(profiles: readonly SeriesProfile[]): SeriesCourse[] {
    return this.#histograms.flatMap((histogram, s) => {
      if (!histogram) return [];
      const { sensorId, regular, cadenceMs } = profiles[s];
      const [observed, repaired, filled] = histogram.counts;
      return [{ sensorId, cadenceMs: regular ? cadenceMs : undefined, course: { fromMs: histogram.fromMs, widthMs: histogram.widthMs, observed, repaired, filled } }];
    });
  }
}
