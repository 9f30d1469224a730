// What the rest of the program has to know of a log's lines, however they are written. Each format is one of these.
import type { Range } from '../model/event.js';
import type { Flag, Origin } from '../model/flag.js';
import type { SeriesTable } from '../model/series.js';
import type { LinesDecoder } from './decode.js';
import type { Encoder } from './encode.js';
import type { SeriesLanguage } from './language.js';

/** One way to write events as lines. Lines come without their newline. */
export interface LineFormat {
  /** The exact decoder: it says what an event is. */
  readonly createLinesDecoder: (series: SeriesTable) => LinesDecoder;
  /** The shape of a line that is an event, for the scanner; undefined where the scanner could not follow it. */
  readonly compileShape: (chunk: Buffer, start: number, end: number) => Buffer | undefined;
  /**
   * How a series spells its events.
   *
   * @param lines raw lines of good observed readings of the series, at least one
   * @param values readings of the series, from which the value resolution follows
   */
  readonly learnLanguage: (lines: readonly Buffer[], values: ArrayLike<number>, sensor: string) => SeriesLanguage;
  /** Writes made and repaired events of a series; values are kept inside `range`. */
  readonly createEncoder: (language: SeriesLanguage, range: Range) => Encoder;
  /** The line with origin and flag. */
  readonly annotate: (line: Buffer, origin: Origin, flag: Flag) => Buffer;
  /** The id of a line that is an event, as it is spelled; undefined where it has none. */
  readonly readEventId: (line: Buffer) => string | undefined;
  /** All of a line that is an event, under the names that the log uses. */
  readonly readFields: (line: Buffer) => Record<string, unknown>;
}
