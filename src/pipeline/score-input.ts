// What a score reads, first: the clean series and the truth, as streams of items in order of time.
import { createDecoder } from '../io/create-decoder.js';
import type { DecodeOptions } from '../io/decode.js';
import { withTurns } from '../io/find-turns.js';
import { formatOf } from '../io/format-of.js';
import type { Log } from '../io/log.js';
import { scanLog } from '../io/scan.js';
import { rawLine, type Batch } from '../model/batch.js';
import { DEAD_LETTER_TEXT } from '../model/dead-letter.js';
import { TelemendError } from '../model/errors.js';
import { Origin, type Flag } from '../model/flag.js';
import { compareInstants, parseInstantArgument, type Instant } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';
import type { TruthRow } from '../simulate/generate.js';

/** Something that happened to a series at an instant. */
export interface ScoreItem extends Instant {
  readonly series: number;
  /** 1-based line number in its file. */
  readonly line: number;
}

/** What an answer sheet says of an instant beside its value. */
export type TruthDetails = Omit<TruthRow, 'sensor_id' | 'timestamp' | 'temperature' | 'faults' | 'sinceMs'> & {
  readonly faults: readonly string[];
  readonly sinceMs?: Readonly<Record<string, number>>;
};

/** An instant as it really was. */
export interface TruthItem extends ScoreItem {
  readonly kind: 'truth';
  readonly value: number;
  /** Undefined where the truth is a plain series, without a word on faults. */
  readonly details?: TruthDetails;
  /** The time that its lines say. */
  readonly written: Instant;
}

/** An event of the clean series. */
export interface CleanItem extends ScoreItem {
  readonly kind: 'clean';
  readonly value: number;
  readonly origin: Origin;
  /** Undefined where the line does not say. */
  readonly flag?: Flag;
  /** Of a synthetic event. */
  readonly made?: { readonly mean: number; readonly sd: number; readonly lo: number; readonly hi: number; readonly draws?: readonly number[] };
  /** The value that was replaced, and why (repaired). */
  readonly observed?: number;
  readonly reasons: readonly string[];
}

/** The rows of a truth: an answer sheet, or a complete series. @throws TelemendError `bad-input` where they are not rows in order. */
export async function* readTruth(log: Log, options: DecodeOptions, table: SeriesTable): AsyncGenerator<TruthItem[], void> {
  for await (const { batch, firstLine } of readOrdered(log, options, table)) {
    const items: TruthItem[] = [];
    for (let i = 0; i < batch.count; i++) {
      if (Number.isNaN(batch.value[i])) throw badLine(log, firstLine(i), 'has no temperature', 'a truth is complete');
      const instant = instantOf(batch, i);
      const row = JSON.parse(rawLine(batch, i).toString()) as Partial<TruthRow>;
      const details = Array.isArray(row.lines) && Array.isArray(row.faults) ? (row as TruthDetails) : undefined;
      const written = details?.writtenTimestamp === undefined ? instant : parseInstantArgument(details.writtenTimestamp);
      items.push({ kind: 'truth', ...instant, series: batch.series[i], line: firstLine(i), value: batch.value[i], details, written });
    }
    yield items;
  }
}

/** The events of a clean series. @throws TelemendError `bad-input` where they are not events in order. */
export async function* readClean(log: Log, options: DecodeOptions, table: SeriesTable, limitLines?: number): AsyncGenerator<CleanItem[], void> {
  const { readFields } = formatOf(options);
  const hasFlags = options.csv?.columns.includes('flag') === true;
  for await (const { batch, firstLine } of readOrdered(log, options, table, limitLines)) {
    const items: CleanItem[] = [];
    for (let i = 0; i < batch.count; i++) {
      const origin = batch.origin[i] as Origin;
      const raw = rawLine(batch, i);
      // Only synthetic and annotated lines say more than the columns hold.
      const says = origin !== Origin.Observed || hasFlags || raw.includes('"flag"') ? readFields(raw) : {};
      items.push({
        kind: 'clean',
        ...instantOf(batch, i),
        series: batch.series[i],
        line: firstLine(i),
        value: batch.value[i],
        origin,
        flag: typeof says.flag === 'number' ? (says.flag as Flag) : undefined,
        made: origin === Origin.Observed ? undefined : {
          mean: number(says.mean), sd: number(says.sd), lo: number(says.lo), hi: number(says.hi), draws: says.draws as readonly number[] | undefined,
        },
        observed: typeof says.observed === 'number' ? says.observed : undefined,
        reasons: typeof says.reason === 'string' && origin === Origin.Repaired ? says.reason.split(',') : [],
      });
    }
    yield items;
  }
}

interface OrderedBatch {
  readonly batch: Batch;
  readonly firstLine: (row: number) => number;
}

/** The batches of a file, of which every line must be an event and none earlier than the one before it. */
async function* readOrdered(log: Log, given: DecodeOptions, table: SeriesTable, limitLines?: number): AsyncGenerator<OrderedBatch, void> {
  const options = await withTurns(log, given, limitLines);
  let [lastMs, lastNs] = [-Infinity, 0];
  const { maxLineBytes } = options;
  const { headLines = 0 } = log.files[0];
  for await (const { decoded: { batch, faults } } of scanLog(log, createDecoder(options, table).decode, { maxLineBytes, limitLines })) {
    if (faults.length > 0) throw badLine(log, faults[0].arrival + 1 + headLines, `is no event: ${DEAD_LETTER_TEXT[faults[0].code]}`, 'score takes what recover and generate wrote');
    for (let i = 0; i < batch.count; i++) {
      if (compareInstants(batch.timeMs[i], batch.timeNs[i], lastMs, lastNs) < 0) {
        throw badLine(log, batch.arrival[i] + 1 + headLines, 'is earlier than the one before it', 'recover writes events in order; a log can be ordered by replay');
      }
      lastMs = batch.timeMs[i];
      lastNs = batch.timeNs[i];
    }
    yield { batch, firstLine: (row) => batch.arrival[row] + 1 + headLines };
  }
}

function instantOf(batch: Batch, row: number): Instant {
  return { timeMs: batch.timeMs[row], timeNs: batch.timeNs[row] };
}

/** A number of a line; NaN where it says none. */
export function number(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}

/** What is wrong with a line of a file of ours. */
export function badLine(log: Log, line: number, what: string, hint: string): TelemendError {
  const file = log.files[0].name;
  return new TelemendError('bad-input', `line ${line} of ${file} ${what}`, { file, line, hint });
}
