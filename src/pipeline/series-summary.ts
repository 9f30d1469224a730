// What the first pass of a recovery learns of one series.
import { TimeClusters } from '../stats/time-clusters.js';
import { EarliestLines } from './earliest-lines.js';

/** What the first pass knows of one series; nothing of it depends on the order of the lines. */
export interface SeriesSummary {
  /** Events, whatever their flag. */
  events: number;
  /** Of its good observed readings; Infinity and -Infinity where there are none. */
  least: number;
  most: number;
  /** Where its good observed readings lie in time. */
  readonly clusters: TimeClusters;
  /** Its first good observed lines, from which its language is learned. */
  readonly lines: EarliestLines;
}

/** Of a series that was not met yet. */
export function emptySummary(): SeriesSummary {
  return { events: 0, least: Infinity, most: -Infinity, clusters: new TimeClusters(), lines: new EarliestLines() };
}
