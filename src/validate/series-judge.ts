// The checks of one series in a row: a reading goes from one to the next as it is decided on, and leaves with its flags rolled up.
import { Flag, rollUp } from '../model/flag.js';
import { NumberQueue } from '../stats/number-queue.js';
import type { SeriesCheck } from './series-check.js';
import type { ChosenCheck } from './series-checks.js';

/** How many readings a check gave which flag; indexed by flag. */
export type FlagTally = Float64Array;

/** Told the verdict on the next reading, in their order: NotEvaluated where no check could judge it. */
export type OnJudged = (flag: Flag, reason: number) => void;

/** No check has failed a reading. */
const NOBODY = Infinity;

/**
 * Judges the readings of one series in event-time order. What a check fails the checks behind it do not see, and count as not evaluated.
 * Amortised O(checks) a reading; memory: the readings still undecided.
 */
export class SeriesJudge {
  readonly #checks: readonly SeriesCheck[];
  readonly #reasons: readonly number[];
  readonly #tallies: readonly FlagTally[];
  readonly #onJudged: OnJudged;
  /** Readings that have passed check k, counted from the first ever; those before check 0 have all come. */
  readonly #passed: number[];
  #came = 0;
  #left = 0;
  readonly #timeMs = new NumberQueue();
  readonly #value = new NumberQueue();
  readonly #flag = new NumberQueue();
  readonly #reason = new NumberQueue();
  /** Number of the check that failed it. */
  readonly #failedBy = new NumberQueue();

  /**
   * @param cadenceMs NaN where the series has none
   * @param tallies one for each check, which may be shared between series
   */
  constructor(chosen: readonly ChosenCheck[], cadenceMs: number, tallies: readonly FlagTally[], onJudged: OnJudged) {
    this.#checks = chosen.map(({ begin }, k) => begin(cadenceMs, (flag, count) => this.#decide(k, flag, count)));
    this.#reasons = chosen.map(({ reason }) => reason);
    this.#tallies = tallies;
    this.#onJudged = onJudged;
    this.#passed = chosen.map(() => 0);
  }

  /** Whether readings wait for their verdict. */
  get isWaiting(): boolean {
    return this.#left < this.#came;
  }

  /** The next reading: epoch ms with their fractions, later than all before it; °C, a number. */
  add(timeMs: number, value: number): void {
    this.#timeMs.push(timeMs);
    this.#value.push(value);
    this.#flag.push(Flag.NotEvaluated);
    this.#reason.push(0);
    this.#failedBy.push(NOBODY);
    this.#came++;
    this.#enter(0, this.#came - 1);
  }

  /** No reading before this instant follows (Infinity: none at all). */
  advance(timeMs: number): void {
    for (let k = 0; k < this.#checks.length && this.isWaiting; k++) {
      // What an earlier check still holds will come to this one.
      const held = k > 0 && this.#passed[k - 1] < this.#came;
      this.#checks[k].advance(held ? Math.min(timeMs, this.#timeMs.at(this.#passed[k - 1] - this.#left)) : timeMs);
    }
  }

  /** Reading `place` comes to check k; readings come to it in their order. */
  #enter(k: number, place: number): void {
    if (k === this.#checks.length) this.#leave();
    else if (this.#failedBy.at(place - this.#left) < k) this.#passFailed(k);
    else this.#checks[k].add(this.#timeMs.at(place - this.#left), this.#value.at(place - this.#left));
  }

  #decide(k: number, flag: Flag, count: number): void {
    const tally = this.#tallies[k];
    tally[flag] += count;
    for (; count > 0; count--) {
      this.#passFailed(k);
      const at = this.#passed[k] - this.#left;
      this.#flag.set(at, rollUp(this.#flag.at(at) as Flag, flag));
      if (flag === Flag.Suspect || flag === Flag.Fail) this.#reason.set(at, this.#reason.at(at) | this.#reasons[k]);
      if (flag === Flag.Fail) this.#failedBy.set(at, k);
      this.#pass(k);
    }
    this.#passFailed(k);
  }

  /** Lets readings go by that check k does not see. */
  #passFailed(k: number): void {
    const entered = k === 0 ? this.#came : this.#passed[k - 1];
    while (this.#passed[k] < entered && this.#failedBy.at(this.#passed[k] - this.#left) < k) {
      this.#tallies[k][Flag.NotEvaluated]++;
      this.#pass(k);
    }
  }

  #pass(k: number): void {
    const place = this.#passed[k]++;
    this.#enter(k + 1, place);
  }

  #leave(): void {
    const flag = this.#flag.at(0) as Flag;
    const reason = this.#reason.at(0);
    this.#timeMs.shift();
    this.#value.shift();
    this.#flag.shift();
    this.#reason.shift();
    this.#failedBy.shift();
    this.#left++;
    this.#onJudged(flag, reason);
  }
}
