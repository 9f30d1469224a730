// Runs of readings that keep within a narrow span for a long time: what flat line and attenuated signal have in common.
import { Flag } from '../model/flag.js';
import { NumberQueue } from '../stats/number-queue.js';
import { SlidingExtremes } from '../stats/sliding-extremes.js';
import type { Decide, SeriesCheck } from './series-check.js';

/** What a run is. */
export interface QuietRunRule {
  /** Whether readings whose largest and smallest differ by so much are quiet; where it holds for a spread it holds for smaller ones. */
  readonly isQuiet: (spread: number) => boolean;
  /** How long they must be quiet. */
  readonly spanMs: number;
  /** What the readings of such a run get. */
  readonly flag: Flag;
}

/** A hole of more than this share of the span ends a stretch, so a run has at least five readings: the count of QARTOD's flat line test. */
const LONGEST_HOLE = 0.25;

/**
 * Flags every reading of every quiet run: readings without a long hole between them, the last at least `spanMs` after the first. Smaller
 * holes do not end a run. Others pass; those of a stretch that is shorter than the span, between two long holes, are not evaluated.
 * Readings wait until their run is long enough or broken, so no longer than the span. Amortised O(1) a reading; memory: one span.
 */
export class QuietRunCheck implements SeriesCheck {
  readonly #rule: QuietRunRule;
  readonly #decide: Decide;
  /** The longest quiet run that ends with the last reading; once it is long enough, what of it the last span needs. */
  readonly #run = new SlidingExtremes();
  readonly #runMs = new NumberQueue();
  /** First reading of the stretch. */
  #stretchMs = NaN;
  #lastMs = NaN;
  #undecided = 0;

  constructor(rule: QuietRunRule, decide: Decide) {
    this.#rule = rule;
    this.#decide = decide;
  }

  add(timeMs: number, value: number): void {
    this.advance(timeMs);
    const { isQuiet, spanMs, flag } = this.#rule;
    if (Number.isNaN(this.#stretchMs)) this.#stretchMs = timeMs;
    this.#lastMs = timeMs;
    this.#undecided++;
    this.#run.push(value);
    this.#runMs.push(timeMs);
    while (this.#run.length > 1 && !isQuiet(this.#run.spread)) this.#shorten();
    if (!this.#isStretchLongEnough()) return;
    this.#settle(Flag.Pass, this.#undecided - this.#run.length);
    if (timeMs - this.#runMs.at(0) < spanMs) return;
    this.#settle(flag, this.#undecided);
    while (timeMs - this.#runMs.at(1) >= spanMs) this.#shorten();
  }

  advance(timeMs: number): void {
    if (timeMs - this.#lastMs <= LONGEST_HOLE * this.#rule.spanMs) return;
    this.#settle(this.#isStretchLongEnough() ? Flag.Pass : Flag.NotEvaluated, this.#undecided);
    this.#run.clear();
    this.#runMs.clear();
    this.#stretchMs = NaN;
  }

  #isStretchLongEnough(): boolean {
    return this.#lastMs - this.#stretchMs >= this.#rule.spanMs;
  }

  #shorten(): void {
    this.#run.shift();
    this.#runMs.shift();
  }

  #settle(flag: Flag, count: number): void {
    if (count <= 0) return;
    this.#undecided -= count;
    this.#decide(flag, count);
  }
}
