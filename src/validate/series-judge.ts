// The checks of one series in a row: a reading goes from one to the next as it is decided on, and leaves with its flags rolled up.
import { Flag, rollUp } from '../model/flag.js';
import type { SeriesCheck } from './series-check.js';
import type { ChosenCheck } from './series-checks.js';

/** How many readings a check gave which flag; indexed by flag. */
export type FlagTally = Float64Array;

/** Told the verdict on the next reading, in their order: NotEvaluated where no check could judge it. */
export type OnJudged = (flag: Flag, reason: number) => void;

/** No check has failed a reading. */
const NOBODY = 255;

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
  /** Columns of the readings that wait, in a ring: reading `place` stands at place & mask. */
  #mask = 15;
  #timeMs = new Float64Array(16);
  #value = new Float64Array(16);
  #flag = new Uint8Array(16);
  #reason = new Uint16Array(16);
  /** Number of the check that failed it. */
  #failedBy = new Uint8Array(16);

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
    if (this.#came - this.#left > this.#mask) this.#grow();
    const at = this.#came & this.#mask;
    this.#timeMs[at] = timeMs;
    this.#value[at] = value;
    this.#flag[at] = Flag.NotEvaluated;
    this.#reason[at] = 0;
    this.#failedBy[at] = NOBODY;
    this.#came++;
    this.#enter(0, this.#came - 1);
  }

  /** No reading before this instant follows (Infinity: none at all). */
  advance(timeMs: number): void {
    for (let k = 0; k < this.#checks.length && this.isWaiting; k++) {
      // What an earlier check still holds will come to this one.
      const held = k > 0 && this.#passed[k - 1] < this.#came;
      this.#checks[k].advance(held ? Math.min(timeMs, this.#timeMs[this.#passed[k - 1] & this.#mask]) : timeMs);
    }
  }

  /** Reading `place` comes to check k; readings come to it in their order. */
  #enter(k: number, place: number): void {
    if (k === this.#checks.length) this.#leave();
    else if (this.#failedBy[place & this.#mask] < k) this.#passFailed(k);
    else this.#checks[k].add(this.#timeMs[place & this.#mask], this.#value[place & this.#mask]);
  }

  #decide(k: number, flag: Flag, count: number): void {
    const tally = this.#tallies[k];
    tally[flag] += count;
    for (; count > 0; count--) {
      this.#passFailed(k);
      const at = this.#passed[k] & this.#mask;
      this.#flag[at] = rollUp(this.#flag[at] as Flag, flag);
      if (flag === Flag.Suspect || flag === Flag.Fail) this.#reason[at] |= this.#reasons[k];
      if (flag === Flag.Fail) this.#failedBy[at] = k;
      this.#pass(k);
    }
    this.#passFailed(k);
  }

  /** Lets readings go by that check k does not see. */
  #passFailed(k: number): void {
    const entered = k === 0 ? this.#came : this.#passed[k - 1];
    while (this.#passed[k] < entered && this.#failedBy[this.#passed[k] & this.#mask] < k) {
      this.#tallies[k][Flag.NotEvaluated]++;
      this.#pass(k);
    }
  }

  #pass(k: number): void {
    const place = this.#passed[k]++;
    this.#enter(k + 1, place);
  }

  #leave(): void {
    const at = this.#left++ & this.#mask;
    this.#onJudged(this.#flag[at] as Flag, this.#reason[at]);
  }

  #grow(): void {
    const places = Float64Array.from({ length: this.#came - this.#left }, (_, k) => this.#left + k);
    const mask = 2 * this.#mask + 1;
    const moved = <Column extends Float64Array | Uint8Array | Uint16Array>(column: Column, larger: Column): Column => {
      for (const place of places) larger[place & mask] = column[place & this.#mask];
      return larger;
    };
    this.#timeMs = moved(this.#timeMs, new Float64Array(mask + 1));
    this.#value = moved(this.#value, new Float64Array(mask + 1));
    this.#flag = moved(this.#flag, new Uint8Array(mask + 1));
    this.#reason = moved(this.#reason, new Uint16Array(mask + 1));
    this.#failedBy = moved(this.#failedBy, new Uint8Array(mask + 1));
    this.#mask = mask;
  }
}
