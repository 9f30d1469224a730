// A scenario: which faults to put into a log, as a person writes them down in JSON.

/**
 * How a lasting fault sets in: `abrupt`, with its full size at once; `incipient`, growing linearly to its full size at the end of its
 * run; `intermittent`, coming and going, for 5 readings on average each, while the run lasts.
 */
export const ONSETS = ['abrupt', 'incipient', 'intermittent'] as const;
export type Onset = (typeof ONSETS)[number];

/** Which way a fault goes: up, down, or either with equal chance. */
export const DIRECTIONS = ['both', 'up', 'down'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** One fault of a scenario. It strikes at random (rate), or once over a stretch of time (from, to), or at random within that stretch. */
export interface ScenarioFault {
  /** Name or alias of a fault of the catalogue. */
  readonly fault: string;
  /** Ids of the sensors, `*` stands for any characters. Default all. */
  readonly sensors?: string;
  /** Share of the instants that have the fault, 0 to 1; for clock-step, of those at which the clock jumps. */
  readonly rate?: number;
  /** Since the start of the log, as durations: `10m`. Default its start and its end. */
  readonly from?: string;
  readonly to?: string;
  /** How strong: °C, °C an hour, a share, readings, or a duration, as the fault has it; `LOW:HIGH` draws one for each run. */
  readonly magnitude?: number | string;
  /** How long each run lasts, `5m`, or drawn for each: `1m:10m`. Default 60 intervals, or from `from` to `to` where there is no rate. */
  readonly duration?: string;
  /** Default abrupt. */
  readonly onset?: Onset;
  /** Default both. */
  readonly direction?: Direction;
}

/** What a scenario file holds. */
export interface Scenario {
  readonly faults: readonly ScenarioFault[];
}
