// What a first look at a log finds: the words that the pipeline says and the report prints.
import type { TemperatureUnit } from './unit.js';
import type { DeadLetterCode } from './dead-letter.js';
import type { FieldName, FieldNames, Range, TimeUnit } from './event.js';
import type { LinePlace } from './validation.js';

/** Kinds of JSON values. */
export type JsonType = 'text' | 'number' | 'true/false' | 'null' | 'object' | 'list';

/** One field of the top level of some lines. */
export interface FieldCensus {
  readonly name: string;
  /** Lines that have it. */
  readonly lines: number;
  readonly types: ReadonlyMap<JsonType, number>;
  /** Of its numbers; Infinity and -Infinity where there is none. */
  readonly low: number;
  readonly high: number;
  /** Whole numbers. */
  readonly whole: number;
  /** Different values, as far as they were counted. */
  readonly distinct: ReadonlySet<unknown>;
  /** JSON of its first value that is not null. */
  readonly example: string;
  /** Texts that are RFC 3339 but perhaps for their zone, and those of them without one. */
  readonly dateTimes: number;
  readonly zoneless: number;
  /** Texts that spell a number. */
  readonly numericTexts: number;
  /** Names inside of its first object. */
  readonly inside: readonly string[];
}

/** What stands in some lines of a log. */
export interface LineCensus {
  /** Lines looked at, blank ones left out. */
  readonly lines: number;
  readonly notJson: number;
  readonly notObjects: number;
  /** In the order in which they come up. */
  readonly fields: readonly FieldCensus[];
  /** Fields beyond those that are counted. */
  readonly fieldsLeft: number;
  /** The beginning of the first line that is no object. */
  readonly odd?: string;
}

/** A way to read a log. What is telemend's own way already is left out. */
export interface FormatGuess {
  /** The fields that have another name. */
  readonly fields: Partial<Record<FieldName, string>>;
  readonly timeUnit?: TimeUnit;
  readonly assumeUtc?: true;
  /** Numbers of a table are written 21,5. */
  readonly decimalComma?: true;
  /** Readings that hardly are any: -999, NaN. */
  readonly missing?: readonly string[];
  /** The two fields without which a line is no event, where no field of the log can be them. */
  readonly unknown: readonly ('timestamp' | 'temperature')[];
}

/** Lines that are no events for one reason. */
export interface DeadLines {
  readonly code: DeadLetterCode;
  readonly count: number;
  readonly first: LinePlace;
  /** The beginning of the first of them. */
  readonly raw: string;
}

/** Events that stand behind a later one. Milliseconds. */
export interface Disorder {
  /** Such events. */
  readonly late: number;
  /** Those of them that stand behind a later one of their own series. */
  readonly lateInSeries: number;
  /** Lateness of the latest, and what 99 % of the late ones do not exceed (from a sample, where there are many). */
  readonly mostMs: number;
  readonly usualMs: number;
}

/** How far single steps are from the cadence, ms: half of them, 95 in 100 of them, and the furthest. */
export interface Jitter {
  readonly medianMs: number;
  readonly usualMs: number;
  readonly mostMs: number;
}

/** Values that 0, 5, 50, 95 and 100 % of the readings lie at or below. */
export interface ValueQuantiles {
  readonly least: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  readonly most: number;
}

/** A void as the audit tells it. */
export interface InspectedVoid {
  /** RFC 3339; null at an edge of the series. */
  readonly after: string | null;
  readonly before: string | null;
  readonly lengthMs: number | null;
  readonly instants: number;
}

/** A change of cadence as the audit tells it. */
export interface InspectedRegime {
  readonly timestamp: string;
  readonly fromCadenceMs: number;
  readonly toCadenceMs: number;
}

/** Voids and cadences of one series, as a recovery meets them. */
export interface SeriesVoids {
  readonly sensorId: string;
  readonly voids: number;
  /** Instants in them. */
  readonly instants: number;
  /** Voids that a recovery leaves unless it is told a longer --max-gap. */
  readonly longVoids: number;
  /** The longest first, at most three. */
  readonly longest: readonly InspectedVoid[];
  readonly regimes: readonly InspectedRegime[];
}

/** One series at a first look. */
export interface SeriesInspection extends SeriesVoids {
  readonly events: number;
  /** Of its good readings, whole ms; undefined where there is none. */
  readonly span?: { readonly firstMs: number; readonly lastMs: number };
  /** NaN where there are too few events to tell; fitShare of the spacings are multiples of it. */
  readonly cadenceMs: number;
  readonly fitShare: number;
  readonly regular: boolean;
  /** Readings in clusters that a faulty clock made. */
  readonly strays: number;
  readonly jitter?: Jitter;
  readonly values?: ValueQuantiles;
}

/** Lines by what became of them; the sum of all but `lines` and what was observed. */
export interface InspectedLines {
  readonly lines: number;
  readonly blank: number;
  readonly deadLetters: number;
  readonly outside: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly missing: number;
  readonly synthetic: number;
}

/** A first look at a log. */
export interface LogInspection {
  readonly files: readonly { readonly name: string; readonly byteCount: number; readonly torn: boolean; readonly headLines: number }[];
  readonly census: LineCensus;
  /** How the table is laid out, where the log is CSV. */
  readonly csv?: { readonly delimiter: string; readonly columns: readonly string[]; readonly decimalComma: boolean };
  /** How the log was read: as it was told, and guessed where it was not. */
  readonly fields: FieldNames;
  /** What of that was guessed. */
  readonly guess: FormatGuess;
  readonly accounting: InspectedLines;
  /** By how many there are. */
  readonly deadLines: readonly DeadLines[];
  readonly disorder: Disorder;
  /** By the byte order of their ids. */
  readonly series: readonly SeriesInspection[];
  readonly values?: ValueQuantiles;
  /** Where the range that holds unless told otherwise does not suit. */
  readonly proposedRange?: Range;
  /** That range. */
  readonly assumedRange: Range;
  /** The unit that readings outside of it seem to have instead of the one they were read in. */
  readonly likelyUnit?: TemperatureUnit;
}
