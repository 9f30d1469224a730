// The mean of a step of time, weighted by time: between two readings the course is a straight line, and where none can be drawn it is unknown.
import { NS_PER_MS } from '../model/calendar.js';
import { Flag, Origin, rollUp } from '../model/flag.js';
import type { TumblingWindow } from './tumbling-windows.js';

/** What is averaged of a reading: its value, what is known of that where it was made (mean, lo, hi, sd), and whether it was (0 or 1). */
export const CHANNELS = 6;

/** A reading, as the line goes through it. */
export interface Knot {
  timeMs: number;
  timeNs: number;
  readonly channels: Float64Array;
  origin: Origin;
  flag: Flag;
  isDeviated: boolean;
}

/**
 * The readings of one series in one step, and the time between them. A straight line from reading to reading, integrated exactly, over the time
 * that it covers: the time-weighted average of OPC UA Part 13 with sloped interpolation (TimeAverage2), TimescaleDB's
 * time_weight('Linear'). Where no time is covered it is the plain mean of the readings.
 */
export class StepReadings {
  startMs = NaN;
  endMs = NaN;
  /** The instant of the first reading. */
  firstMs = NaN;
  firstNs = 0;
  /** Of all readings that the mean is of, those beside the step to which its line leads too: the least observed kind, and the worst flag. */
  origin: Origin = Origin.Observed;
  flag: Flag = Flag.NotEvaluated;
  isDeviated = false;
  #count = 0;
  #covered = 0;
  /** Plain means, and integrals over shares of the step: neither leaves the range of doubles where no reading does. */
  readonly #means = new Float64Array(CHANNELS);
  readonly #integrals = new Float64Array(CHANNELS);

  /** Begins a step, an earlier one forgotten; `first` is a reading that lies in it, which is still to be added. */
  open({ startMs, endMs }: TumblingWindow, { timeMs, timeNs, origin, flag, isDeviated }: Knot): void {
    this.#count = this.#covered = 0;
    this.#means.fill(0);
    this.#integrals.fill(0);
    this.startMs = startMs;
    this.endMs = endMs;
    this.firstMs = timeMs;
    this.firstNs = timeNs;
    this.origin = origin;
    this.flag = flag;
    this.isDeviated = isDeviated;
  }

  /** Takes a reading that lies in the step. O(1). */
  add(knot: Knot): void {
    this.#count++;
    const weight = 1 / this.#count;
    for (let i = 0; i < CHANNELS; i++) this.#means[i] = this.#means[i] * (1 - weight) + knot.channels[i] * weight;
    this.#mark(knot);
  }

  /** Takes what of the line between two readings lies in the step. O(1). */
  join(before: Knot, after: Knot): void {
    const [beforeAt, afterAt] = [this.#at(before), this.#at(after)];
    const from = Math.max(beforeAt, 0);
    const stepMs = this.endMs - this.startMs;
    const to = Math.min(afterAt, stepMs);
    const width = (to - from) / stepMs;
    if (!(width > 0)) return;
    // A straight line's mean is its middle.
    const share = ((from + to) / 2 - beforeAt) / (afterAt - beforeAt);
    const [start, end] = [before.channels, after.channels];
    for (let i = 0; i < CHANNELS; i++) this.#integrals[i] += width * (start[i] * (1 - share) + end[i] * share);
    this.#covered += width;
    this.#mark(before);
    this.#mark(after);
  }

  /** Share of the step that lies between two readings which belong together. */
  get coverage(): number {
    return this.#covered;
  }

  /** The average of a channel. O(1). */
  average(channel: number): number {
    return this.#covered > 0 ? this.#integrals[channel] / this.#covered : this.#means[channel];
  }

  /** Milliseconds since the step's start. */
  #at({ timeMs, timeNs }: Knot): number {
    return timeMs - this.startMs + timeNs / NS_PER_MS;
  }

  #mark({ origin, flag, isDeviated }: Knot): void {
    // In the order of how far from observed they are: observed, repaired, filled.
    if (origin > this.origin) this.origin = origin;
    this.flag = rollUp(this.flag, flag);
    this.isDeviated ||= isDeviated;
  }
}
