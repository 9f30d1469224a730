// What is shown of a recovery: the words that the pipeline gathers and the report draws. Plain values, thinned to what a page can hold.
import type { DeadLetterCode } from './dead-letter.js';

/** Readings that passed or were kept, in order of time; columns are parallel. */
export interface ObservedPoints {
  /** Epoch milliseconds, with a fraction where the log is finer. */
  readonly timeMs: readonly number[];
  readonly value: readonly number[];
  /** QARTOD flag: 1, 3, or 4 where it failed and was kept. */
  readonly flag: readonly number[];
}

/** Readings that were made, in order of time. */
export interface MadePoints {
  readonly timeMs: readonly number[];
  readonly value: readonly number[];
  /** 90 % interval; NaN where the line tells none. */
  readonly lo: readonly number[];
  readonly hi: readonly number[];
  readonly origin: readonly MadeOrigin[];
  readonly method: readonly string[];
}

export type MadeOrigin = 'filled' | 'repaired';

/** What became of a reading that is not in the clean series as it came. */
export type Outcome = 'replaced' | 'dropped' | 'contradicted';

/** Readings that the clean series does not hold as they came, in order of time. */
export interface SetAsidePoints {
  readonly timeMs: readonly number[];
  readonly value: readonly number[];
  /** The checks that it failed, or why else it is not there. */
  readonly why: readonly string[];
  readonly outcome: readonly Outcome[];
}

/** A void that was not filled. */
export interface OpenVoid {
  /** The good readings around it; at an edge of the series infinite. */
  readonly afterMs: number;
  readonly beforeMs: number;
  /** Events that are missing in it. */
  readonly instants: number;
  readonly why: string;
}

/** How many rows stand for each pair that is drawn: 1 where all are. */
export interface Thinning {
  readonly observed: number;
  readonly made: number;
  readonly setAside: number;
  /** Open voids that are not drawn. */
  readonly voids: number;
}

/** Events of one series by what they are. */
export interface SeriesCounts {
  readonly observed: number;
  readonly suspect: number;
  /** Failed and kept as they came. */
  readonly kept: number;
  readonly repaired: number;
  readonly filled: number;
  /** What the audit alone knows: readings that are neither in the clean series nor replaced, voids that were left, and events missing in them. */
  readonly dropped: number;
  readonly contradicted: number;
  readonly openVoids: number;
  readonly left: number;
}

/** Counts over time: bin i begins at fromMs + i * widthMs. */
export interface CourseBins {
  readonly fromMs: number;
  readonly widthMs: number;
  readonly observed: readonly number[];
  readonly repaired: readonly number[];
  readonly filled: readonly number[];
}

/** One series. */
export interface SeriesReport {
  readonly sensorId: string;
  /** Absent where it has none, or nobody says. */
  readonly cadenceMs?: number;
  readonly counts: SeriesCounts;
  /** Of the values of the clean series; NaN where it has none. */
  readonly least: number;
  readonly most: number;
  /** Of its events, but for those that a faulty clock put far away; NaN where it has none. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly course: CourseBins;
  readonly observed: ObservedPoints;
  readonly made: MadePoints;
  readonly setAside: SetAsidePoints;
  readonly voids: readonly OpenVoid[];
  readonly thinning: Thinning;
}

/** A bar of a histogram: what lies in [from, to). */
export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Readings that one check objected to. */
export interface ReasonCount {
  readonly name: string;
  readonly failed: number;
  readonly suspect: number;
}

/** Dead letters of one kind, and the first of them. */
export interface DeadLetterReport {
  readonly code: DeadLetterCode;
  readonly count: number;
  readonly file: string;
  readonly line: number;
  /** Its beginning. */
  readonly raw: string;
}

/** A file as the manifest describes it. */
export interface ReportedFile {
  readonly name: string;
  readonly byteCount: number;
  readonly crc32: string;
  readonly sha256?: string;
}

/** What a manifest says of the run. */
export interface RunReport {
  readonly version: string;
  readonly command: string;
  readonly seed: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: readonly ReportedFile[];
  readonly outputs: readonly ReportedFile[];
  readonly accounting: Readonly<Record<string, number>>;
  /** How often each check along a series said what. */
  readonly checks: readonly Readonly<Record<string, unknown>>[];
}

/** Everything that is shown. */
export interface RecoveryReport {
  /** Of the clean series. */
  readonly name: string;
  readonly run?: RunReport;
  /** Events of the clean series, all series together. */
  readonly events: number;
  readonly series: readonly SeriesReport[];
  /** Series beyond those that are drawn. */
  readonly seriesLeft: number;
  /** Lengths of voids in events: of those that were filled, and of those that were left. Undefined without an audit. */
  readonly filledVoids?: readonly HistogramBin[];
  readonly openVoids?: readonly HistogramBin[];
  /** How far readings that were replaced lay from what was expected of them. */
  readonly errors: readonly HistogramBin[];
  /** Those with most failed readings first. */
  readonly reasons: readonly ReasonCount[];
  readonly deadLetters?: readonly DeadLetterReport[];
}
