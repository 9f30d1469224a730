// Holds a clean series against the truth: joins the two, and counts what was found and how good the synthetic events are.
import { countAudit, type KnownVoid } from './audit-counts.js';
import { DECODE_DEFAULTS } from '../io/decode.js';
import type { Log } from '../io/log.js';
import { withDefaults } from '../model/defaults.js';
import { TelemendError } from '../model/errors.js';
import { Origin } from '../model/flag.js';
import { formatInstant, OWN_SPELLING } from '../model/instant.js';
import type { FillScoreSummary, Score } from '../model/score.js';
import { SeriesTable } from '../model/series.js';
import { FillScore } from '../stats/fill-score.js';
import type { ReadOptions } from './options.js';
import { readClean, readTruth, type CleanItem } from './score-input.js';
import { hasMoved, SeriesJoin, type JoinedRow } from './score-join.js';
import { ItemStream, mergeItems } from './score-merge.js';
import { readAudit, readDeadLines } from './score-side-files.js';
import { ScoreTally } from './score-tally.js';

/** What a score is made of, each opened as a log of one file. */
export interface ScoreInputs {
  readonly clean: Log;
  /** An answer sheet of `generate`, or a complete series: then only synthetic events are scored. */
  readonly truth: Log;
  /** What recover wrote beside the clean series. */
  readonly audit?: Log;
  readonly dead?: Log;
}

/** How the clean series and the truth are read: alike, but that `limitLines` is of the clean series. */
export type ScoreOptions = Omit<ReadOptions, 'memoryBytes' | 'chunkBytes'>;

/** The neighbour before a row, for the differences between neighbours. */
interface Neighbour {
  readonly value: number;
  readonly truth: number;
  readonly origin: Origin;
}

/**
 * Scores a clean series. Rows of the truth are scored from the first event of their series to the last event of all.
 *
 * Time: one reading of each file, two of the audit. Memory: the rows of the largest clock error, a bit a line of the log, some
 * hundred bytes a series, 50 a void that was not filled.
 *
 * @throws TelemendError `bad-input` where a file is not what it should be, or the truth is of another log.
 * @example
 * const score = await scoreLog({ clean: await openLog(['clean.jsonl']), truth: await openLog(['truth.jsonl']) });
 * score.faults.find(({ fault }) => fault === 'deviated')?.recall;
 */
export async function scoreLog(inputs: ScoreInputs, options: ScoreOptions = {}): Promise<Score> {
  const decodeOptions = withDefaults(DECODE_DEFAULTS, options);
  const wanted = options.sensors && new Set(options.sensors);
  const table = new SeriesTable();
  const dead = inputs.dead && (await readDeadLines(inputs.dead));
  const openVoids = inputs.audit ? (await countAudit(inputs.audit, table)).openVoids : [];
  const tally = new ScoreTally({ hasAudit: inputs.audit !== undefined, dead });
  const fills = { all: new FillScore(), filled: new FillScore(), repaired: new FillScore() };
  const counts = { rows: 0, outside: 0, observed: 0, filled: 0, repaired: 0, phantoms: 0 };
  const joins: SeriesJoin[] = [];
  const neighbours: (Neighbour | undefined)[] = [];
  const seen = new Set<number>();
  let hasFaults = false;
  let lastClean: CleanItem | undefined;
  let isCleanOver = false;

  const truthItems = new ItemStream(readTruth(inputs.truth, { ...decodeOptions, csv: undefined }, table));
  const cleanItems = new ItemStream(readClean(inputs.clean, decodeOptions, table, options.limitLines));
  const auditItems = new ItemStream(inputs.audit ? readAudit(inputs.audit, table) : undefined);
  await mergeItems([truthItems, cleanItems, auditItems], (item) => {
    if (wanted && !wanted.has(table.id(item.series))) return;
    const join = (joins[item.series] ??= createJoin(item.series));
    if (item.kind === 'truth') {
      isCleanOver ||= cleanItems.isOver;
      join.addTruth(item);
    } else if (item.kind === 'clean') {
      lastClean = item;
      seen.add(item.series);
      counts[item.origin === Origin.Filled ? 'filled' : item.origin === Origin.Repaired ? 'repaired' : 'observed']++;
      join.addClean(item);
    } else {
      join.addAudit(item);
    }
  });
  isCleanOver = true;
  joins.forEach((join) => join.end());
  return {
    series: seen.size,
    ...counts,
    shared: tally.shared,
    hasFaults,
    hasAudit: inputs.audit !== undefined,
    hasDeadLetters: dead !== undefined,
    faults: tally.faultScores(),
    checks: tally.checkScores(),
    fills: (['all', 'filled', 'repaired'] as const).map((origin): FillScoreSummary => ({ origin, ...fills[origin].metrics() })),
  };

  function createJoin(series: number): SeriesJoin {
    const isKnownMissing = createVoidLookup(openVoids[series] ?? []);
    return new SeriesJoin({
      onRow: (joined, isSeen) => {
        const { row } = joined;
        if (!isSeen || (isCleanOver && (!lastClean || row.timeMs > lastClean.timeMs))) {
          counts.outside++;
          return;
        }
        counts.rows++;
        hasFaults ||= row.details !== undefined;
        tally.add({ ...joined, isKnownMissing: isKnownMissing(row.timeMs) });
        scoreFill(joined);
      },
      onPhantom: () => {
        counts.phantoms++;
        tally.addPhantom();
      },
      onStranger: (event, joined) => {
        throw strangerError(event, joined);
      },
    });
  }

  function scoreFill({ row, event, fill }: JoinedRow): void {
    const { series, value: truth } = row;
    const made = fill ?? (event?.made && !hasMoved(row) ? event : undefined);
    const standing = made ?? (hasMoved(row) ? undefined : event);
    const before = neighbours[series];
    neighbours[series] = standing && { value: standing.value, truth, origin: standing.origin };
    if (made?.made) {
      const scored = { truth, value: made.value, ...made.made };
      fills.all.add(series, scored);
      fills[made.origin === Origin.Filled ? 'filled' : 'repaired'].add(series, scored);
    }
    if (before && standing) addStep(before, { value: standing.value, truth, origin: standing.origin });
  }

  function addStep(before: Neighbour, after: Neighbour): void {
    const kinds = new Set([before.origin, after.origin].filter((origin) => origin !== Origin.Observed));
    if (kinds.size === 0) return;
    // A neighbour whose fault nobody saw would say how good the checks are, not the fill.
    const isEdge = before.origin === Origin.Observed || after.origin === Origin.Observed;
    const good = before.origin === Origin.Observed ? before : after;
    if (isEdge && good.value !== good.truth) return;
    const step = after.value - before.value;
    const trueStep = after.truth - before.truth;
    fills.all.addStep(step, trueStep, isEdge);
    if (kinds.has(Origin.Filled)) fills.filled.addStep(step, trueStep, isEdge);
    if (kinds.has(Origin.Repaired)) fills.repaired.addStep(step, trueStep, isEdge);
  }

  function strangerError(event: CleanItem, joined: JoinedRow | undefined): TelemendError {
    const [clean, truth] = [inputs.clean.files[0].name, inputs.truth.files[0].name];
    const said = event.origin === Origin.Repaired ? event.observed : event.value;
    const what = `line ${event.line} of ${clean} reads ${said} at ${formatInstant(event.timeMs, event.timeNs, OWN_SPELLING)}, series ${table.id(event.series)}`;
    const row = joined?.row;
    const truthSays = row ? `line ${row.line} of ${truth} knows ${row.details?.written ?? row.value} there` : `${truth} knows no such event`;
    return new TelemendError('bad-input', `${what}; ${truthSays}`, { file: clean, line: event.line, hint: `is ${truth} the answer sheet of this log?` });
  }
}

/** Tells, for instants in order, whether they lie in one of the voids, which are in order too. Amortised O(1). */
function createVoidLookup(voids: readonly KnownVoid[]): (timeMs: number) => boolean {
  let next = 0;
  return (timeMs) => {
    while (next < voids.length && voids[next].beforeMs <= timeMs) next++;
    return next < voids.length && voids[next].afterMs < timeMs;
  };
}
