// A first look at an unknown log: how it is to be read, what is in it, and what is strange about it.
import type { DigestedBlock } from '../io/block-digest.js';
import { readBytes } from '../io/chunks.js';
import { DECODE_DEFAULTS } from '../io/decode.js';
import { takeCensus } from '../io/field-census.js';
import { withTurns } from '../io/find-turns.js';
import { formatOf } from '../io/format-of.js';
import type { CsvTable } from '../io/csv/table.js';
import { guessFormat, hasDecimalCommas } from '../io/guess-format.js';
import { placeOf, type FileSummary } from '../io/index-log.js';
import type { Log } from '../io/log.js';
import { sampleLines } from '../io/sample-lines.js';
import { scanLog } from '../io/scan.js';
import type { IntervalRule } from '../fill/interval.js';
import { withDefaults } from '../model/defaults.js';
import type { DeadLetterCode, LineFault } from '../model/dead-letter.js';
import { OWN_FIELD_NAMES, type FieldNames, type Range } from '../model/event.js';
import type { DeadLines, FormatGuess, LogInspection, SeriesInspection, ValueQuantiles } from '../model/inspection.js';
import { SeriesTable } from '../model/series.js';
import type { LinePlace } from '../model/validation.js';
import { quantileOf } from '../stats/quantile.js';
import { rangeOfAll, type UnitOptions } from '../validate/check-rules.js';
import { EVERY_VALUE } from '../validate/checks.js';
import { likelyUnit } from '../validate/likely-unit.js';
import { suggest } from '../validate/suggest.js';
import { measureDisorder } from './disorder.js';
import { jitterOf } from './jitter.js';
import { createLogReader } from './log-reader.js';
import type { ReadOptions } from './options.js';
import { lookThroughRecovery } from './recovery-look.js';
import { studyLog } from './study.js';
import type { SeriesSummary } from './series-summary.js';
import { usableReadings } from './usable-readings.js';

/** What is known already; the rest is guessed. */
export interface InspectLogOptions extends Omit<ReadOptions, 'fields'>, UnitOptions {
  readonly fields?: Partial<FieldNames>;
  readonly intervals?: readonly IntervalRule[];
}

/** The default range suits a log if so many of its readings pass. */
const SUITS = 0.8;
const RAW_BYTES = 200;

/**
 * Looks at a log: guesses its format from some lines, then reads it with that. Five readings of the log; memory as of a recovery.
 * Whatever the log holds, there is an answer.
 *
 * @throws TelemendError where the log cannot be read.
 * @example
 * const { guess, series } = await inspectLog(await openLog(['log.jsonl']));
 */
export async function inspectLog(log: Log, options: InspectLogOptions = {}): Promise<LogInspection> {
  const lines = await sampleLines(log);
  const take = (csv: CsvTable | undefined) => takeCensus(lines, formatOf(withDefaults(DECODE_DEFAULTS, { ...options, fields: undefined, csv })).readLoosely);
  const plain = take(options.csv);
  const hasComma = options.csv !== undefined && !options.csv.decimalComma && options.csv.delimiter !== ',' && hasDecimalCommas(plain);
  const csv = options.csv && { ...options.csv, decimalComma: options.csv.decimalComma || hasComma };
  const census = hasComma ? take(csv) : plain;
  const guess = withoutGiven({ ...guessFormat(census), ...(hasComma && { decimalComma: true }) }, options);
  const fields = { ...OWN_FIELD_NAMES, ...guess.fields, ...options.fields };
  const assumeUtc = options.assumeUtc ?? (options.timezone === undefined ? guess.assumeUtc : undefined);
  const known = { ...options, fields, timeUnit: options.timeUnit ?? guess.timeUnit, assumeUtc, missing: options.missing ?? guess.missing, csv };
  const { accounting, series: voids } = await lookThroughRecovery(log, known);
  const looks = new Map(voids.map((one) => [one.sensorId, one]));
  const decodeOptions = await withTurns(log, withDefaults(DECODE_DEFAULTS, known), options.limitLines);
  const table = new SeriesTable();
  const reader = createLogReader(log, decodeOptions, { range: EVERY_VALUE }, table, options.threads);
  try {
    const dead = new DeadLineTally(log);
    const { survey, samples, rhythms } = await studyLog(log, reader, table, {
      maxLineBytes: decodeOptions.maxLineBytes,
      limitLines: options.limitLines,
      chunkBytes: options.chunkBytes,
      intervals: options.intervals,
      onBlock: (block, files) => dead.add(block, files),
    });
    const extents = survey.summaries;
    const scan = { maxLineBytes: decodeOptions.maxLineBytes, limitLines: options.limitLines };
    const disorder = await measureDisorder(scanLog(log, reader.decode, scan), rhythms.map(({ strays }) => strays));
    const ranks = table.ranks();
    const readings = samples.map((sample, s) => usableReadings(sample, rhythms[s]));
    const wanted = readings.map((_, s) => s)
      .filter((s) => options.sensors?.includes(table.id(s)) !== false)
      .sort((a, b) => ranks[a] - ranks[b]);
    const assumedRange = rangeOfAll({ unit: options.unit });
    const all = Float64Array.from(wanted.flatMap((s) => [...readings[s].value])).sort();
    return {
      files: survey.files,
      census,
      csv,
      fields,
      guess,
      accounting,
      deadLines: dead.byCount(),
      disorder,
      series: wanted.map((s) => ({
        ...looks.get(table.id(s))!,
        ...rhythms[s],
        events: survey.summaries[s].events,
        strays: rhythms[s].strays.reduce((sum, { count }) => sum + count, 0),
        span: spanOf(survey.summaries[s].clusters.clusters()),
        jitter: jitterOf(readings[s]),
        values: quantiles(Float64Array.from(readings[s].value).sort(), [extents[s]]),
      })),
      values: quantiles(all, wanted.map((s) => extents[s])),
      assumedRange,
      likelyUnit: suits(all, assumedRange) ? undefined : likelyUnit(all, assumedRange, options.unit ?? 'C'),
      proposedRange: suits(all, assumedRange) ? undefined : suggest(wanted.map((s) => readings[s]))?.range,
    };
  } finally {
    await reader.close();
  }
}

/** What was given holds; a guess that would read two fields from one name gives way to it. */
function withoutGiven(guess: FormatGuess, { fields = {}, timeUnit, assumeUtc, timezone, missing }: InspectLogOptions): FormatGuess {
  const names = new Set(Object.values(fields));
  const guessed = Object.entries(guess.fields).filter(([field, name]) => !names.has(name) && !Object.hasOwn(fields, field));
  return {
    fields: Object.fromEntries(guessed),
    timeUnit: timeUnit === undefined ? guess.timeUnit : undefined,
    assumeUtc: assumeUtc === undefined && timezone === undefined ? guess.assumeUtc : undefined,
    decimalComma: guess.decimalComma,
    missing: missing === undefined ? guess.missing : undefined,
    unknown: guess.unknown.filter((field) => !Object.hasOwn(fields, field)),
  };
}

function spanOf(clusters: readonly { readonly firstMs: number; readonly lastMs: number }[]): SeriesInspection['span'] {
  return clusters.length === 0 ? undefined : { firstMs: clusters[0].firstMs, lastMs: clusters[clusters.length - 1].lastMs };
}

/** Least and most of all values of a series, while the quantiles come from a sample. */
type Extent = Pick<SeriesSummary, 'least' | 'most'>;

function quantiles(sorted: Float64Array, extents: readonly Extent[]): ValueQuantiles | undefined {
  if (sorted.length === 0) return undefined;
  const [low, median, high] = [0.05, 0.5, 0.95].map((share) => quantileOf(sorted, share));
  const least = extents.reduce((low, extent) => Math.min(low, extent.least), Infinity);
  const most = extents.reduce((high, extent) => Math.max(high, extent.most), -Infinity);
  return { least, low, median, high, most };
}

function suits(sorted: Float64Array, { low, high }: Range): boolean {
  return sorted.filter((value) => value >= low && value <= high).length >= SUITS * sorted.length;
}

/** Counts lines that are no events, and keeps the first of each kind. */
class DeadLineTally {
  readonly #log: Log;
  readonly #byCode = new Map<DeadLetterCode, { code: DeadLetterCode; count: number; first: LinePlace; raw: string }>();

  constructor(log: Log) {
    this.#log = log;
  }

  async add(block: DigestedBlock, files: readonly FileSummary[]): Promise<void> {
    for (const fault of block.faults) {
      const known = this.#byCode.get(fault.code);
      if (known) known.count++;
      else {
        const first = placeOf(files, fault.arrival, block.place.offset + fault.start);
        this.#byCode.set(fault.code, { code: fault.code, count: 1, first, raw: await this.#beginning(block, fault) });
      }
    }
  }

  byCount(): DeadLines[] {
    return [...this.#byCode.values()].sort((a, b) => b.count - a.count);
  }

  async #beginning({ place }: DigestedBlock, { start, end }: LineFault): Promise<string> {
    const { fileIndex, offset, byteLength } = place;
    const length = end > start ? end - start : byteLength; // a line too long to hold is a block of its own
    for await (const piece of readBytes(this.#log.files[fileIndex], offset + start, Math.min(length, RAW_BYTES))) return piece.toString();
    return '';
  }
}
