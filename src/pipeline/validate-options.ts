// What a validation can be told.
import type { IntervalRule } from '../fill/interval.js';
import type { Finding } from '../model/validation.js';
import type { CheckOptions } from '../validate/checks.js';
import type { SeriesCheckOptions } from '../validate/series-checks.js';
import type { ReadOptions } from './options.js';

/** How a log is validated. */
export interface ValidateLogOptions extends CheckOptions, ReadOptions {
  /** Checks of readings against their neighbours in event time; none by default. */
  readonly checks?: SeriesCheckOptions;
  /** Nominal cadence by series, by which these tell a gap; estimated where no rule applies. */
  readonly intervals?: readonly IntervalRule[];
  /** Hand out at most so many findings; all are counted. */
  readonly maxFindings?: number;
}

/** Takes the next findings. */
export type OnFindings = (findings: readonly Finding[]) => void | Promise<void>;
