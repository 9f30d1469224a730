// The latest good readings of a series, numbered in order: what a void's context is taken from.
import { spanMs } from './voids.js';

const FEWEST = 4;
const COLUMNS = 3;

/** How many readings, the first among them, are looked at for so many steps of context. */
export function readingsWithin(steps: number): number {
  return 2 * steps + 1;
}

/** A window as plain data: the number of its oldest reading, and all readings in order. */
export interface RecentState {
  readonly oldest: number;
  readonly timeMs: Float64Array;
  readonly timeNs: Int32Array;
  readonly value: Float64Array;
}

/** A growing window over numbered readings: old ones are given up as soon as nobody needs them. */
export class RecentReadings {
  /** How many readings there is room for, a power of two. */
  #size = FEWEST;
  /** Milliseconds of all places, then nanoseconds, then values: an array of each would take twice the memory, and there may be a million series. */
  #columns = new Float64Array(COLUMNS * FEWEST);
  /** Numbers of the oldest reading kept and of the next one to come. */
  #oldest = 0;
  #next = 0;

  /** Number of the latest reading; -1 before the first. */
  get latest(): number {
    return this.#next - 1;
  }

  /** Whether the next reading takes more room, unless older ones are given up. */
  get isFull(): boolean {
    return this.#next - this.#oldest === this.#size;
  }

  /** Gives up the readings numbered below `needed`. */
  giveUpBefore(needed: number): void {
    if (needed > this.#oldest) this.#oldest = Math.min(needed, this.#next);
  }

  /** Adds a reading. Amortised O(1). */
  push(timeMs: number, timeNs: number, value: number): void {
    if (this.isFull) this.#grow();
    const columns = this.#columns;
    const size = this.#size;
    const slot = this.#next++ & (size - 1);
    columns[slot] = timeMs;
    columns[slot + size] = timeNs;
    columns[slot + 2 * size] = value;
  }

  timeMs(number: number): number {
    return this.#columns[number & (this.#size - 1)];
  }

  timeNs(number: number): number {
    return this.#columns[(number & (this.#size - 1)) + this.#size];
  }

  value(number: number): number {
    return this.#columns[(number & (this.#size - 1)) + 2 * this.#size];
  }

  /**
   * Readings from `number` on into the given direction, nearest first, as long as they lie within `steps` cadences of it: their steps and
   * values. Of several at one step the nearest, so that none takes the place of the reading that bounds the void; of so many that there
   * are two a step those alone. @returns how many.
   */
  around(number: number, direction: 1 | -1, steps: number, cadenceMs: number, outSteps: Int32Array, outValues: Float64Array): number {
    outSteps[0] = 0;
    outValues[0] = this.value(number);
    let count = 1;
    if (steps === 0) return count;
    const [startMs, startNs] = [this.timeMs(number), this.timeNs(number)];
    const last = number + direction * readingsWithin(steps);
    for (let k = number + direction; k !== last && k >= this.#oldest && k < this.#next; k += direction) {
      const step = Math.round(spanMs(startMs, startNs, this.timeMs(k), this.timeNs(k)) / cadenceMs);
      if (Math.abs(step) > steps) break;
      if (step === outSteps[count - 1]) continue;
      outSteps[count] = step;
      outValues[count++] = this.value(k);
    }
    return count;
  }

  /** Its readings, to go on from there. */
  save(): RecentState {
    const numbers = Array.from({ length: this.#next - this.#oldest }, (_, i) => this.#oldest + i);
    return {
      oldest: this.#oldest,
      timeMs: Float64Array.from(numbers, (number) => this.timeMs(number)),
      timeNs: Int32Array.from(numbers, (number) => this.timeNs(number)),
      value: Float64Array.from(numbers, (number) => this.value(number)),
    };
  }

  /** Takes the place of whatever it held. */
  restore({ oldest, timeMs, timeNs, value }: RecentState): void {
    this.#oldest = this.#next = oldest;
    for (let i = 0; i < value.length; i++) this.push(timeMs[i], timeNs[i], value[i]);
  }

  #grow(): void {
    const readings = this.save();
    this.#size *= 2;
    this.#columns = new Float64Array(COLUMNS * this.#size);
    this.restore(readings);
  }
}
