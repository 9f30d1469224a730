// The judging stage: the checks along each series, over a stream that is in order. Batches wait until all of their rows are decided.
import type { Batch } from '../model/batch.js';
import { Flag, Origin, Reason } from '../model/flag.js';
import { isJudged, object } from '../validate/check.js';
import type { CheckChoice } from '../validate/check-rules.js';
import { SeriesJudge } from '../validate/series-judge.js';
import type { CheckTally } from '../model/validation.js';

/** A batch on its way through the stage. */
interface HeldBatch {
  readonly batch: Batch;
  undecided: number;
}

/** A series on its way: its judge, and where the readings that wait stand. */
interface Track {
  readonly judge: SeriesJudge;
  readonly held: HeldBatch[];
  readonly row: number[];
  /** Of these, so many were decided on. */
  decided: number;
  lastMs: number;
  lastNs: number;
}

/** Below this, places of decided readings are not worth being cleared away. */
const CLEAR_ABOVE = 1024;

/**
 * Ordered, checked batches with the checks along the series added to flag and reason. Left out, and no neighbours: readings that have
 * failed or are missing, synthetic ones of an earlier run, strays of a faulty clock, and of several good readings of one instant all but
 * the first.
 * Order and rows of the batches stay as they are, and the verdicts do not depend on where they are cut.
 *
 * Amortised O(checks) a row. Memory: the batches of the longest span that a check asks for.
 *
 * @param series by series number; the cadence is NaN for a series without one
 * @returns the batches, and the tallies of the checks, which are complete once these have come to their end.
 */
export function judge(
  input: AsyncIterable<Batch>,
  checks: CheckChoice,
  series: readonly { readonly sensorId: string; readonly cadenceMs: number }[],
): { batches: AsyncGenerator<Batch, void, undefined>; tallies: () => CheckTally[] } {
  const counts = new Map(checks.names.map((name) => [name, new Float64Array(Flag.Missing + 1)]));
  const tracks: (Track | undefined)[] = [];
  return { batches: run(), tallies };

  async function* run(): AsyncGenerator<Batch, void, undefined> {
    const waiting: HeldBatch[] = [];
    let rowsSinceAdvance = 0;
    for await (const batch of input) {
      const { count } = batch;
      if (count === 0) continue;
      const held: HeldBatch = { batch, undecided: 0 };
      waiting.push(held);
      for (let row = 0; row < count; row++) if (isToJudge(batch, row)) follow(held, row);
      rowsSinceAdvance += count;
      // Looking at every series must not cost more than the rows themselves.
      if (rowsSinceAdvance >= tracks.length) {
        rowsSinceAdvance = 0;
        advance(batch.timeMs[count - 1]);
      }
      yield* release(waiting);
    }
    advance(Infinity);
    yield* release(waiting);
  }

  /** Hands a reading to its series. */
  function follow(held: HeldBatch, row: number): void {
    const { batch } = held;
    const track = (tracks[batch.series[row]] ??= begin(batch.series[row]));
    const timeMs = batch.timeMs[row];
    const timeNs = batch.timeNs[row];
    if (timeMs === track.lastMs && timeNs === track.lastNs) return;
    track.lastMs = timeMs;
    track.lastNs = timeNs;
    track.held.push(held);
    track.row.push(row);
    held.undecided++;
    track.judge.add(timeMs + timeNs / 1e6, batch.value[row]);
  }

  function begin(number: number): Track {
    const { sensorId, cadenceMs } = series[number];
    const chosen = checks.of(sensorId);
    const track: Track = {
      judge: new SeriesJudge(chosen, cadenceMs, chosen.map(({ name }) => counts.get(name)!), (flag, reason) => decide(track, flag, reason)),
      held: [],
      row: [],
      decided: 0,
      lastMs: NaN,
      lastNs: 0,
    };
    return track;
  }

  function decide(track: Track, flag: Flag, reason: number): void {
    const held = track.held[track.decided];
    const row = track.row[track.decided];
    object(held.batch, row, flag, reason);
    held.undecided--;
    track.decided++;
    if (track.decided < CLEAR_ABOVE || 2 * track.decided < track.row.length) return;
    track.held.splice(0, track.decided);
    track.row.splice(0, track.decided);
    track.decided = 0;
  }

  function advance(timeMs: number): void {
    for (const track of tracks) if (track?.judge.isWaiting) track.judge.advance(timeMs);
  }

  function tallies(): CheckTally[] {
    return [...counts].map(([check, count]) => ({
      check,
      pass: count[Flag.Pass],
      suspect: count[Flag.Suspect],
      fail: count[Flag.Fail],
      notEvaluated: count[Flag.NotEvaluated],
    }));
  }
}

function isToJudge(batch: Batch, row: number): boolean {
  const isGood = isJudged(batch, row) && batch.flag[row] !== Flag.Fail;
  return isGood && batch.origin[row] === Origin.Observed && (batch.reason[row] & Reason.Clock) === 0;
}

function* release(waiting: HeldBatch[]): Generator<Batch, void, undefined> {
  let decided = 0;
  while (decided < waiting.length && waiting[decided].undecided === 0) decided++;
  for (const { batch } of waiting.splice(0, decided)) yield batch;
}
