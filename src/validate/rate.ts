// Rate of change test: no faster than the process, or the sensor, can follow.
import { Flag } from '../model/flag.js';
import { gapMs } from './gap.js';
import type { Decide, SeriesCheck } from './series-check.js';
import { flagOf, type Thresholds } from './thresholds.js';

/** °C per second. */
export type RateThresholds = Thresholds;

/**
 * 3 °C a minute, suspect only: the step between one-minute values of air temperature in I. Zahumenský, Guidelines on Quality Control
 * Procedures for Data from Automatic Weather Stations (WMO, CBS/OPAG-IOS, 2004). QARTOD gives no number but 3 standard deviations.
 */
export const RATE_DEFAULTS: RateThresholds = Object.freeze({ suspect: 3 / 60 });

/**
 * The rate of change test of QARTOD (test 7) with a limit per second, as in ioos_qc `rate_of_change_test`: the change since the reading
 * before over the exact time between them. A jump and the return from it are both too fast.
 *
 * Not evaluated: a reading behind a gap or behind one that was left out, and the first after a failed one. O(1) a reading, at once.
 */
export class RateCheck implements SeriesCheck {
  readonly #thresholds: RateThresholds;
  readonly #gapMs: number;
  readonly #decide: Decide;
  #lastMs = NaN;
  #last = NaN;

  constructor(thresholds: RateThresholds, cadenceMs: number, decide: Decide) {
    this.#thresholds = thresholds;
    this.#gapMs = gapMs(cadenceMs);
    this.#decide = decide;
  }

  add(timeMs: number, value: number): void {
    const spacingMs = timeMs - this.#lastMs;
    const flag = spacingMs < this.#gapMs ? flagOf(Math.abs(value - this.#last) / (spacingMs / 1000), this.#thresholds) : Flag.NotEvaluated;
    this.#lastMs = flag === Flag.Fail ? NaN : timeMs;
    this.#last = value;
    this.#decide(flag, 1);
  }

  advance(): void {
    // Nothing waits.
  }
}
