// The smallest and the largest number of a window that slides along a series.
import { NumberQueue } from './number-queue.js';

/** A window over the numbers pushed and not yet shifted. Amortised O(1) a number; memory O(window). */
export class SlidingExtremes {
  readonly #values = new NumberQueue();
  /** Places, counted from the first number ever, of numbers that no later one undercuts (exceeds): the first is the extreme. */
  readonly #lows = new NumberQueue();
  readonly #highs = new NumberQueue();
  #first = 0;

  get length(): number {
    return this.#values.length;
  }

  /** Largest less smallest; only of a window that is not empty. */
  get spread(): number {
    return this.#value(this.#highs.at(0)) - this.#value(this.#lows.at(0));
  }

  push(value: number): void {
    const place = this.#first + this.#values.length;
    this.#values.push(value);
    while (this.#lows.length > 0 && this.#value(this.#lows.at(this.#lows.length - 1)) >= value) this.#lows.pop();
    while (this.#highs.length > 0 && this.#value(this.#highs.at(this.#highs.length - 1)) <= value) this.#highs.pop();
    this.#lows.push(place);
    this.#highs.push(place);
  }

  /** Drops the oldest number. */
  shift(): void {
    if (this.#lows.at(0) === this.#first) this.#lows.shift();
    if (this.#highs.at(0) === this.#first) this.#highs.shift();
    this.#values.shift();
    this.#first++;
  }

  clear(): void {
    this.#first += this.#values.length;
    this.#values.clear();
    this.#lows.clear();
    this.#highs.clear();
  }

  #value(place: number): number {
    return this.#values.at(place - this.#first);
  }
}
