// The mending stage: every series is followed on its way through time, its voids are filled, and rows wait until nothing can come before them.
import { SeriesTrack, type DroppedInstant, type TrackSettings } from '../fill/track.js';
import { contextSteps } from '../fill/fit.js';
import { InstantKind, type Void } from '../fill/voids.js';
import type { Batch } from '../model/batch.js';
import { Flag, Origin, Reason } from '../model/flag.js';
import type { Instant } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';
import { keepRows } from '../replay/keep-rows.js';
import { ReorderBuffer } from '../replay/reorder.js';
import { keyBefore, LAST_KEY, type RowKey } from '../replay/row-key.js';
import type { Accounting } from './accounting.js';
import type { AuditTrail } from './audit.js';
import { LineBatch } from './line-batch.js';
import type { RecoverSettings } from './options.js';
import type { SeriesProfile } from './profile.js';
import { Synthesis } from './synthesis.js';
import { withheldRow, type WithheldRow } from './withheld.js';

/** What the mending works with. */
export interface MendContext {
  readonly settings: RecoverSettings;
  readonly series: SeriesTable;
  readonly profiles: readonly SeriesProfile[];
  /** Whether an instant lies in [from, to): only that is written and counted, everything else is `outside`. */
  readonly isInside: (timeMs: number, timeNs: number) => boolean;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly accounting: Accounting;
  readonly audit: AuditTrail;
  /** Writes audit entries that are in order. */
  readonly writeAudit: (entries: Batch) => Promise<void>;
  /** Told each row that is not written as it came. */
  readonly setAside: (batch: Batch, row: number) => void;
}

/**
 * Takes ordered, checked and settled batches; gives ordered batches in which failed readings are replaced and voids are filled.
 * O(rows + instants made); memory: the rows younger than the oldest void that is still undecided.
 */
export async function* mend(input: AsyncIterable<Batch>, context: MendContext): AsyncGenerator<Batch, void, undefined> {
  const { settings, series, profiles, accounting, audit, isInside } = context;
  const lines = new LineBatch();
  const synthesis = new Synthesis(settings, profiles, { lines, accounting, audit, isInside });
  const tracks = profiles.map((profile) => new SeriesTrack(trackSettings(profile, context)));
  const waiting = new ReorderBuffer(series);
  let rowsSinceRelease = 0;
  let streamMs = -Infinity;

  for await (const batch of input) {
    const { count } = batch;
    if (count === 0) continue;
    streamMs = batch.timeMs[count - 1];
    keepRows(batch, (row) => {
      const goesOn = follow(batch, row);
      if (!goesOn) context.setAside(batch, row);
      return goesOn;
    });
    waiting.push(batch);
    rowsSinceRelease += count;
    // Looking at every series must not cost more than the rows themselves.
    if (rowsSinceRelease < tracks.length) continue;
    rowsSinceRelease = 0;
    const safeMs = settle(streamMs);
    // A void that is left puts nothing into the series any more, but it will stand in the audit where it ends.
    yield* release(keyBefore(safeMs), keyBefore(Math.min(safeMs, streamMs)));
  }
  settle(streamMs);
  for (const track of tracks) track.end();
  settle(Infinity);
  yield* release(LAST_KEY, LAST_KEY);

  async function* release(bound: RowKey, auditBound: RowKey): AsyncGenerator<Batch, void, undefined> {
    for (const entries of audit.release(auditBound)) await context.writeAudit(entries);
    yield* waiting.release(bound);
  }

  /** Hands a row to its track. @returns whether the row itself goes on. */
  function follow(batch: Batch, row: number): boolean {
    const timeMs = batch.timeMs[row];
    const timeNs = batch.timeNs[row];
    const track = tracks[batch.series[row]];
    const inside = isInside(timeMs, timeNs);
    if (!inside) accounting.outside++;
    const flag = batch.flag[row];
    const isBad = flag === Flag.Missing || flag === Flag.Fail;
    if ((batch.reason[row] & Reason.Clock) !== 0) {
      if (isBad) return followStrayBad(batch, row, inside);
      if (inside) accounting.observed++;
      return inside;
    }
    if (batch.origin[row] !== Origin.Observed) {
      track.add(timeMs, timeNs, batch.value[row], InstantKind.Good, -1);
      if (inside) accounting.synthetic++;
      return inside;
    }
    if (isBad) return followBad(batch, row, track, inside);
    track.add(timeMs, timeNs, batch.value[row], InstantKind.Good, -1);
    if (inside) accounting.observed++;
    return inside;
  }

  function followBad(batch: Batch, row: number, track: SeriesTrack, isInsideWindow: boolean): boolean {
    const [timeMs, timeNs, value] = [batch.timeMs[row], batch.timeNs[row], batch.value[row]];
    const isNull = batch.flag[row] === Flag.Missing;
    if (!isNull && settings.repair === 'keep') {
      track.add(timeMs, timeNs, value, InstantKind.KeptFailed, -1);
      if (isInsideWindow) accounting.kept++;
      return isInsideWindow;
    }
    const bad = withheldRow(batch, row, isInsideWindow);
    if (!isNull && settings.repair === 'drop') {
      if (isInsideWindow) drop(bad, '--repair drop');
      return false;
    }
    if (isNull && isInsideWindow) accounting.missing++;
    synthesis.withhold(bad);
    track.add(timeMs, timeNs, value, isNull ? InstantKind.Null : InstantKind.Failed, bad.arrival);
    return false;
  }

  /** A failed or null reading with a faulty clock has no neighbours that could replace it. */
  function followStrayBad(batch: Batch, row: number, isInsideWindow: boolean): boolean {
    if (!isInsideWindow) return false;
    const bad = withheldRow(batch, row, true);
    if (bad.isNull) {
      accounting.missing++;
      audit.missing(bad, false);
    } else if (settings.repair === 'keep') {
      accounting.kept++;
      return true;
    } else {
      drop(bad, 'clock');
    }
    return false;
  }

  function drop(bad: WithheldRow, because: string): void {
    accounting.dropped++;
    audit.drop(bad, because);
  }

  /** Fills what can be filled now. @returns the time before which nothing more can be put. */
  function settle(streamMs: number): number {
    let safeMs = Infinity;
    const ready: Void[] = [];
    const dropped: DroppedInstant[] = [];
    for (let s = 0; s < tracks.length; s++) {
      const track = tracks[s];
      track.takeReady(streamMs, ready);
      for (const found of ready) synthesis.fill(s, found);
      ready.length = 0;
      track.takeDropped(dropped);
      for (const { arrival, reason } of dropped) synthesis.drop(arrival, reason);
      dropped.length = 0;
      for (const change of track.takeRegimes()) {
        audit.regime(s, change);
      }
      safeMs = Math.min(safeMs, track.safeBeforeMs(streamMs));
    }
    waiting.push(lines.take());
    return safeMs;
  }
}

function trackSettings(profile: SeriesProfile, { settings, from, to }: MendContext): TrackSettings {
  const { cadenceMs, regular, given, fit } = profile;
  const steps = fit ? contextSteps(fit) : { before: 1, after: 1 };
  return {
    cadenceMs,
    regular,
    fixedCadence: given,
    maxGapMs: settings.maxGapMs,
    contextSteps: Math.max(steps.before, steps.after) - 1, // the bounding readings are there anyway
    edgeFromMs: from?.timeMs,
    edgeToMs: to && to.timeMs + (to.timeNs > 0 ? 1 : 0),
  };
}
