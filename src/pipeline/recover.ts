// The recovery as a whole: two passes over a log, composed of the stages, without a word about where the result is written.
import { createTimeGrid, type TimeGrid } from '../aggregate/time-grid.js';
import type { DigestedBlock } from '../io/block-digest.js';
import { blameChangedInput } from '../io/changed-input.js';
import type { FileSummary } from '../io/index-log.js';
import { withTurns } from '../io/find-turns.js';
import { formatOf } from '../io/format-of.js';
import { letGo } from '../io/let-go.js';
import type { Log } from '../io/log.js';
import type { Batch } from '../model/batch.js';
import { checkGridAccounting, emptyGridAccounting, type GridAccounting } from '../model/grid.js';
import type { Instant } from '../model/instant.js';
import { resolveMoment } from '../model/moment.js';
import { SeriesTable } from '../model/series.js';
import type { CheckTally } from '../model/validation.js';
import { isInAnyWindow } from '../model/error-window.js';
import { isInWindow } from '../model/window.js';
import { keepRows } from '../replay/keep-rows.js';
import { inSegments } from '../replay/segments.js';
import { settle } from '../replay/settle.js';
import { createClockCheck } from '../validate/clock.js';
import { chooseChecks } from '../validate/check-rules.js';
import { checkAccounting, emptyAccounting, type Accounting } from './accounting.js';
import { AuditTrail } from './audit.js';
import type { Corrections } from './corrections.js';
import type { Courses } from './course-counter.js';
import { createLogReader, type LogReader } from './log-reader.js';
import { judge } from './judge.js';
import { layGrid } from './lay-grid.js';
import { learnLog } from './learn-log.js';
import { createMending } from './mend.js';
import type { RecoverSettings } from './options.js';
import { Placing, type PlacedFault } from './placing.js';
import type { SeriesProfile } from './profile.js';
import { learnedOf, recoveryParts, type Checkpoints, type Learned, type RecoveryPart } from './recovery-state.js';
import { steadyCadenceMs } from './rhythm.js';
import { SelfCheck } from './self-check.js';
import { LocalWeaver, type LineSink } from './weaver.js';
import { WeavingThread } from './weaving-thread.js';

/** Where a recovery writes beside the series, and what it needs of the file system. */
export interface RecoverySinks {
  /** Lines of a block that are no events, with their places. */
  readonly deadLetters: (block: DigestedBlock, letters: readonly PlacedFault[]) => Promise<void>;
  /** Audit entries, in order. */
  readonly audit: (entries: Batch) => Promise<void>;
  /** The lines of the series as they leave; where it is there, and there is no grid, `series` gives no batches but ends when all are written. */
  readonly lines?: LineSink;
  /** Told the course of each series, by its number, once the series has come to its end. */
  readonly courses?: (courses: Courses) => void;
  /** Who has the recovery saved on its way; not where checks along the series are chosen, whose state cannot be. */
  readonly checkpoints?: Checkpoints;
}

/** A recovery after its first passes: what is known of the log, and the series, ready to be pulled. */
export interface Recovery {
  readonly files: readonly FileSummary[];
  readonly profiles: readonly SeriesProfile[];
  /** The window that was asked for, as instants. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** Complete and checked once `series` has come to its end. */
  readonly accounting: Accounting;
  /** Where the series is laid on a grid: complete then too. */
  readonly grid?: GridAccounting;
  /** What the checks along the series made of it; complete then too. */
  readonly checks: readonly CheckTally[];
  /** The clean series in order. */
  readonly series: AsyncGenerator<Batch, void, undefined>;
}

/**
 * Recovers a log: first and second pass at once, the third as the series is pulled. Time: three readings of the log at most.
 * Memory: `memoryBytes`, the rows younger than the oldest void still undecided, and some hundred bytes a series.
 *
 * @param saved all parts of an earlier recovery of the same log with the same settings, to go on from there
 */
export async function startRecovery(
  log: Log,
  settings: RecoverSettings,
  sinks: RecoverySinks,
  corrections?: Corrections,
  saved: readonly RecoveryPart[] = [],
): Promise<Recovery> {
  const grid = settings.grid && createTimeGrid(settings.grid.stepMs, settings.timezone);
  const table = new SeriesTable();
  const withLocalTime = await withTurns(log, settings, settings.limitLines);
  const reader = createLogReader(log, withLocalTime, settings, table, settings.threads);
  try {
    const placing = new Placing(log.files.length, corrections);
    const learned = learnedOf(saved, table) ?? (await learnLog(log, settings, sinks, table, reader, placing, saved));
    return prepareRecovery(log, settings, sinks, table, reader, placing, learned, saved, grid);
  } catch (error) {
    await reader.close();
    throw error;
  }
}

function prepareRecovery(
  log: Log,
  settings: RecoverSettings,
  sinks: RecoverySinks,
  table: SeriesTable,
  reader: LogReader,
  placing: Placing,
  learned: Learned,
  saved: readonly RecoveryPart[],
  timeGrid: TimeGrid | undefined,
): Recovery {
  const { index, files, profiles, lineSum, endMs, lines, blank, deadLetters } = learned;
  const { check } = reader;
  const selfCheck = new SelfCheck();
  selfCheck.read(lineSum);
  const from = settings.from && resolveMoment(settings.from, endMs);
  const to = settings.to && resolveMoment(settings.to, endMs);

  const accounting = emptyAccounting();
  Object.assign(accounting, { lines, blank, deadLetters });
  const checks: readonly CheckTally[] = [];
  const grid = timeGrid && emptyGridAccounting();
  const recovery = { files, profiles, from, to, accounting, grid, checks, series: run() };
  return recovery;

  async function* run(): AsyncGenerator<Batch, void, undefined> {
    const audit = new AuditTrail(table, (arrival, offset) => placing.placeOf(files, arrival, offset));
    const checkClock = createClockCheck(profiles.map((profile) => profile.strays));
    const wanted = settings.sensors && new Set(settings.sensors);
    const { windows } = settings;
    const isInside = (timeMs: number, timeNs: number): boolean => (
      isInWindow(timeMs, timeNs, from, to) && (windows === undefined || isInAnyWindow(windows, timeMs, timeNs))
    );

    const books = saved.find((part) => part.kind === 'books');
    if (books) {
      Object.assign(accounting, books.accounting);
      selfCheck.written(books.setAside);
    }
    const ordered = reader.order(index, {
      memoryBytes: settings.memoryBytes, from: books && { timeMs: books.cutMs, timeNs: 0 },
    });

    async function* admitted(batches: AsyncIterable<Batch>): AsyncGenerator<Batch, void, undefined> {
      for await (const batch of batches) {
        check(batch);
        checkClock(batch);
        if (wanted) {
          keepRows(batch, (row) => {
            if (wanted.has(table.id(batch.series[row]))) return true;
            accounting.outside++;
            selfCheck.setAside(batch, row);
            return false;
          });
        }
        await audit.relieve();
        yield batch;
      }
    }

    const settled = (batches: AsyncIterable<Batch>) => (
      settle(admitted(batches), 'recover', formatOf(settings).readEventId, ({ kind, batch, row, keptArrival, keptOffset }) => {
        selfCheck.setAside(batch, row);
        const inside = isInside(batch.timeMs[row], batch.timeNs[row]);
        accounting[inside ? (kind === 'duplicate' ? 'duplicates' : 'conflicts') : 'outside']++;
        if (inside) audit.rival(kind, batch, row, keptArrival, keptOffset);
      }, letGo)
    );
    const weaver = new (reader.isThreaded(index) ? WeavingThread : LocalWeaver)(table, books?.weaver, {
      lines: timeGrid ? undefined : sinks.lines, withCourses: sinks.courses !== undefined,
    });
    const mending = createMending({
      settings, profiles, accounting, audit, isInside, from, to, weaver,
      writeAudit: sinks.audit,
    });
    mending.restore(saved.flatMap((one) => (one.kind === 'mending' ? [one.part] : [])));
    saved = []; // it may be large
    const seriesChecks = chooseChecks(settings);
    const judged = profiles.map((profile) => ({ sensorId: profile.sensorId, cadenceMs: steadyCadenceMs(profile) }));
    const { checkpoints } = sinks;

    async function* mended(): AsyncGenerator<Batch, void, undefined> {
      for await (const segment of inSegments(ordered, (batch) => checkpoints?.isDue(batch.byteCount) ?? false)) {
        const oneAnInstant = settled(segment.batches);
        const { batches, tallies } = judge(oneAnInstant, seriesChecks, judged);
        yield* mending.follow(seriesChecks.names.length > 0 ? batches : oneAnInstant);
        recovery.checks = tallies();
        if (!checkpoints || segment.cutMs === undefined) continue;
        yield* mending.pause();
        const books = { cutMs: segment.cutMs, accounting, setAside: selfCheck.settled, weaver: weaver.state };
        await checkpoints.save(recoveryParts(learned, books, mending.save()));
      }
      yield* mending.end();
    }

    try {
      yield* timeGrid && grid ? laidOn(timeGrid, grid) : mended();
      if (weaver.courses) sinks.courses?.(weaver.courses);
      selfCheck.written(weaver.state.lineSum);
      selfCheck.end();
      checkAccounting(accounting);
      if (grid) {
        const { observed, kept, synthetic, repaired, filled } = accounting;
        checkGridAccounting(grid, observed + kept + synthetic + repaired + filled);
      }
    } catch (error) {
      throw await blameChangedInput(error, log);
    } finally {
      await Promise.all([reader.close(), weaver.close(), audit.close()]);
    }

    function laidOn(points: TimeGrid, books: GridAccounting): AsyncGenerator<Batch, void, undefined> {
      return layGrid(mended(), {
        grid: points,
        by: settings.grid?.by,
        table,
        decode: settings,
        clean: settings,
        languageOf: (series) => profiles[series].language,
        cadenceAtMs: (series, timeMs) => (profiles[series].regular ? (audit.cadenceAtMs(series, timeMs) ?? profiles[series].cadenceMs) : NaN),
        accounting: books,
        letGo,
      });
    }
  }
}
