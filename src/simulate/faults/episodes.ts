// When a fault of a scenario is there: runs of readings that begin by chance or at a set time, and how the fault grows, comes and goes in them.
import type { Rng } from '../../stats/rng.js';
import type { Direction, Onset } from '../scenario.js';
import type { Range } from '../../model/event.js';
import type { Episode } from './kind.js';

/** What of a plan decides when the fault is there. */
export interface EpisodePlan {
  /** Chance that a run begins at an instant of none. */
  readonly startChance: number;
  /** It strikes once, as soon as it may. */
  readonly once: boolean;
  /** Since the start of the log: [fromMs, toMs). */
  readonly fromMs: number;
  readonly toMs: number;
  /** Readings of a run. */
  readonly readings: Range;
  /** Without sign. */
  readonly magnitude: Range;
  readonly direction: Direction;
  readonly onset: Onset;
  /** A strike within a run begins anew, with its size added. */
  readonly adds: boolean;
  /** Magnitudes are whole numbers, each of the range with the same chance. */
  readonly whole: boolean;
}

/** Streams of their own, so that a change of one thing leaves the others as they were. */
export interface EpisodeStreams {
  readonly strike: Rng;
  readonly length: Rng;
  readonly size: Rng;
  readonly phase: Rng;
}

/** Readings that an intermittent fault is there, or away, on average. */
const PHASE_READINGS = 5;

/** The runs of one fault on one sensor. `next` is to be called for every reading in order. */
export class Episodes implements Episode {
  sinceMs = 0;
  size = 0;
  share = 1;
  readonly #plan: EpisodePlan;
  readonly #streams: EpisodeStreams;
  readonly #intervalMs: number;
  readonly #logEndMs: number;
  #onsetMs = -Infinity;
  #endMs = -Infinity;
  #isOn = true;
  #isOver = false;

  /** @param logEndMs when the reading after the last one would be taken; all times are since the start of the log */
  constructor(plan: EpisodePlan, streams: EpisodeStreams, intervalMs: number, logEndMs: number) {
    this.#plan = plan;
    this.#streams = streams;
    this.#intervalMs = intervalMs;
    this.#logEndMs = logEndMs;
  }

  /** Whether the fault is there at the next reading; then the fields tell of its run. O(1). */
  next(timeMs: number): boolean {
    const { startChance, fromMs, toMs, onset, adds } = this.#plan;
    // One number an instant, whatever comes of it: so the rate alone decides where runs begin.
    const struck = this.#streams.strike.uniform() < startChance && !this.#isOver;
    if (timeMs < fromMs || timeMs >= toMs) return false;
    const goesOn = timeMs < this.#endMs;
    if (struck && (adds || !goesOn)) this.#begin(timeMs, goesOn);
    else if (!goesOn) return false;
    else if (onset === 'intermittent' && this.#streams.phase.uniform() * PHASE_READINGS < 1) this.#isOn = !this.#isOn;
    this.sinceMs = timeMs - this.#onsetMs;
    if (onset === 'incipient') this.share = Math.min(1, (this.sinceMs + this.#intervalMs) / (this.#endMs - this.#onsetMs));
    return this.#isOn;
  }

  #begin(timeMs: number, adds: boolean): void {
    const { once, readings, magnitude, direction, toMs, whole } = this.#plan;
    const { length, size } = this.#streams;
    const count = readings.low === Infinity ? Infinity : readings.low + Math.floor(length.uniform() * (readings.high - readings.low + 1));
    const sign = direction === 'both' ? (size.uniform() < 0.5 ? -1 : 1) : direction === 'up' ? 1 : -1;
    const place = size.uniform();
    const width = magnitude.high - magnitude.low;
    const drawn = sign * (magnitude.low + (whole ? Math.floor(place * (width + 1)) : place * width));
    this.#onsetMs = timeMs;
    this.#endMs = Math.min(timeMs + count * this.#intervalMs, toMs, this.#logEndMs);
    this.size = adds ? this.size + drawn : drawn;
    this.#isOn = true;
    this.#isOver = once;
  }
}
