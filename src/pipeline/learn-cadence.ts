// The cadence of each series from its first readings in event time, so that it stays what it is when a log grows.
import { estimateCadence } from '../fill/cadence.js';
import { givenIntervalMs, type IntervalRule } from '../fill/interval.js';

/** Spacings that a cadence is learned from. */
const ENOUGH = 64;

/** What is known of the cadence of a series. */
export interface LearnedCadence {
  /** NaN where there is nothing to learn it from. */
  readonly cadenceMs: number;
  /** The instant of the last reading that it was learned from: Infinity where more readings could change it, -Infinity where it was given. */
  readonly untilMs: number;
}

/** Learns the cadence of one series: give it the instants of its readings in order. */
export class CadenceLearner {
  readonly #spacings: number[] = [];
  #lastMs = NaN;
  #known: LearnedCadence | undefined;

  constructor(rules: readonly IntervalRule[], sensorId: string, earlier?: LearnedCadence) {
    const given = givenIntervalMs(rules, sensorId);
    this.#known = given === undefined ? earlier : { cadenceMs: given, untilMs: -Infinity };
  }

  /** Undefined as long as more readings are needed. */
  get known(): LearnedCadence | undefined {
    return this.#known;
  }

  add(timeMs: number): void {
    if (this.#known || timeMs === this.#lastMs) return;
    if (!Number.isNaN(this.#lastMs)) this.#spacings.push(timeMs - this.#lastMs);
    this.#lastMs = timeMs;
    if (this.#spacings.length === ENOUGH) this.#known = { cadenceMs: this.#estimate(), untilMs: timeMs };
  }

  /** The cadence by all readings there are. */
  finish(): LearnedCadence {
    this.#known ??= { cadenceMs: this.#estimate(), untilMs: Infinity };
    return this.#known;
  }

  #estimate(): number {
    return estimateCadence(Float64Array.from(this.#spacings)).cadenceMs;
  }
}
