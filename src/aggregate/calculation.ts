// A calculation of the user's own: what it is given, and what it is kept from, so that the same events always give the same result.
import { TelemendError } from '../model/errors.js';
import type { Event } from '../model/event.js';

/** What a calculation knows beside the events. */
export interface CalculationContext {
  readonly sensorId: string;
  /** RFC 3339, UTC: the first instant of the window, and the first behind it. */
  readonly windowStart: string;
  readonly windowEnd: string;
  /** Uniform in [0, 1): the same numbers for the same --seed, series and window. */
  random(): number;
}

/**
 * A pure reducer over the events of one window and one series, in event-time order: what `--calc FILE` takes as the module's default export.
 * It gets no clock: where it asks for the time or for Math.random, it is stopped.
 *
 * @example
 * // worker.mjs
 * export default {
 *   version: '1.0.0',
 *   init: () => ({ sum: 0, count: 0 }),
 *   step: (state, event) => ({ sum: state.sum + event.temperature, count: state.count + 1 }),
 *   finish: ({ sum, count }) => ({ mean: sum / count }),
 * };
 */
export interface Calculation<State, Result extends object = Record<string, unknown>> {
  /** Stands in the manifest, so that results of two versions can be told apart. */
  readonly version?: string;
  /** The state before the first event of a window. */
  init(context: CalculationContext): State;
  /** Takes one event; what it returns is the state from now on. */
  step(state: State, event: Event, context: CalculationContext): State;
  /** The fields of the row; null for no row. */
  finish(state: State, context: CalculationContext): Result | null;
}

export type AnyCalculation = Calculation<unknown>;

/** Whether a module's export can be used as a calculation. */
export function isCalculation(value: unknown): value is AnyCalculation {
  const candidate = value as Record<string, unknown> | null | undefined;
  return typeof candidate === 'object' && candidate !== null && ['init', 'step', 'finish'].every((name) => typeof candidate[name] === 'function');
}

/** One run of a calculation over one window. @throws TelemendError `bad-input` that names window and event where the calculation throws. */
export class CalculationRun {
  readonly #calculation: AnyCalculation;
  readonly #context: CalculationContext;
  #state: unknown;

  constructor(calculation: AnyCalculation, context: CalculationContext) {
    this.#calculation = calculation;
    this.#context = context;
    this.#state = this.#guarded('init', undefined, () => calculation.init(context));
  }

  step(event: Event): void {
    this.#state = this.#guarded('step', event, () => this.#calculation.step(this.#state, event, this.#context));
  }

  finish(): Record<string, unknown> | null {
    const result = this.#guarded('finish', undefined, () => this.#calculation.finish(this.#state, this.#context));
    if (result === null) return null;
    if (typeof result === 'object' && !Array.isArray(result)) return result;
    throw this.#failure('finish', undefined, new Error('it returned neither an object nor null'));
  }

  #guarded<T>(phase: string, event: Event | undefined, run: () => T): T {
    try {
      const made = withoutClock(run);
      if (made instanceof Promise) throw new Error('it is asynchronous, and a calculation has nothing to wait for');
      return made;
    } catch (error) {
      throw this.#failure(phase, event, error);
    }
  }

  #failure(phase: string, event: Event | undefined, error: unknown): TelemendError {
    const { sensorId, windowStart, windowEnd } = this.#context;
    const at = event === undefined ? '' : `, event ${event.event_id ?? ''} at ${event.timestamp}`.replace('  ', ' ');
    const what = error instanceof Error ? error.message : String(error);
    return new TelemendError('bad-input', `the calculation failed in ${phase}: ${what} (series ${sensorId}, window ${windowStart} to ${windowEnd}${at})`, {
      hint: 'nothing was written: mend the calculation, or leave such events out of the log',
      cause: error,
    });
  }
}

const { Date: REAL_DATE } = globalThis;
const { random: REAL_RANDOM } = Math;
const REAL_NOW = performance.now.bind(performance);
const noTime = refusal('the time', 'take event.timestamp or context.windowStart');
const noRandom = refusal('Math.random', 'take context.random()');
const DateWithoutNow = new Proxy(REAL_DATE, {
  construct: (target, args) => (args.length === 0 ? noTime() : (Reflect.construct(target, args) as Date)),
  apply: noTime,
  get: (target, name, receiver) => (name === 'now' ? noTime : (Reflect.get(target, name, receiver) as unknown)),
});

/** Runs a function, which must not await, that can ask neither for the time nor for random numbers of its own. */
export function withoutClock<T>(run: () => T): T {
  globalThis.Date = DateWithoutNow;
  Math.random = noRandom;
  performance.now = noTime;
  try {
    return run();
  } finally {
    globalThis.Date = REAL_DATE;
    Math.random = REAL_RANDOM;
    performance.now = REAL_NOW;
  }
}

function refusal(what: string, instead: string): () => never {
  return () => {
    throw new Error(`${what} is not to be had in a calculation: ${instead}`);
  };
}
