// What a validation finds: the words that the pipeline says and the reports print.
import type { TemperatureUnit } from './unit.js';
import type { DeadLetterCode } from './dead-letter.js';
import type { Range } from './event.js';
import type { Flag } from './flag.js';

/** Where a line stands. */
export interface LinePlace {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** Byte offset in the file. */
  readonly offset: number;
}

/** A reading that is suspect or failed. */
export interface FlaggedReading extends LinePlace {
  readonly event_id?: string;
  readonly sensor_id: string;
  /** RFC 3339, UTC, however the log writes it. */
  readonly timestamp: string;
  /** °C. */
  readonly temperature: number;
  readonly flag: Flag;
  readonly reasons: readonly string[];
}

/** A line that is no event. */
export interface DeadLine extends LinePlace {
  readonly code: DeadLetterCode;
}

export type Finding = FlaggedReading | DeadLine;

/** How many readings have which flag. */
export interface FlagCounts {
  readonly pass: number;
  /** Left out of the checks: made by an earlier run. */
  readonly notEvaluated: number;
  readonly suspect: number;
  readonly fail: number;
  readonly missing: number;
}

/** What one check along the series made of the readings that no check of single readings failed. */
export interface CheckTally {
  readonly check: string;
  readonly pass: number;
  readonly suspect: number;
  readonly fail: number;
  /** It needs neighbours that were not there, or an earlier check had failed the reading. */
  readonly notEvaluated: number;
}

/** What a whole log came to. */
export interface ValidationSummary {
  /** lines = blank + dead letters + outside + the five flags of `total`. */
  readonly lines: number;
  readonly blank: number;
  /** Events of series that were not asked for. */
  readonly outside: number;
  readonly deadLetters: number;
  readonly deadLettersByCode: ReadonlyMap<DeadLetterCode, number>;
  readonly total: FlagCounts;
  /** By the byte order of their ids. */
  readonly series: readonly (FlagCounts & { readonly sensorId: string })[];
  /** How often each reason was given, by its name. */
  readonly reasons: ReadonlyMap<string, number>;
  /** The checks along the series, where any were asked for. */
  readonly checks?: readonly CheckTally[];
  /** Where more than half of the readings fail: a range that most of them would pass. */
  readonly proposedRange?: Range;
  /** The unit that they seem to have instead of the one they were read in. */
  readonly likelyUnit?: TemperatureUnit;
}
