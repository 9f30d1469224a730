// One series on its way through time: follows its cadence, finds its voids by it, and hands them out as soon as their context is complete.
import { mostFilledStepMs } from './filled-step.js';
import { commonCadence, isSingleStep, REGIME_SPACINGS } from './regime.js';
import { DEFAULT_MAX_GAP_STEPS, VoidQueue, type DroppedInstant, type VoidQueueState, type VoidSettings } from './void-queue.js';
import { InstantKind, spanMs, type Void } from './voids.js';

/** What a track needs to know of its series. */
export interface TrackSettings extends VoidSettings {
  readonly cadenceMs: number;
  /** Whether the series has a cadence at all; without one no events are missing. */
  readonly regular: boolean;
  /** The cadence was given, not estimated: it never changes. */
  readonly fixedCadence: boolean;
  /** What the series' timestamps can tell: filled instants were rounded to it. */
  readonly resolutionMs: number;
}

/** A change of cadence that was found. */
export interface RegimeChange {
  readonly atMs: number;
  readonly fromCadenceMs: number;
  readonly toCadenceMs: number;
}

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
  readonly pending: readonly Present[];
  readonly pendingSpacingsMs: readonly number[];
  readonly voids: VoidQueueState;
}

/**
 * Follows one series. `add` takes its instants in event-time order; `takeReady` hands over its voids, whole and in order, and
 * `takeDropped` the failed readings that no void will replace. A reading costs O(1); memory is bounded by the longest void
 * that may be filled, its context and twenty pending spacings.
 */
export class SeriesTrack {
  readonly #settings: TrackSettings;
  readonly #voids: VoidQueue;
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

  constructor(settings: TrackSettings) {
    this.#settings = settings;
    this.#voids = new VoidQueue(settings);
    this.#follow(settings.cadenceMs);
  }

  /**
   * Takes the next good readings of the series, entries [from, to) of the columns: the same as adding them one by one, in a tenth of the time
   * where they follow each other step by step.
   */
  addGood(timeMs: Float64Array, timeNs: Int32Array, value: Float64Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (this.#pending.length === 0 && !this.#voids.isOpen) {
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
    if (pending === 0 && isStep && kind === InstantKind.Good && !this.#voids.isOpen) this.#goOn(timeMs, timeNs, value);
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
    this.#voids.close(true);
  }

  /**
   * Hands the voids to `take` whose context is complete now that the stream has come to `streamMs` (Infinity at the end), one after another:
   * a void is valid until `take` comes back.
   */
  takeReady(streamMs: number, take: (found: Void) => void): void {
    const last = this.#pending.at(-1);
    if (last && this.#endsCandidate(streamMs - (last.timeMs + 1))) this.#resolvePending(); // it lies within its millisecond
    const seenMs = Math.min(streamMs, this.#pending.length > 0 ? this.#pending[0].timeMs : Infinity);
    // Failed readings behind which the series falls silent must not hold up the others until the end of the log.
    if (this.#pending.length === 0) this.#voids.giveUpOpen(streamMs);
    this.#voids.takeComplete(seenMs, take);
  }

  /** Appends to `dropped` the failed and null instants that were found to lie in a void that is left. */
  takeDropped(dropped: DroppedInstant[]): void {
    this.#voids.takeDropped(dropped);
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
    const undecidedMs = this.#voids.undecidedFromMs;
    if (undecidedMs !== undefined) return undecidedMs;
    if (this.#pending.length > 0) return this.#lastMs;
    const isFirst = Number.isNaN(this.#lastMs);
    const startMs = isFirst ? edgeFromMs : this.#lastMs;
    if (this.#voids.isOpen || !regular || startMs === undefined) return Infinity;
    return this.#voids.canBeFilled(startMs, isFirst, this.#cadenceMs, streamMs) ? startMs : Infinity;
  }

  /** Where it stands. Ask for it when all that can be taken has been. */
  save(): TrackState {
    return {
      cadenceMs: this.#cadenceMs,
      lastMs: this.#lastMs,
      lastNs: this.#lastNs,
      isLastFilled: this.#isLastFilled,
      pending: this.#pending,
      pendingSpacingsMs: this.#pendingSpacingsMs,
      voids: this.#voids.save(),
    };
  }

  /** Goes on from where another track of the same settings stood. */
  restore({ cadenceMs, lastMs, lastNs, isLastFilled, pending, pendingSpacingsMs, voids }: TrackState): void {
    this.#follow(cadenceMs);
    this.#lastMs = lastMs;
    this.#lastNs = lastNs;
    this.#isLastFilled = isLastFilled;
    this.#pending = [...pending];
    this.#pendingSpacingsMs = [...pendingSpacingsMs];
    this.#voids.restore(voids);
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
      const first = this.#voids.isTooLong(silence - cadence, cadence) && silence >= 1.5 * common ? this.#pending.shift() : undefined;
      if (first) this.#settle(first.timeMs, first.timeNs, first.value, first.kind, first.row);
      this.#follow(common);
      this.#resolvePending();
    }
  }

  /** A silence that no filled void could bridge, in the present cadence or in the candidate's, ends the candidate. */
  #endsCandidate(silenceMs: number): boolean {
    if (this.#pending.length === 0) return false;
    const candidate = Math.max(this.#cadenceMs, Math.min(...this.#pendingSpacingsMs));
    return this.#voids.isTooLong(silenceMs - candidate, candidate) && silenceMs > DEFAULT_MAX_GAP_STEPS * candidate;
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
      if (this.#isGap(spacing, kind === InstantKind.Filled || this.#isLastFilled)) this.#voids.skip(this.#cadenceMs, this.#lastMs, this.#lastNs, spacing, Math.round(spacing / this.#cadenceMs) - 1);
    }
    if (kind === InstantKind.Good || kind === InstantKind.Filled) {
      this.#goOn(timeMs, timeNs, value);
      this.#isLastFilled = kind === InstantKind.Filled;
      this.#voids.close(false);
      return;
    }
    this.#lastMs = timeMs;
    this.#lastNs = timeNs;
    this.#isLastFilled = false;
    this.#voids.addBad(this.#cadenceMs, timeMs, timeNs, kind, row);
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
    this.#voids.addReading(timeMs, timeNs, value);
  }

  /** Whether events are missing in a spacing, of which a side may be a filled event. */
  #isGap(spacing: number, isFilled: boolean): boolean {
    return spacing >= 1.5 * this.#cadenceMs && !(isFilled && spacing <= this.#mostFilledStepMs);
  }

  /** The instants at whole cadences before the first reading, not before the edge. */
  #skipFromEdge(edgeMs: number, firstMs: number, firstNs: number, isFilled: boolean): void {
    const n = this.#stepsToEdge(spanMs(edgeMs, 0, firstMs, firstNs), isFilled, Math.floor);
    const span = (n + 1) * this.#cadenceMs;
    if (n > 0) this.#voids.skip(this.#cadenceMs, firstMs, firstNs - span * 1e6, span, n);
  }

  /** The instants at whole cadences after the last reading, before the edge. */
  #skipToEdge(edgeMs: number): void {
    const n = this.#stepsToEdge(spanMs(this.#lastMs, this.#lastNs, edgeMs, 0), this.#isLastFilled, (steps) => Math.ceil(steps) - 1);
    if (n > 0) this.#voids.skip(this.#cadenceMs, this.#lastMs, this.#lastNs, (n + 1) * this.#cadenceMs, n);
  }

  /** How many events are missing between a reading and the edge of the window: as in any gap none, unless it is wider than jitter makes it. */
  #stepsToEdge(span: number, isFilled: boolean, wholeSteps: (steps: number) => number): number {
    return this.#settings.regular && this.#isGap(span, isFilled) ? wholeSteps(span / this.#cadenceMs) : 0;
  }
}
