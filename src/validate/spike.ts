// Spike test: one reading, or two, that stand out from the readings before and after.
import { Flag } from '../model/flag.js';
import { gapMs } from './gap.js';
import type { Decide, SeriesCheck } from './series-check.js';
import { flagOf, type Thresholds } from './thresholds.js';

/** 3 and 8 °C: the example of the QARTOD manual for in-situ temperature (doi:10.7289/V5V40SD4, test 6). */
export const SPIKE_DEFAULTS: Thresholds = Object.freeze({ suspect: 3, fail: 8 });

/**
 * The spike test of QARTOD in its differential form (ioos_qc `spike_test`, method `differential`): the size of a spike is the smaller of
 * its differences from the reading before and the reading after, where both have one sign. So a step or a ramp is no spike, and of a spike one
 * reading is blamed. (Against the mean of its neighbours, the form of the manual, both readings beside a spike of 8 stand out by 4.) Two
 * readings in a row that stand out together are judged each by its differences from those around both; three are a level of their own.
 *
 * Not evaluated: a reading beside a gap or beside a reading left out, and the first after a failed spike, since it lacks a neighbour. A
 * suspect spike is not what the next reading is compared with. Waits for two readings or a gap. O(1) a reading.
 */
export class SpikeCheck implements SeriesCheck {
  readonly #thresholds: Thresholds;
  readonly #gapMs: number;
  readonly #decide: Decide;
  /** The neighbour before the readings that wait; NaN where there is none. */
  #before = NaN;
  /** Readings that wait, oldest first. */
  #first = NaN;
  #second = NaN;
  #waiting = 0;
  #lastMs = NaN;

  constructor(thresholds: Thresholds, cadenceMs: number, decide: Decide) {
    this.#thresholds = thresholds;
    this.#gapMs = gapMs(cadenceMs);
    this.#decide = decide;
  }

  add(timeMs: number, value: number): void {
    if (!(timeMs - this.#lastMs < this.#gapMs)) this.#end();
    this.#lastMs = timeMs;
    if (this.#waiting === 2) this.#judge(value);
    if (this.#waiting === 0) this.#first = value;
    else this.#second = value;
    this.#waiting++;
  }

  advance(timeMs: number): void {
    if (!(timeMs - this.#lastMs < this.#gapMs)) this.#end();
  }

  /** A gap follows: a last but one reading has a neighbour on both sides, the last one has not. */
  #end(): void {
    if (this.#waiting === 2) this.#pass(this.#first, this.#size(this.#first, this.#second));
    if (this.#waiting > 0) this.#decide(Flag.NotEvaluated, 1);
    this.#waiting = 0;
    this.#before = NaN;
  }

  /** Decides on the first of two readings that wait, or on both, now that a third has come. */
  #judge(third: number): void {
    const [first, second] = [this.#first, this.#second];
    const [firstSize, secondSize] = [this.#size(first, third), this.#size(second, third)];
    const { suspect } = this.#thresholds;
    if (firstSize * secondSize > 0 && Math.abs(firstSize) > suspect && Math.abs(secondSize) > suspect) {
      this.#pass(first, firstSize);
      this.#pass(second, secondSize);
    } else {
      this.#pass(first, this.#size(first, second));
      this.#first = second;
    }
  }

  /** By how much a reading is above the neighbour before it and `after` (negative: below), 0 where it is between; NaN without one. */
  #size(value: number, after: number): number {
    if (Number.isNaN(this.#before)) return NaN;
    const fromBefore = value - this.#before;
    const fromAfter = value - after;
    if (fromBefore > 0 !== fromAfter > 0) return 0;
    return Math.abs(fromBefore) < Math.abs(fromAfter) ? fromBefore : fromAfter;
  }

  #pass(value: number, size: number): void {
    const flag = Number.isNaN(size) ? Flag.NotEvaluated : flagOf(Math.abs(size), this.#thresholds);
    this.#waiting--;
    if (flag === Flag.Fail) this.#before = NaN;
    else if (flag !== Flag.Suspect || Number.isNaN(this.#before)) this.#before = value;
    this.#decide(flag, 1);
  }
}
