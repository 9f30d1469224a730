// The latest good readings of a series, numbered in order: what a void's context is taken from.
import { spanMs } from './voids.js';

/** A growing window over numbered readings: old ones are given up as soon as nobody needs them. */
export class RecentReadings {
  #timeMs = new Float64Array(4);
  #timeNs = new Int32Array(4);
  #value = new Float64Array(4);
  /** Numbers of the oldest reading kept and of the next one to come. */
  #oldest = 0;
  #next = 0;

  /** Number of the latest reading; -1 before the first. */
  get latest(): number {
    return this.#next - 1;
  }

  /** Adds a reading. Readings numbered below `needed` are given up. Amortised O(1). */
  push(timeMs: number, timeNs: number, value: number, needed: number): void {
    if (needed > this.#oldest) this.#oldest = Math.min(needed, this.#next);
    if (this.#next - this.#oldest === this.#value.length) this.#grow();
    const slot = this.#next++ & (this.#value.length - 1);
    this.#timeMs[slot] = timeMs;
    this.#timeNs[slot] = timeNs;
    this.#value[slot] = value;
  }

  timeMs(number: number): number {
    return this.#timeMs[number & (this.#value.length - 1)];
  }

  timeNs(number: number): number {
    return this.#timeNs[number & (this.#value.length - 1)];
  }

  value(number: number): number {
    return this.#value[number & (this.#value.length - 1)];
  }

  /**
   * Readings from `number` on into the given direction, as long as they lie within `steps` cadences of it, ascending in time. Of several
   * at one step the nearest, so that none takes the place of the reading that bounds the void.
   */
  around(number: number, direction: 1 | -1, steps: number, cadenceMs: number): { steps: number[]; values: number[] } {
    const found = { steps: [] as number[], values: [] as number[] };
    for (let k = number; k >= this.#oldest && k < this.#next; k += direction) {
      const span = spanMs(this.timeMs(number), this.timeNs(number), this.timeMs(k), this.timeNs(k));
      const step = Math.round(span / cadenceMs);
      if (Math.abs(step) > steps) break;
      if (step === found.steps.at(-1)) continue;
      found.steps.push(step);
      found.values.push(this.value(k));
    }
    if (direction === -1) {
      found.steps.reverse();
      found.values.reverse();
    }
    return found;
  }

  #grow(): void {
    const old = { timeMs: this.#timeMs, timeNs: this.#timeNs, value: this.#value };
    const size = old.value.length;
    this.#timeMs = new Float64Array(size * 2);
    this.#timeNs = new Int32Array(size * 2);
    this.#value = new Float64Array(size * 2);
    for (let k = this.#oldest; k < this.#next; k++) {
      const [from, to] = [k & (size - 1), k & (size * 2 - 1)];
      this.#timeMs[to] = old.timeMs[from];
      this.#timeNs[to] = old.timeNs[from];
      this.#value[to] = old.value[from];
    }
  }
}
