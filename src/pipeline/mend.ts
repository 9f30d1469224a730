// The mending stage: every series is followed on its way through time, its voids are filled, and rows wait until nothing can come before them.
import { SeriesTrack, type TrackSettings, type TrackState } from '../fill/track.js';
import type { DroppedInstant } from '../fill/void-queue.js';
import { classContextSteps, classOf } from '../fill/fit.js';
import { InstantKind } from '../fill/voids.js';
import { LineBatch } from '../io/line-batch.js';
import type { Batch } from '../model/batch.js';
import { Flag, Origin, Reason } from '../model/flag.js';
import type { Instant } from '../model/instant.js';
import { NS_PER_MS } from '../model/calendar.js';
import { keyBefore, LAST_KEY, type RowKey } from '../replay/row-key.js';
import type { Accounting } from './accounting.js';
import type { AuditTrail } from './audit.js';
import type { RecoverSettings } from './options.js';
import type { SeriesProfile } from './profile.js';
import { ruleFor } from '../validate/check-rules.js';
import { Synthesis } from './synthesis.js';
import type { Weaver } from './weaver.js';
import type { NumberedRows } from './withheld.js';

/** What the mending works with. */
export interface MendContext {
  readonly settings: RecoverSettings;
  readonly profiles: readonly SeriesProfile[];
  /** Whether an instant lies in [from, to): only that is written and counted, everything else is `outside`. */
  readonly isInside: (timeMs: number, timeNs: number) => boolean;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly accounting: Accounting;
  readonly audit: AuditTrail;
  /** Puts what is read and what is made together. */
  readonly weaver: Weaver;
  /** Writes audit entries that are in order. */
  readonly writeAudit: (entries: Batch) => Promise<void>;
}

/** A piece of what a mending knows, as plain data. All pieces together, in any order, are enough to go on from. */
export type MendingPart =
  /** Of all rows, the last event time. */
  | { readonly kind: 'stream'; readonly streamMs: number }
  /** Rows that wait for what may come before them, and entries of the audit that do. */
  | { readonly kind: 'waiting'; readonly batch: Batch }
  | { readonly kind: 'audit'; readonly batch: Batch }
  | { readonly kind: 'withheld'; readonly rows: NumberedRows }
  /** Some tracks, from that series on. */
  | { readonly kind: 'tracks'; readonly first: number; readonly tracks: readonly TrackState[] };

/** The series on their way through time. */
export interface Mending {
  /** Takes the next rows; gives those that may leave. */
  follow(input: AsyncIterable<Batch>): AsyncGenerator<Batch, void, undefined>;
  /** All that may leave by now. */
  pause(): AsyncGenerator<Batch, void, undefined>;
  /** What is to be known to go on from here in another mending. Only after a pause, and each part is to be used before the next. */
  save(): AsyncGenerator<MendingPart, void, undefined>;
  /** Goes on from where another one with the same context was saved, before anything is followed. */
  restore(parts: readonly MendingPart[]): void;
  /** Nothing more comes: the rest. */
  end(): AsyncGenerator<Batch, void, undefined>;
}

const TRACKS_IN_PART = 1024;

/**
 * Takes ordered, checked and settled batches; gives ordered batches in which failed readings are replaced and voids are filled.
 * O(rows + instants made); memory: the rows younger than the oldest void that is still undecided.
 */
export function createMending(context: MendContext): Mending {
  const { settings, profiles, accounting, audit, isInside, weaver } = context;
  const lines = new LineBatch();
  const synthesis = new Synthesis(settings, profiles, { lines, accounting, audit, isInside, from: context.from, to: context.to });
  const tracks = profiles.map((profile) => new SeriesTrack(trackSettings(profile, context)));
  const isWindowed = context.from !== undefined || context.to !== undefined || settings.windows !== undefined;
  let rowsSinceRelease = 0;
  let streamMs = -Infinity;

  return { follow, pause, save, restore, end };

  async function* follow(input: AsyncIterable<Batch>): AsyncGenerator<Batch, void, undefined> {
    for await (const batch of input) {
      const { count } = batch;
      if (count === 0) continue;
      streamMs = batch.timeMs[count - 1];
      const isOut = followAll(batch);
      rowsSinceRelease += count;
      // Looking at every series must not cost more than the rows themselves.
      const isWorthLooking = rowsSinceRelease >= tracks.length;
      // Most of what the batch withheld is decided now, and need not be copied before the batch goes.
      const safeMs = isWorthLooking ? settle(streamMs) : NaN;
      synthesis.letBatchGo();
      weaver.pushRead(batch, isOut);
      if (isWorthLooking) yield* releaseBefore(safeMs);
    }
  }

  async function* pause(): AsyncGenerator<Batch, void, undefined> {
    yield* releaseBefore(settle(streamMs));
    yield* weaver.rest();
  }

  async function* save(): AsyncGenerator<MendingPart, void, undefined> {
    yield { kind: 'stream', streamMs };
    for (const batch of await weaver.takeWaiting()) {
      yield { kind: 'waiting', batch };
      weaver.pushRead(batch);
    }
    for (const batch of await audit.takeWaiting()) {
      yield { kind: 'audit', batch };
      audit.putBack(batch);
    }
    for (const rows of synthesis.save()) yield { kind: 'withheld', rows };
    for (let first = 0; first < tracks.length; first += TRACKS_IN_PART) {
      yield { kind: 'tracks', first, tracks: tracks.slice(first, first + TRACKS_IN_PART).map((track) => track.save()) };
    }
  }

  function restore(parts: readonly MendingPart[]): void {
    synthesis.restore(parts.flatMap((part) => (part.kind === 'withheld' ? [part.rows] : [])));
    for (const part of parts) {
      if (part.kind === 'stream') streamMs = part.streamMs;
      else if (part.kind === 'waiting') weaver.pushRead(part.batch);
      else if (part.kind === 'audit') audit.putBack(part.batch);
      else if (part.kind === 'tracks') for (const [i, state] of part.tracks.entries()) tracks[part.first + i].restore(state);
    }
  }

  async function* end(): AsyncGenerator<Batch, void, undefined> {
    settle(streamMs);
    for (const track of tracks) track.end();
    settle(Infinity);
    yield* release(LAST_KEY, LAST_KEY);
    yield* weaver.rest();
  }

  /** Lets go of what lies before a time that nothing more can be put before. */
  async function* releaseBefore(safeMs: number): AsyncGenerator<Batch, void, undefined> {
    rowsSinceRelease = 0;
    // A void that is left puts nothing into the series any more, but it will stand in the audit where it ends.
    yield* release(keyBefore(safeMs), keyBefore(Math.min(safeMs, streamMs)));
  }

  async function* release(bound: RowKey, auditBound: RowKey): AsyncGenerator<Batch, void, undefined> {
    for await (const entries of audit.release(auditBound)) await context.writeAudit(entries);
    yield* weaver.release(bound);
  }

  /** Hands all rows to their tracks. @returns a 1 for each row that does not go on, or undefined where all do. */
  function followAll(batch: Batch): Uint8Array | undefined {
    let isOut: Uint8Array | undefined;
    for (let row = 0; row < batch.count; row++) {
      const goodEnd = isWindowed ? row : endOfGood(batch, row);
      if (goodEnd > row) {
        tracks[batch.series[row]].addGood(batch.timeMs, batch.timeNs, batch.value, row, goodEnd);
        accounting.observed += goodEnd - row;
        row = goodEnd - 1;
        continue;
      }
      if (followRow(batch, row)) continue;
      (isOut ??= new Uint8Array(batch.count))[row] = 1;
    }
    return isOut;
  }

  /** Hands a row to its track. @returns whether the row itself goes on. */
  function followRow(batch: Batch, row: number): boolean {
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
      track.add(timeMs, timeNs, batch.value[row], batch.origin[row] === Origin.Filled ? InstantKind.Filled : InstantKind.Good, -1);
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
    if (!isNull && settings.repair === 'drop') {
      if (isInsideWindow) drop(batch, row, '--repair drop');
      return false;
    }
    if (isNull && isInsideWindow) accounting.missing++;
    track.add(timeMs, timeNs, value, isNull ? InstantKind.Null : InstantKind.Failed, synthesis.withhold(batch, row));
    return false;
  }

  /** A failed or null reading with a faulty clock has no neighbours that could replace it. */
  function followStrayBad(batch: Batch, row: number, isInsideWindow: boolean): boolean {
    if (!isInsideWindow) return false;
    if (batch.flag[row] === Flag.Missing) {
      accounting.missing++;
      audit.missing(batch, row, false);
    } else if (settings.repair === 'keep') {
      accounting.kept++;
      return true;
    } else {
      drop(batch, row, 'clock');
    }
    return false;
  }

  function drop(batch: Batch, row: number, because: string): void {
    accounting.dropped++;
    audit.drop(batch, row, because);
  }

  /** Fills what can be filled now. @returns the time before which nothing more can be put. */
  function settle(streamMs: number): number {
    let safeMs = Infinity;
    const dropped: DroppedInstant[] = [];
    for (let s = 0; s < tracks.length; s++) {
      const track = tracks[s];
      track.takeReady(streamMs, (found) => synthesis.fill(s, found));
      track.takeDropped(dropped);
      for (const { row, reason } of dropped) synthesis.drop(row, reason);
      dropped.length = 0;
      for (const change of track.takeRegimes()) {
        audit.regime(s, change);
      }
      safeMs = Math.min(safeMs, track.safeBeforeMs(streamMs));
    }
    weaver.pushMade(lines.take());
    return safeMs;
  }
}

/** How far good observed readings of one series go from a row on. */
function endOfGood({ count, series, flag, reason, origin }: Batch, from: number): number {
  const one = series[from];
  let row = from;
  while (row < count && series[row] === one && flag[row] !== Flag.Missing && flag[row] !== Flag.Fail && (reason[row] & Reason.Clock) === 0 && origin[row] === Origin.Observed) row++;
  return row;
}

function trackSettings(profile: SeriesProfile, { settings, from, to }: MendContext): TrackSettings {
  const { cadenceMs, regular, given, fit } = profile;
  // The bounding readings are there anyway.
  const steps = fit?.classes.map((one) => ({ longestSteps: one.longestSteps, contextSteps: classContextSteps(fit, one) - 1 })) ?? [];
  return {
    cadenceMs,
    regular,
    fixedCadence: given,
    maxGapMs: ruleFor(settings.series, profile.sensorId, 'maxGapMs') ?? settings.maxGapMs,
    resolutionMs: (profile.language?.resolutionNs ?? 0) / NS_PER_MS,
    contextSteps: (instants) => classOf(steps, instants)?.contextSteps ?? 0,
    mostContextSteps: Math.max(0, ...steps.map((one) => one.contextSteps)),
    edgeFromMs: from?.timeMs,
    edgeToMs: to && to.timeMs + (to.timeNs > 0 ? 1 : 0),
  };
}
