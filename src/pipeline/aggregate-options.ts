// What a view is made of: everything that decides its bytes, as it stands in its manifest.
import type { AnyCalculation } from '../aggregate/calculation.js';
import type { IntervalRule } from '../fill/interval.js';
import { DECODE_DEFAULTS, type DecodeOptions } from '../io/decode.js';
import type { FileReading } from '../io/open-event-log.js';
import { withDefaults } from '../model/defaults.js';
import type { Range } from '../model/event.js';
import { CHECK_DEFAULTS } from '../validate/check-rules.js';

/** A calculation that was loaded, with what tells it from others. */
export interface LoadedCalculation {
  readonly path: string;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
  readonly version?: string;
  readonly calculation: AnyCalculation;
}

export interface ViewOptions {
  readonly windowMs: number;
  /** IANA name; UTC without one. */
  readonly timeZone?: string;
  readonly range?: Range;
  /** Shares from 0 to 1. */
  readonly quantiles?: readonly number[];
  /** Nominal cadence by series; learned from its first readings where no rule applies. */
  readonly intervals?: readonly IntervalRule[];
  readonly format?: 'jsonl' | 'csv';
  /** Key of the random numbers of a calculation. */
  readonly seed?: string;
  readonly sensors?: readonly string[];
  /** How the files of the log were opened. */
  readonly reading?: FileReading;
}

type Defaulted = Required<Pick<ViewOptions, 'range' | 'quantiles' | 'intervals' | 'format' | 'seed'>>;

/** The options of a view with every default in its place, and how its log is read. */
export type ViewSettings = ViewOptions & Defaulted & { readonly decode: DecodeOptions };

export const VIEW_DEFAULTS: Defaulted = Object.freeze({
  range: CHECK_DEFAULTS.range,
  quantiles: Object.freeze([0.05, 0.25, 0.5, 0.75, 0.95]),
  intervals: Object.freeze([]),
  format: 'jsonl' as const,
  seed: '1',
});

/** The options with their defaults; undefined is unset. */
export function viewSettings(options: ViewOptions, decode: Partial<DecodeOptions>): ViewSettings {
  const { windowMs, timeZone, sensors, reading } = options;
  return { windowMs, timeZone, sensors, reading, ...withDefaults(VIEW_DEFAULTS, options), decode: withDefaults(DECODE_DEFAULTS, decode) };
}
