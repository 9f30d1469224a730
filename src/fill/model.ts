// The words between the fillers and their callers: what a fit is made from, what a void looks like, what a fill gives back.
import type { Rng } from '../stats/rng.js';

/**
 * What a model is fitted on: the good observed readings of one series, sorted by time, from windows of event time.
 * Between windows nothing is known to be adjacent.
 */
export interface FitSample {
  /** Epoch milliseconds, ascending within a window. */
  readonly timeMs: Float64Array;
  /** °C, finite. */
  readonly value: Float64Array;
  /** The indices at which a window begins; the first is 0. */
  readonly windowStart: Uint32Array;
}

/** What a fit needs to know beside its sample. */
export interface FitOptions {
  readonly cadenceMs: number;
  /** The lengths in steps of voids met in the series; the models are judged on voids of these lengths. */
  readonly voidLengthsSteps?: readonly number[];
}

/**
 * A void to fill, in steps of the cadence: step 0 is the last good reading before it, steps 1 to n are missing, step n + 1 is good again.
 * Of each array the first `count` entries (`beforeCount`, `afterCount`) are meant.
 */
export interface VoidContext {
  readonly cadenceMs: number;
  /** The n instants to fill, ascending. */
  readonly count: number;
  readonly timeMs: Float64Array;
  readonly timeNs: Int32Array;
  /** The good reading before it; NaN where there is none. */
  readonly beforeMs: number;
  readonly beforeNs: number;
  /** Good readings from step 0 on, nearest first: 0, -1, ...; a step without a good reading is simply absent. None before the first reading. */
  readonly beforeCount: number;
  readonly beforeSteps: Int32Array;
  readonly beforeValues: Float64Array;
  /** Good readings from step n + 1 on, nearest first, by their distance from it: 0, 1, ... None after the last reading. */
  readonly afterCount: number;
  readonly afterSteps: Int32Array;
  readonly afterValues: Float64Array;
}

/** The fill of a void, one entry an instant; arrays may be longer. All values are finite and inside the range. */
export interface VoidFill {
  /** What is written as the reading. */
  readonly value: Float64Array;
  /** Best estimate. */
  readonly mean: Float64Array;
  /** Standard deviation of the true reading about `mean`. */
  readonly sd: Float64Array;
  /** The 90 % interval. */
  readonly lo: Float64Array;
  readonly hi: Float64Array;
  readonly method: string;
  /** Coherent alternatives: draws[k] is one path through the void. Only where they were asked for. */
  readonly draws?: readonly Float64Array[];
}

/** How the written value is made: a conditional draw, the straight line between the edges, or the last value held. */
export type FillMode = 'plausible' | 'linear' | 'hold';

/** Choices of a filler. */
export interface FillerOptions {
  readonly mode?: FillMode;
  /** What `plausible` writes: a coherent draw (default) or the best estimate. */
  readonly value?: 'draw' | 'mean';
  /** How many coherent alternatives go with each fill (default 0). */
  readonly draws?: number;
}

/** Fills one void. The result is scratch, valid until the next void. Complexity is linear in the void and its context. */
export type Filler = (context: VoidContext, rng: Rng) => VoidFill;
