// The replay of a log: one pass that indexes it, a second that brings its lines out in exact event-time order.
import type { DigestedBlock } from '../io/block-digest.js';
import { BLOCK_BYTES, timeSpan } from '../io/block-index.js';
import { DECODE_DEFAULTS } from '../io/decode.js';
import { indexLog, type FileSummary } from '../io/index-log.js';
import { indexLogBeside, type IndexOutcome } from '../io/index-log-beside.js';
import { formatOf } from '../io/format-of.js';
import type { LineFormat } from '../io/line-format.js';
import type { Log } from '../io/log.js';
import type { Batch } from '../model/batch.js';
import { withDefaults } from '../model/defaults.js';
import type { Instant } from '../model/instant.js';
import { resolveMoment, type Moment } from '../model/moment.js';
import { earliest, isInAnyWindow, latest, spanOf, type ErrorWindow } from '../model/error-window.js';
import { SeriesTable } from '../model/series.js';
import { keepRows } from '../replay/keep-rows.js';
import type { HeldAtMost } from '../replay/order-log.js';
import type { Rival } from '../replay/rivals.js';
import { settle } from '../replay/settle.js';
import { createLogReader } from './log-reader.js';
import type { ReadOptions } from './options.js';
import { checkReplayAccounting, emptyReplayAccounting, type ReplayAccounting } from './replay-accounting.js';

/** What is replayed. */
export interface ReplayLogOptions extends ReadOptions {
  /** Only events in one of these windows, each of its own series or of all. */
  readonly windows?: readonly ErrorWindow[];
  /** Only events of [from, to); relative moments count from the latest event of the whole log. */
  readonly from?: Moment;
  readonly to?: Moment;
  /**
   * Files of the log with at least so many bytes get a time index beside them, and one that is there is used, so that the log need not be
   * read as a whole for a part of it; undefined for no such files, and a first pass over the log.
   */
  readonly indexFromBytes?: number;
  /** Told each block that holds lines which are no events, in input order, before the replay begins. */
  readonly onDeadLetters?: (block: DigestedBlock, files: readonly FileSummary[]) => Promise<void> | void;
}

/** A replay after its first pass, ready to be pulled. */
export interface Replay {
  readonly files: readonly FileSummary[];
  /** The window that was asked for, as instants. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** The sensors of the batches. */
  readonly series: SeriesTable;
  /** Complete and checked once `events` has come to its end. */
  readonly accounting: ReplayAccounting;
  readonly heldAtMost: HeldAtMost;
  /** What became of the time indexes beside the files; empty without `indexFromBytes`. */
  readonly indexes: readonly IndexOutcome[];
  /** What a person should be told once of how lines are read. */
  readonly notice?: string;
  /** The original lines in order: duplicates once, conflicts all. */
  readonly events: AsyncGenerator<Batch, void, undefined>;
}

/**
 * Replays a log: the first pass at once, or none where there is a time index; the second as `events` is pulled, and only over the blocks
 * that the window touches. Time: O(bytes) of the first, and of the blocks touched. Memory: `memoryBytes` at most for rows that wait, some chunks, and 90 bytes a block.
 *
 * @throws TelemendError where the log cannot be read.
 * @example
 * const log = await openLog(['log.jsonl']);
 * const replay = await startReplay(log, { from: { kind: 'fromEnd', ms: 7_200_000 } });
 * for await (const batch of replay.events) process.stdout.write(linesOf(batch));
 */
export async function startReplay(log: Log, options: ReplayLogOptions = {}): Promise<Replay> {
  const { limitLines, memoryBytes, sensors, indexFromBytes, onDeadLetters } = options;
  const settings = withDefaults(DECODE_DEFAULTS, options);
  const series = new SeriesTable();
  const reader = createLogReader(log, settings, {}, series, options.threads);
  const reading = {
    chunkBytes: BLOCK_BYTES,
    maxLineBytes: settings.maxLineBytes,
    onBlock: onDeadLetters && ((block: DigestedBlock, soFar: readonly FileSummary[]) => (
      block.faults.length > 0 ? onDeadLetters(block, soFar) : undefined
    )),
  };
  const { digest, notice } = reader;
  // A time index is about whole files.
  const indexed = indexFromBytes === undefined || limitLines !== undefined
    ? indexLog(log, digest, { ...reading, limitLines }).then((result) => ({ ...result, outcomes: [] }))
    : indexLogBeside(log, digest, settings, { ...reading, writeFromBytes: indexFromBytes });
  const { index, files, lines, blank, faults, outcomes } = await indexed.catch(async (error: unknown) => {
    await reader.close();
    throw error;
  });
  const { maxMs } = timeSpan(index);
  const { windows } = options;
  const from = latest(options.from && resolveMoment(options.from, maxMs), windows && spanOf(windows).from);
  const to = earliest(options.to && resolveMoment(options.to, maxMs), windows && spanOf(windows).to);
  const accounting: ReplayAccounting = { ...emptyReplayAccounting(), lines, blank, deadLetters: faults };
  const replay = { files, from, to, series, accounting, heldAtMost: { bytes: 0, rows: 0 }, indexes: outcomes, notice, events: run() };
  return replay;

  async function* run(): AsyncGenerator<Batch, void, undefined> {
    try {
      const ordered = reader.order(index, {
        from,
        to,
        memoryBytes,
        onOutside: (rows) => void (accounting.outside += rows),
        onHeld: (held) => void (replay.heldAtMost = held),
      });
      yield* settleReplay(selectRows(ordered, series, { sensors, windows }, accounting), formatOf(settings).readEventId, accounting);
      checkReplayAccounting(accounting);
    } finally {
      await reader.close();
    }
  }
}

/** Which rows go on: of some sensors, or in some windows. */
export interface RowSelection {
  readonly sensors?: readonly string[];
  readonly windows?: readonly ErrorWindow[];
}

/** Leaves out the events that are not selected, and counts them as outside. */
export async function* selectRows(
  input: AsyncIterable<Batch>,
  series: SeriesTable,
  { sensors, windows }: RowSelection,
  accounting: ReplayAccounting,
): AsyncGenerator<Batch, void, undefined> {
  const wanted = sensors && new Set(sensors);
  for await (const batch of input) {
    const { count, timeMs, timeNs } = batch;
    if (wanted) keepRows(batch, (row) => wanted.has(series.id(batch.series[row])));
    if (windows) keepRows(batch, (row) => isInAnyWindow(windows, timeMs[row], timeNs[row], series.id(batch.series[row])));
    accounting.outside += count - batch.count;
    if (batch.count > 0) yield batch;
  }
}

/** Takes the duplicates out of an ordered stream, and counts what it lets through. */
export async function* settleReplay(
  ordered: AsyncIterable<Batch>,
  readId: LineFormat['readEventId'],
  accounting: ReplayAccounting,
): AsyncGenerator<Batch, void, undefined> {
  const count = ({ kind }: Rival) => void accounting[kind === 'duplicate' ? 'duplicates' : 'conflicts']++;
  for await (const batch of settle(ordered, 'replay', readId, count)) {
    accounting.events += batch.count;
    yield batch;
  }
}
