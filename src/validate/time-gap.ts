// Time gap test: a silence longer than expected.
import { Flag } from '../model/flag.js';
import type { Decide, SeriesCheck } from './series-check.js';

/** A reading that comes more than `longestMs` after the one before it is suspect. */
export interface TimeGapRule {
  readonly longestMs: number;
}

/** An hour: the example of the QARTOD manual for in-situ temperature (TIM_INC, test 1). */
export const TIME_GAP_DEFAULTS: TimeGapRule = Object.freeze({ longestMs: 3_600_000 });

/**
 * The gap test of QARTOD (test 1) after the fact, in event time: a silence is from one reading to the next, nulls and readings out of range
 * not counted, so that they do not hide it; and what came late has not been silent. The first reading is not evaluated. O(1), at once.
 */
export class TimeGapCheck implements SeriesCheck {
  readonly #longestMs: number;
  readonly #decide: Decide;
  #lastMs = NaN;

  constructor({ longestMs }: TimeGapRule, decide: Decide) {
    this.#longestMs = longestMs;
    this.#decide = decide;
  }

  add(timeMs: number): void {
    const spacingMs = timeMs - this.#lastMs;
    this.#lastMs = timeMs;
    if (Number.isNaN(spacingMs)) this.#decide(Flag.NotEvaluated, 1);
    else this.#decide(spacingMs > this.#longestMs ? Flag.Suspect : Flag.Pass, 1);
  }

  advance(): void {
    // Nothing waits.
  }
}
