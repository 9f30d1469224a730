// One series on its way through time: finds its voids, follows its cadence, and hands out voids as soon as their context is complete.
// Longer than other files: it is one state machine, and its states are of no use apart.
import { mostFilledStepMs } from './filled-step.js';
import { commonCadence, isSingleStep, REGIME_SPACINGS } from './regime.js';
import { readingsWithin, RecentReadings, type RecentState } from './recent-readings.js';
import { InstantKind, spanMs, VoidRecord, type LeftReason, type Void, type VoidState } from './voids.js';

/** What a track needs to know of its series. */
export interface TrackSettings {
  readonly cadenceMs: number;
  /** Whether the series has a cadence at all; without one no events are missing. */
  readonly regular: boolean;
  /** The cadence was given, not estimated: it never changes. */
  readonly fixedCadence: boolean;
  /** Longest void that is filled, between its bounding readings less one cadence; undefined: DEFAULT_MAX_GAP_STEPS cadences. */
  readonly maxGapMs: number | undefined;
  /** What the series' timestamps can tell: filled instants were rounded to it. */
  readonly resolutionMs: number;
  /** Steps of context that a void of so many instants is given on each side, beside its bounding readings; and the most of them all. */
  readonly contextSteps: (instants: number) => number;
  readonly mostContextSteps: number;
  /** Voids before the first and after the last reading are filled up to these instants, where given. */
  readonly edgeFromMs?: number;
  readonly edgeToMs?: number;
}

/** A change of cadence that was found. */
export interface RegimeChange {
  readonly atMs: number;
  readonly fromCadenceMs: number;
  readonly toCadenceMs: number;
}

/** A failed or null instant that no void will replace, by the caller's number. */
export interface DroppedInstant {
  readonly row: number;
  readonly reason: LeftReason;
}

export const DEFAULT_MAX_GAP_STEPS = 60;

/** A void of more instants than this is left: it would not fit in memory. */
export const MAX_VOID_INSTANTS = 2_000_000;

/** An instant whose spacing may begin a new regime. */
interface Present {
  timeMs: number;
  timeNs: number;
  value: number;
  kind: InstantKind;
  row: number;
}

/** Where a track stands, as plain data. */
export interface TrackState {
  readonly cadenceMs: number;
  readonly lastMs: number;
  readonly lastNs: number;
  readonly isLastFilled: boolean;
  readonly recent: RecentState;
  readonly pending: readonly Present[];
  readonly pendingSpacingsMs: readonly number[];
  readonly open: VoidState | undefined;
  readonly waiting: readonly VoidState[];
}

/**
 * Follows one series. `add` takes its instants in event-time order; `takeReady` hands over its voids, whole and in order, and
 * `takeDropped` the failed readings that no void will replace. A reading costs O(1); memory is bounded by the longest void
 * that may be filled, its context and twenty pending spacings.
 */
export class SeriesTrack {
  readonly #settings: TrackSettings;
  readonly #recent = new RecentReadings();
  #regimes: RegimeChange[] = [];
  #cadenceMs = NaN;
  /** Spacings between these neither skip an event nor hint at another cadence. */
  #leastStepMs = NaN;
  #mostStepMs = NaN;
  /** A spacing beside a filled event skips none up to here: its instant was rounded. */
  #mostFilledStepMs = NaN;
  /** The last instant whose spacing is settled. */
  #lastMs = NaN;
  #lastNs = 0;
  #isLastFilled = false;
  /** Instants whose spacings may begin a new regime, and these spacings. */
  #pending: Present[] = [];
  #pendingSpacingsMs: number[] = [];
  #open: VoidRecord | undefined;
  #waiting: VoidRecord[] = [];
  /** Voids that were handed over, to be used again. */
  readonly #spare: VoidRecord[] = [];
  #dropped: DroppedInstant[] = [];

  constructor(settings: TrackSettings) {
    this.#settings = settings;
    this.#follow(settings.cadenceMs);
  }

  /**
   * Takes the next good readings of the series, entries [from, to) of the columns: the same as adding them one by one, in a tenth of the time
   * where they follow each other step by step.
   */
  addGood(timeMs: Float64Array, timeNs: Int32Array, value: Float64Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (this.#pending.length === 0 && this.#open === undefined) {
        const stepsEnd = this.#stepsFrom(timeMs, timeNs, i, to);
        for (; i < stepsEnd; i++) this.#goOn(timeMs[i], timeNs[i], value[i]);
        if (i === to) return;
      }
      if (this.#pending.length === 0 && i + 1 < to && this.#isGapBefore(timeMs, timeNs, i)) this.#settle(timeMs[i], timeNs[i], value[i], InstantKind.Good, -1);
      else this.add(timeMs[i], timeNs[i], value[i], InstantKind.Good, -1);
    }
  }

  /** Takes the next instant of the series; a failed or null one by the caller's number for it. */
  add(timeMs: number, timeNs: number, value: number, kind: InstantKind, row: number): void {
    const spacing = spanMs(this.#lastMs, this.#lastNs, timeMs, timeNs);
    const isStep = (spacing > this.#leastStepMs && spacing < this.#mostStepMs)
      || ((kind === InstantKind.Filled || this.#isLastFilled) && spacing <= this.#mostFilledStepMs);
    const pending = this.#pending.length;
    // Nearly all instants are good readings one step after another.
    if (pending === 0 && isStep && kind === InstantKind.Good && this.#open === undefined) this.#goOn(timeMs, timeNs, value);
    else if (pending > 0) {
      const previous = this.#pending[pending - 1];
      this.#suspend({ timeMs, timeNs, value, kind, row }, spanMs(previous.timeMs, previous.timeNs, timeMs, timeNs));
    } else if (isStep || Number.isNaN(spacing) || this.#settings.fixedCadence) this.#settle(timeMs, timeNs, value, kind, row);
    else this.#suspend({ timeMs, timeNs, value, kind, row }, spacing);
  }

  /** Nothing more comes: settles what is open. A void at the end is an edge. */
  end(): void {
    this.#resolvePending();
    const { edgeToMs } = this.#settings;
    if (Number.isNaN(this.#lastMs)) return;
    if (edgeToMs !== undefined) this.#skipToEdge(edgeToMs);
    if (this.#open) this.#close(-1);
  }

  /**
   * Hands the voids to `take` whose context is complete now that the stream has come to `streamMs` (Infinity at the end), one after another:
   * a void is valid until `take` comes back.
   */
  takeReady(streamMs: number, take: (found: Void) => void): void {
    const last = this.#pending.at(-1);
    if (last && this.#endsCandidate(streamMs - (last.timeMs + 1))) this.#resolvePending(); // it lies within its millisecond
    const seenMs = Math.min(streamMs, this.#pending.length > 0 ? this.#pending[0].timeMs : Infinity);
    const open = this.#open;
    // Failed readings behind which the series falls silent must not hold up the others until the end of the log.
    if (open && !open.left && this.#pending.length === 0 && !this.#canBeFilled(this.#startMs(open)!, open.before < 0, open.cadenceMs, streamMs)) {
      this.#leave(open, 'max-gap');
    }
    let taken = 0;
    while (taken < this.#waiting.length && this.#waiting[taken].completeMs < seenMs) {
      const found = this.#waiting[taken++];
      this.#addContext(found);
      take(found);
      found.clear();
      this.#spare.push(found);
    }
    if (taken > 0) this.#waiting.splice(0, taken);
  }

  /** Appends to `dropped` the failed and null instants that were found to lie in a void that is left. */
  takeDropped(dropped: DroppedInstant[]): void {
    if (this.#dropped.length === 0) return;
    dropped.push(...this.#dropped);
    this.#dropped = [];
  }

  /** The changes of cadence found since the last call. */
  takeRegimes(): readonly RegimeChange[] {
    const regimes = this.#regimes;
    if (regimes.length > 0) this.#regimes = [];
    return regimes;
  }

  /**
   * Every event of the log before this time (whole ms) may be written: nothing is still undecided there in this series.
   * Infinity where the series has been silent so long that no void can be filled any more.
   */
  safeBeforeMs(streamMs: number): number {
    const { regular, edgeFromMs } = this.#settings;
    if (this.#waiting.length > 0) return this.#startMs(this.#waiting[0])!;
    const open = this.#open;
    if (open && !open.left) return this.#startMs(open)!;
    if (this.#pending.length > 0) return this.#lastMs;
    const isFirst = Number.isNaN(this.#lastMs);
    const startMs = isFirst ? edgeFromMs : this.#lastMs;
    if (open || !regular || startMs === undefined) return Infinity;
    return this.#canBeFilled(startMs, isFirst, this.#cadenceMs, streamMs) ? startMs : Infinity;
  }

  /** Where it stands. Ask for it when all that can be taken has been. */
  save(): TrackState {
    return {
      cadenceMs: this.#cadenceMs,
      lastMs: this.#lastMs,
      lastNs: this.#lastNs,
      isLastFilled: this.#isLastFilled,
      recent: this.#recent.save(),
      pending: this.#pending,
      pendingSpacingsMs: this.#pendingSpacingsMs,
      open: this.#open?.save(),
      waiting: this.#waiting.map((one) => one.save()),
    };
  }

  /** Goes on from where another track of the same settings stood. */
  restore({ cadenceMs, lastMs, lastNs, isLastFilled, recent, pending, pendingSpacingsMs, open, waiting }: TrackState): void {
    this.#follow(cadenceMs);
    this.#lastMs = lastMs;
    this.#lastNs = lastNs;
    this.#isLastFilled = isLastFilled;
    this.#recent.restore(recent);
    this.#pending = [...pending];
    this.#pendingSpacingsMs = [...pendingSpacingsMs];
    this.#open = open && this.#restoreVoid(open);
    this.#waiting = waiting.map((one) => this.#restoreVoid(one));
  }

  #restoreVoid(state: VoidState): VoidRecord {
    const record = new VoidRecord(this.#settings.mostContextSteps);
    record.restore(state);
    return record;
  }

  /** The whole millisecond of the reading or edge that a void begins at. */
  #startMs({ before }: VoidRecord): number | undefined {
    return before >= 0 ? this.#recent.timeMs(before) : this.#settings.edgeFromMs;
  }

  /** Whether a void without an end so far may yet be filled: up to a reading still to come, or up to the edge. */
  #canBeFilled(startMs: number, fromEdge: boolean, cadenceMs: number, streamMs: number): boolean {
    const { edgeToMs } = this.#settings;
    const latestStartMs = startMs + 1; // what begins it lies within its millisecond
    if (!this.#isTooLong(streamMs - latestStartMs - (fromEdge ? 0 : cadenceMs), cadenceMs)) return true;
    return !fromEdge && edgeToMs !== undefined && edgeToMs > startMs && !this.#isTooLong(edgeToMs - latestStartMs, cadenceMs);
  }

  /** Keeps an instant until it is known whether its spacing belongs to a new regime. */
  #suspend(instant: Present, spacing: number): void {
    const cadence = this.#cadenceMs;
    // Behind a gap the next step nearly always follows, and two spacings of which the shorter is such a step begin nothing new.
    const isGapOver = this.#pending.length === 1 && this.#pendingSpacingsMs[0] > spacing && isSingleStep(spacing, cadence);
    const common = isGapOver || this.#endsCandidate(spacing) ? NaN
      : this.#pending.length === 0 ? spacing
      : commonCadence([...this.#pendingSpacingsMs, spacing]);
    if (Number.isNaN(common) || isSingleStep(common, cadence)) {
      this.#resolvePending();
      if (isSingleStep(spacing, cadence)) {
        this.#settle(instant.timeMs, instant.timeNs, instant.value, instant.kind, instant.row);
        return;
      }
    }
    this.#pending.push(instant);
    this.#pendingSpacingsMs.push(spacing);
    if (this.#pending.length === REGIME_SPACINGS) {
      this.#regimes.push({ atMs: this.#lastMs, fromCadenceMs: cadence, toCadenceMs: common });
      const [silence] = this.#pendingSpacingsMs;
      // A silence too long to be filled was given up as it grew: later events of other series are written already.
      const first = this.#isTooLong(silence - cadence, cadence) && silence >= 1.5 * common ? this.#pending.shift() : undefined;
      if (first) this.#settle(first.timeMs, first.timeNs, first.value, first.kind, first.row);
      this.#follow(common);
      this.#resolvePending();
    }
  }

  /** A silence that no filled void could bridge, in the present cadence or in the candidate's, ends the candidate. */
  #endsCandidate(silenceMs: number): boolean {
    if (this.#pending.length === 0) return false;
    const candidate = Math.max(this.#cadenceMs, Math.min(...this.#pendingSpacingsMs));
    return this.#isTooLong(silenceMs - candidate, candidate) && silenceMs > DEFAULT_MAX_GAP_STEPS * candidate;
  }

  #resolvePending(): void {
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    this.#pendingSpacingsMs = [];
    for (const { timeMs, timeNs, value, kind, row } of pending) this.#settle(timeMs, timeNs, value, kind, row);
  }

  /** Takes on a cadence. */
  #follow(cadenceMs: number): void {
    const { regular, fixedCadence } = this.#settings;
    this.#cadenceMs = cadenceMs;
    this.#leastStepMs = regular && !fixedCadence ? 0.5 * cadenceMs : -Infinity;
    this.#mostStepMs = regular ? 1.5 * cadenceMs : Infinity;
    this.#mostFilledStepMs = mostFilledStepMs(cadenceMs, this.#settings.resolutionMs);
  }

  /** The spacing before this instant is judged by the present cadence; a good reading ends the open void. */
  #settle(timeMs: number, timeNs: number, value: number, kind: InstantKind, row: number): void {
    if (Number.isNaN(this.#lastMs)) {
      if (this.#settings.edgeFromMs !== undefined) this.#skipFromEdge(this.#settings.edgeFromMs, timeMs, timeNs, kind === InstantKind.Filled);
    } else if (this.#settings.regular) {
      const spacing = spanMs(this.#lastMs, this.#lastNs, timeMs, timeNs);
      if (this.#isGap(spacing, kind === InstantKind.Filled || this.#isLastFilled)) this.#skip(this.#lastMs, this.#lastNs, spacing, Math.round(spacing / this.#cadenceMs) - 1);
    }
    if (kind === InstantKind.Good || kind === InstantKind.Filled) {
      this.#goOn(timeMs, timeNs, value);
      this.#isLastFilled = kind === InstantKind.Filled;
      if (this.#open) this.#close(this.#recent.latest);
      return;
    }
    this.#lastMs = timeMs;
    this.#lastNs = timeNs;
    this.#isLastFilled = false;
    this.#put(timeMs, timeNs, kind, row);
  }

  /** How far good readings go that are one step each behind the one before; the first may be one behind a filled event. */
  #stepsFrom(timeMs: Float64Array, timeNs: Int32Array, from: number, to: number): number {
    const [least, most] = [this.#leastStepMs, this.#mostStepMs];
    let [lastMs, lastNs] = [this.#lastMs, this.#lastNs];
    let i = from;
    for (; i < to; i++) {
      const spacing = spanMs(lastMs, lastNs, timeMs[i], timeNs[i]);
      if (!(spacing > least && spacing < most)) break;
      lastMs = timeMs[i];
      lastNs = timeNs[i];
    }
    return i;
  }

  /** Whether the step behind a reading shows that the longer spacing before it begins no new regime: see #suspend. */
  #isGapBefore(timeMs: Float64Array, timeNs: Int32Array, i: number): boolean {
    const step = spanMs(timeMs[i], timeNs[i], timeMs[i + 1], timeNs[i + 1]);
    return isSingleStep(step, this.#cadenceMs) && spanMs(this.#lastMs, this.#lastNs, timeMs[i], timeNs[i]) > step;
  }

  /** A good reading, and nothing missing before it. */
  #goOn(timeMs: number, timeNs: number, value: number): void {
    this.#lastMs = timeMs;
    this.#lastNs = timeNs;
    this.#isLastFilled = false;
    const recent = this.#recent;
    if (recent.isFull) {
      const oldest = this.#waiting.length > 0 ? this.#waiting[0].before : (this.#open?.before ?? recent.latest + 1);
      recent.giveUpBefore(oldest - readingsWithin(this.#settings.mostContextSteps));
    }
    recent.push(timeMs, timeNs, value);
  }

  /** Whether events are missing in a spacing, of which a side may be a filled event. */
  #isGap(spacing: number, isFilled: boolean): boolean {
    return spacing >= 1.5 * this.#cadenceMs && !(isFilled && spacing <= this.#mostFilledStepMs);
  }

  /** n events are missing in the span after the given instant: evenly placed in it. */
  #skip(fromMs: number, fromNs: number, span: number, n: number): void {
    const open = this.#openVoid();
    open.skipped += n;
    open.instants += n;
    if (this.#isTooLong(span - open.cadenceMs, open.cadenceMs)) this.#leave(open, 'max-gap');
    else if (open.instants > MAX_VOID_INSTANTS) this.#leave(open, 'too-many-instants');
    if (open.left) return;
    const step = span / (n + 1);
    if (fromNs === 0 && Number.isInteger(step)) { // most; the same in whole numbers
      for (let k = 1; k <= n; k++) open.list(fromMs + k * step, 0, InstantKind.Skipped, -1);
      return;
    }
    for (let k = 1; k <= n; k++) {
      const wholeNs = Math.round(fromNs + ((k * span) / (n + 1)) * 1e6);
      const carryMs = Math.floor(wholeNs / 1e6);
      open.list(fromMs + carryMs, wholeNs - carryMs * 1e6, InstantKind.Skipped, -1);
    }
  }

  /** The instants at whole cadences before the first reading, not before the edge. */
  #skipFromEdge(edgeMs: number, firstMs: number, firstNs: number, isFilled: boolean): void {
    const n = this.#stepsToEdge(spanMs(edgeMs, 0, firstMs, firstNs), isFilled, Math.floor);
    const span = (n + 1) * this.#cadenceMs;
    if (n > 0) this.#skip(firstMs, firstNs - span * 1e6, span, n);
  }

  /** The instants at whole cadences after the last reading, before the edge. */
  #skipToEdge(edgeMs: number): void {
    const n = this.#stepsToEdge(spanMs(this.#lastMs, this.#lastNs, edgeMs, 0), this.#isLastFilled, (steps) => Math.ceil(steps) - 1);
    if (n > 0) this.#skip(this.#lastMs, this.#lastNs, (n + 1) * this.#cadenceMs, n);
  }

  /** How many events are missing between a reading and the edge of the window: as in any gap none, unless it is wider than jitter makes it. */
  #stepsToEdge(span: number, isFilled: boolean, wholeSteps: (steps: number) => number): number {
    return this.#settings.regular && this.#isGap(span, isFilled) ? wholeSteps(span / this.#cadenceMs) : 0;
  }

  #put(timeMs: number, timeNs: number, kind: InstantKind, row: number): void {
    const open = this.#openVoid();
    open.instants++;
    if (Number.isNaN(open.firstMs)) {
      open.firstMs = timeMs;
      open.firstNs = timeNs;
    }
    const { before } = open;
    const { edgeFromMs } = this.#settings;
    const sinceMs = before >= 0
      ? spanMs(this.#recent.timeMs(before), this.#recent.timeNs(before), timeMs, timeNs) - open.cadenceMs
      : timeMs - (edgeFromMs ?? timeMs);
    if (this.#isTooLong(sinceMs, open.cadenceMs)) this.#leave(open, 'max-gap');
    else if (open.instants > MAX_VOID_INSTANTS) this.#leave(open, 'too-many-instants');
    if (!open.left) open.list(timeMs, timeNs, kind, row);
    else if (row >= 0) this.#dropped.push({ row, reason: open.left });
  }

  #openVoid(): VoidRecord {
    if (!this.#open) {
      const open = this.#spare.pop() ?? new VoidRecord(this.#settings.mostContextSteps);
      open.open(this.#recent.latest, this.#cadenceMs);
      if (Number.isNaN(open.cadenceMs)) open.left = 'no-cadence';
      else if (open.before < 0 && this.#settings.edgeFromMs === undefined) open.left = 'edge';
      this.#open = open;
    }
    return this.#open;
  }

  /** The void will not be filled: what it holds is let go at once, so that a long one takes no memory. */
  #leave(open: VoidRecord, reason: LeftReason): void {
    if (open.left) return;
    open.left = reason;
    for (let i = 0; i < open.count; i++) if (open.row[i] >= 0) this.#dropped.push({ row: open.row[i], reason });
    open.clear();
  }

  /** The open void has found its end: the good reading of that number, or the edge of the log (-1). */
  #close(after: number): void {
    const open = this.#open!;
    this.#open = undefined;
    const { edgeFromMs, edgeToMs } = this.#settings;
    const { before, cadenceMs } = open;
    const recent = this.#recent;
    const fromMs = before >= 0 ? recent.timeMs(before) : edgeFromMs;
    const fromNs = before >= 0 ? recent.timeNs(before) : 0;
    const toMs = after >= 0 ? recent.timeMs(after) : edgeToMs;
    const toNs = after >= 0 ? recent.timeNs(after) : 0;
    if (fromMs === undefined || toMs === undefined || (before < 0 && after < 0)) this.#leave(open, 'edge');
    else if (this.#isTooLong(spanMs(fromMs, fromNs, toMs, toNs) - (before >= 0 && after >= 0 ? cadenceMs : 0), cadenceMs)) {
      this.#leave(open, 'max-gap');
    }
    const contextSteps = open.left ? 0 : this.#settings.contextSteps(open.count);
    open.after = after;
    open.contextSteps = contextSteps;
    open.completeMs = contextSteps === 0 || after < 0 ? -Infinity : toMs! + (contextSteps + 0.5) * cadenceMs + 1;
    this.#waiting.push(open);
  }

  #isTooLong(voidMs: number, cadenceMs: number): boolean {
    return voidMs > (this.#settings.maxGapMs ?? DEFAULT_MAX_GAP_STEPS * cadenceMs);
  }

  #addContext(found: VoidRecord): void {
    const { before, after, cadenceMs, contextSteps } = found;
    const recent = this.#recent;
    found.beforeMs = before >= 0 ? recent.timeMs(before) : NaN;
    found.beforeNs = before >= 0 ? recent.timeNs(before) : 0;
    found.afterMs = after >= 0 ? recent.timeMs(after) : NaN;
    found.afterNs = after >= 0 ? recent.timeNs(after) : 0;
    if (before >= 0) found.beforeCount = recent.around(before, -1, contextSteps, cadenceMs, found.beforeSteps, found.beforeValues);
    if (after >= 0) found.afterCount = recent.around(after, 1, contextSteps, cadenceMs, found.afterSteps, found.afterValues);
  }
}
