// What the rest of the program has to know of a log's lines, however they are written. Each format is one of these.
import type { Batch } from '../model/batch.js';
import type { Range } from '../model/event.js';
import type { SeriesTable } from '../model/series.js';
import type { CsvLanguage } from './csv/csv-language.js';
import type { LinesDecoder } from './decode.js';
import type { Encoder } from './encode.js';
import type { GridEncoder } from './grid-encoder.js';
import type { JsonLanguage } from './language.js';

/** How a series spells its events, in the language of its format. Plain data: it is saved in the manifest. */
export type SeriesLanguage = JsonLanguage | CsvLanguage;

/** Rows as bytes of a file. */
export interface LineWriter {
  /** What stands before the first line. */
  readonly head: Buffer;
  /** The lines of all rows in row order, each with its newline. It holds until the next call, and may be a view of the batch. O(bytes). */
  readonly linesOf: (batch: Batch) => Buffer;
  /** Where it is there, lines leave as they lie, those that were read with this behind them, before their carriage return: see LineGatherer. */
  readonly behindRead?: Buffer;
  /** What is left once all rows are written. */
  end?(): Buffer;
}

/** What decides how a clean series is written. */
export interface CleanOptions {
  /** Origin and flag on every line. */
  readonly annotate: boolean;
  /** How many draws made events carry. */
  readonly draws: number;
}

/** A member of a line: its name, and its value as JSON. */
export type LineMember = readonly [name: string, json: string];

/** Gives a number another spelling; a point stands before its decimals. */
export type Respelling = (number: string) => string;

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
  /** Whether events spelled in this language stand in logs of this format. */
  readonly speaks: (language: SeriesLanguage) => boolean;
  /** Writes made and repaired events of a series; values are kept inside `range`. */
  readonly createEncoder: (language: SeriesLanguage, range: Range, draws: number) => Encoder;
  /** Writes the points of a series on a grid. */
  readonly createGridEncoder: (language: SeriesLanguage, options: CleanOptions) => GridEncoder;
  /** Writes lines as they were read. */
  readonly originals: LineWriter;
  /** Writes a clean series: lines that were read as they came, but for what the options or the format add to them. */
  readonly cleanWriter: (options: CleanOptions) => LineWriter;
  /** Of a wide table: writes made cells as rows of their own, with all that is known of them. */
  readonly cellWriter?: (options: CleanOptions) => LineWriter;
  /** The id of a line that is an event, as it is spelled; undefined where it has none. */
  readonly readEventId: (line: Buffer) => string | undefined;
  /** The members of a line that is an event, made by telemend or not, under the names that the log uses; digits as they are spelled. */
  readonly readMembers: (line: Buffer) => LineMember[];
  /** The line with the numbers of some members, by the names that the log uses, spelled anew; all other bytes stay as they came. */
  readonly respell: (line: Buffer, respellings: ReadonlyMap<string, Respelling>) => Buffer;
  /** All of a line that is an event, under the names that the log uses. */
  readonly readFields: (line: Buffer) => Record<string, unknown>;
  /** The same of any line: null where it holds no fields, undefined where it cannot be read. */
  readonly readLoosely: (line: Buffer) => Record<string, unknown> | null | undefined;
}
