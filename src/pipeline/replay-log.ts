// The replay of a log in exact event-time order: in two passes, of which the first indexes it, or in one, where its disorder is small.
import { createTimeGrid } from '../aggregate/time-grid.js';
import { BLOCK_BYTES, timeSpan, type BlockIndex } from '../io/block-index.js';
import { blameChangedInput } from '../io/changed-input.js';
import { DECODE_DEFAULTS, type DecodeOptions } from '../io/decode.js';
import { withTurns } from '../io/find-turns.js';
import { indexLog, type FileSummary, type IndexedLog } from '../io/index-log.js';
import { indexLogBeside, keepIndexes, loadTimeIndexes, type IndexOutcome } from '../io/index-log-beside.js';
import { formatOf } from '../io/format-of.js';
import type { Log } from '../io/log.js';
import type { SummedBytes } from '../io/output.js';
import { linesOf } from '../io/row-writer.js';
import { crc32 } from '../io/scanner/crc32.js';
import { createLineWindow, type LineWindow } from '../io/scanner/line-window.js';
import type { Batch } from '../model/batch.js';
import { withDefaults } from '../model/defaults.js';
import { emptyGridAccounting, type GridAccounting, type GridOptions } from '../model/grid.js';
import type { Instant } from '../model/instant.js';
import { resolveMoment, type Moment } from '../model/moment.js';
import { earliest, latest, spanOf, type ErrorWindow } from '../model/error-window.js';
import { SeriesTable } from '../model/series.js';
import { orderIndexed } from '../replay/order-indexed.js';
import type { OrderOptions } from '../replay/order-log.js';
import { createLogReader, type LogReader } from './log-reader.js';
import type { ReadOptions } from './options.js';
import { checkReplayAccounting, emptyReplayAccounting, type ReplayAccounting } from './replay-accounting.js';
import { layReplay } from './replay-grid.js';
import { orderFirstPass, type OnBlock, type Passing } from './replay-in-passing.js';
import { selectOrderedRows, selectRows, settleReplay } from './replay-rows.js';

/** What is replayed. */
export interface ReplayLogOptions extends ReadOptions {
  /** Only events in one of these windows, each of its own series or of all. */
  readonly windows?: readonly ErrorWindow[];
  /** Only events of [from, to); relative moments count from the latest event of the whole log. */
  readonly from?: Moment;
  readonly to?: Moment;
  /** Lays each series on the points of one grid, in UTC or in the days of `timezone`; none by default. */
  readonly grid?: GridOptions;
  /**
   * Files of the log with at least so many bytes get a time index beside them, and one that is there is used, so that the log need not be
   * read as a whole for a part of it; undefined for no such files, and a first pass over the log.
   */
  readonly indexFromBytes?: number;
  /** Told each block that holds lines which are no events, in input order. @internal */
  readonly onDeadLetters?: OnBlock;
  /**
   * Told that all events so far are void and come anew. Given, a log of one file without a time index is replayed while it is read for
   * the first time, and anew only where an event turns up that is far behind.
   *
   * @internal
   */
  readonly onRestart?: () => Promise<void>;
}

/** A replay, ready to be pulled. */
export interface Replay {
  /** The window that was asked for, as instants. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** The sensors of the batches. */
  readonly series: SeriesTable;
  /** Complete and checked once `events` has come to its end. */
  readonly accounting: ReplayAccounting;
  /** Where the events are laid on a grid: complete and checked then too. */
  readonly grid?: GridAccounting;
  /** The files as they were read, and what became of the time indexes beside them (none without `indexFromBytes`): known at the end. */
  readonly files: readonly FileSummary[];
  readonly indexes: readonly IndexOutcome[];
  /** What a person should be told once of how lines are read. */
  readonly notice?: string;
  /** The original lines in order: duplicates once, conflicts all. A batch, of which nothing may be kept, holds until the next is pulled. */
  readonly events: AsyncGenerator<Batch, void, undefined>;
  /** The lines of a batch of `events`, once, and likewise. */
  readonly linesOf: (batch: Batch) => Buffer;
  /** The same for who writes them from where they lie. */
  readonly lendLines: (batch: Batch) => SummedBytes;
}

/**
 * Replays a log: the first pass at once, or none where there is a time index; the second as `events` is pulled, and only over the blocks
 * that the window touches. For one pass alone see `onRestart`. Time: O(bytes) of the first, and of the blocks touched. Memory:
 * `memoryBytes` at most for rows that wait, some chunks, and 90 bytes a block.
 *
 * @throws TelemendError where the log cannot be read.
 * @example
 * const log = await openLog(['log.jsonl']);
 * const replay = await startReplay(log, { from: { kind: 'fromEnd', ms: 7_200_000 } });
 * for await (const batch of replay.events) process.stdout.write(replay.linesOf(batch));
 */
export async function startReplay(log: Log, options: ReplayLogOptions = {}): Promise<Replay> {
  const { limitLines, indexFromBytes, onDeadLetters, chunkBytes = BLOCK_BYTES, memoryBytes } = options;
  const timeGrid = options.grid && createTimeGrid(options.grid.stepMs, options.timezone);
  const settings = await withTurns(log, withDefaults(DECODE_DEFAULTS, options), limitLines);
  const series = new SeriesTable();
  const onBlock: OnBlock | undefined = onDeadLetters && ((block, files) => (block.faults.length > 0 ? onDeadLetters(block, files) : undefined));
  const window = createLineWindow(settings, series, chunkBytes, memoryBytes);
  const run: Run = { log, options, settings, series, window, accounting: emptyReplayAccounting() };
  // A time index is about whole files.
  const usesIndex = indexFromBytes !== undefined && limitLines === undefined;
  const stored = usesIndex ? await loadTimeIndexes(log, settings) : [];
  const { maxLineBytes } = settings;
  if (window && !stored.some(Boolean) && fitsOnePass(log, options)) {
    return replayPassing(run, orderFirstPass(log, window, { chunkBytes, maxLineBytes }, onBlock));
  }

  const reader = createLogReader(log, settings, {}, series, options.threads);
  const { digest } = reader;
  const notice = window ? undefined : reader.notice;
  const reading = { chunkBytes: BLOCK_BYTES, maxLineBytes, onBlock };
  const indexed = usesIndex
    ? indexLogBeside(log, digest, settings, { ...reading, writeFromBytes: indexFromBytes, stored })
    : indexLog(log, digest, { ...reading, limitLines }).then((result) => ({ ...result, outcomes: [] }));
  const { outcomes, ...known } = await indexed.catch(async (error: unknown) => {
    await reader.close();
    throw error;
  });
  const { from, to } = resolveWindow(options, known.index);
  const { accounting } = run;
  const events = secondPass(run, reader, known, from, to);
  const replay = { files: known.files, from, to, series, accounting, indexes: outcomes, notice };
  if (!options.grid || !timeGrid) return { ...replay, events, linesOf: window?.linesOf ?? linesOf, lendLines: window?.lendLines ?? lendLines };
  const grid = emptyGridAccounting();
  return { ...replay, grid, events: layReplay({ events, table: series, decode: settings, accounting }, options.grid, timeGrid, grid), linesOf, lendLines };
}

/** A replay under way. */
interface Run {
  readonly log: Log;
  readonly options: ReplayLogOptions;
  readonly settings: DecodeOptions;
  readonly series: SeriesTable;
  /** For one order of the log; its memory is given up before another way is gone. */
  window?: LineWindow;
  readonly accounting: ReplayAccounting;
}

async function* secondPass(
  { log, options, settings, series, window, accounting }: Run,
  reader: LogReader,
  { index, lines, blank, faults }: IndexedLog,
  from: Instant | undefined,
  to: Instant | undefined,
): AsyncGenerator<Batch, void, undefined> {
  const { sensors, windows, memoryBytes } = options;
  Object.assign(accounting, { ...emptyReplayAccounting(), lines, blank, deadLetters: faults });
  try {
    const wanted: OrderOptions = { from, to, memoryBytes, onOutside: (rows) => void (accounting.outside += rows) };
    const order = (limits: OrderOptions) => reader.order(index, limits);
    const ordered = window ? orderIndexed(log, window, index, wanted, order) : order(wanted);
    const selected = selectRows(ordered, series, { sensors, windows }, accounting);
    yield* settleReplay(selected, formatOf(settings).readEventId, accounting);
    checkReplayAccounting(accounting);
  } catch (error) {
    throw await blameChangedInput(error, log);
  } finally {
    await reader.close();
  }
}

/** A replay in one pass, and in a second where that was not enough. */
function replayPassing(run: Run, passing: Passing): Replay {
  const { log, options, settings, series, accounting } = run;
  const { indexFromBytes, sensors, windows, onRestart, threads } = options;
  const { from, to } = resolveWindow(options);
  const replay = {
    files: [] as readonly FileSummary[],
    indexes: [] as readonly IndexOutcome[],
    from,
    to,
    series,
    accounting,
    events: events(),
    linesOf: (batch: Batch) => (run.window?.linesOf ?? linesOf)(batch),
    lendLines: (batch: Batch) => (run.window?.lendLines ?? lendLines)(batch),
  };
  return replay;

  async function* events(): AsyncGenerator<Batch, void, undefined> {
    const selected = selectOrderedRows(passing.events, series, { sensors, from, to, windows }, accounting);
    yield* settleReplay(selected, formatOf(settings).readEventId, accounting);
    const reader = createLogReader(log, settings, {}, series, threads);
    try {
      const known = await passing.finish(reader.digest);
      replay.files = known.files;
      if (indexFromBytes !== undefined) replay.indexes = await keepIndexes(log, known, [], settings, { writeFromBytes: indexFromBytes });
      if (passing.isWhole()) {
        Object.assign(accounting, { lines: known.lines, blank: known.blank, deadLetters: known.faults });
        checkReplayAccounting(accounting);
        return;
      }
      await onRestart!();
      run.window = undefined;
      yield* secondPass(run, reader, known, from, to);
    } finally {
      await reader.close();
    }
  }
}

/** Whether a log can be replayed in one pass, if only its disorder is small: nothing that is asked for is known at its end alone. */
function fitsOnePass(log: Log, { from, to, limitLines, grid, onRestart }: ReplayLogOptions): boolean {
  if (onRestart === undefined || limitLines !== undefined || grid !== undefined) return false;
  return log.files.length === 1 && from?.kind !== 'fromEnd' && to?.kind !== 'fromEnd';
}

function lendLines(batch: Batch): SummedBytes {
  const bytes = linesOf(batch);
  return { bytes, crc32: crc32(bytes) };
}

/** The window that was asked for; relative moments need the index of the log. */
function resolveWindow({ from, to, windows }: ReplayLogOptions, index?: BlockIndex): { from?: Instant; to?: Instant } {
  const maxMs = index ? timeSpan(index).maxMs : NaN;
  const span = windows && spanOf(windows);
  return { from: latest(from && resolveMoment(from, maxMs), span?.from), to: earliest(to && resolveMoment(to, maxMs), span?.to) };
}
