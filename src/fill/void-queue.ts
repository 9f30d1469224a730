// The voids of one series: the one that is open, and those that wait until their context is complete, over the readings they lie between.
import { readingsWithin, RecentReadings, type RecentState } from './recent-readings.js';
import { InstantKind, spanMs, VoidRecord, type LeftReason, type Void, type VoidState } from './voids.js';

/** What decides which voids are filled, and with how much context. */
export interface VoidSettings {
  /** Longest void that is filled, between its bounding readings less one cadence; undefined: DEFAULT_MAX_GAP_STEPS cadences. */
  readonly maxGapMs: number | undefined;
  /** Steps of context that a void of so many instants is given on each side, beside its bounding readings; and the most of them all. */
  readonly contextSteps: (instants: number) => number;
  readonly mostContextSteps: number;
  /** Voids before the first and after the last reading are filled up to these instants, where given. */
  readonly edgeFromMs?: number;
  readonly edgeToMs?: number;
}

/** A failed or null instant that no void will replace, by the caller's number. */
export interface DroppedInstant {
  readonly row: number;
  readonly reason: LeftReason;
}

export const DEFAULT_MAX_GAP_STEPS = 60;

/** A void of more instants than this is left: it would not fit in memory. */
export const MAX_VOID_INSTANTS = 2_000_000;

/** All voids that are not handed out yet, as plain data. */
export interface VoidQueueState {
  readonly recent: RecentState;
  readonly open: VoidState | undefined;
  readonly waiting: readonly VoidState[];
}

/**
 * Takes readings and what is missing between them, in order, and hands out voids. A reading or an instant costs O(1); memory is bounded by the
 * longest void that may be filled, and its context.
 */
export class VoidQueue {
  readonly #settings: VoidSettings;
  readonly #recent = new RecentReadings();
  #open: VoidRecord | undefined;
  #waiting: VoidRecord[] = [];
  /** Voids that were handed over, to be used again. */
  readonly #spare: VoidRecord[] = [];
  #dropped: DroppedInstant[] = [];

  constructor(settings: VoidSettings) {
    this.#settings = settings;
  }

  /** Whether there is a void that no reading has ended yet. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Takes a good reading, behind which an open void is to be closed. Amortised O(1). */
  addReading(timeMs: number, timeNs: number, value: number): void {
    const recent = this.#recent;
    if (recent.isFull) {
      const oldest = this.#waiting.length > 0 ? this.#waiting[0].before : (this.#open?.before ?? recent.latest + 1);
      recent.giveUpBefore(oldest - readingsWithin(this.#settings.mostContextSteps));
    }
    recent.push(timeMs, timeNs, value);
  }

  /** n events of that cadence are missing in the span after the given instant: evenly placed in it. */
  skip(cadenceMs: number, fromMs: number, fromNs: number, span: number, n: number): void {
    const open = (this.#open ??= this.#begin(cadenceMs));
    open.skipped += n;
    open.instants += n;
    if (this.isTooLong(span - open.cadenceMs, open.cadenceMs)) this.#leave(open, 'max-gap');
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

  /** There is an event, but no good reading. */
  addBad(cadenceMs: number, timeMs: number, timeNs: number, kind: InstantKind, row: number): void {
    const open = (this.#open ??= this.#begin(cadenceMs));
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
    if (this.isTooLong(sinceMs, open.cadenceMs)) this.#leave(open, 'max-gap');
    else if (open.instants > MAX_VOID_INSTANTS) this.#leave(open, 'too-many-instants');
    if (!open.left) open.list(timeMs, timeNs, kind, row);
    else if (row >= 0) this.#dropped.push({ row, reason: open.left });
  }

  /** The open void has found its end, if there is one: the latest reading, or the edge of the log. */
  close(isAtEdge: boolean): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    const { edgeFromMs, edgeToMs } = this.#settings;
    const { before, cadenceMs } = open;
    const recent = this.#recent;
    const after = isAtEdge ? -1 : recent.latest;
    const fromMs = before >= 0 ? recent.timeMs(before) : edgeFromMs;
    const fromNs = before >= 0 ? recent.timeNs(before) : 0;
    const toMs = after >= 0 ? recent.timeMs(after) : edgeToMs;
    const toNs = after >= 0 ? recent.timeNs(after) : 0;
    if (fromMs === undefined || toMs === undefined || (before < 0 && after < 0)) this.#leave(open, 'edge');
    else if (this.isTooLong(spanMs(fromMs, fromNs, toMs, toNs) - (before >= 0 && after >= 0 ? cadenceMs : 0), cadenceMs)) {
      this.#leave(open, 'max-gap');
    }
    const contextSteps = open.left ? 0 : this.#settings.contextSteps(open.count);
    open.after = after;
    open.contextSteps = contextSteps;
    open.completeMs = contextSteps === 0 || after < 0 ? -Infinity : toMs! + (contextSteps + 0.5) * cadenceMs + 1;
    this.#waiting.push(open);
  }

  /** Leaves the open void where the stream has come so far without an end of it that none could be filled any more: it must not hold up others. */
  giveUpOpen(streamMs: number): void {
    const open = this.#open;
    if (open && !open.left && !this.canBeFilled(this.#startMs(open)!, open.before < 0, open.cadenceMs, streamMs)) this.#leave(open, 'max-gap');
  }

  /** Hands the voids to `take` whose context is complete before a time, one after another: a void is valid until `take` comes back. */
  takeComplete(seenMs: number, take: (found: Void) => void): void {
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

  /** The whole millisecond at which the first void begins that may yet be filled; undefined where there is none. */
  get undecidedFromMs(): number | undefined {
    if (this.#waiting.length > 0) return this.#startMs(this.#waiting[0]);
    return this.#open && !this.#open.left ? this.#startMs(this.#open) : undefined;
  }

  /** Whether a void without an end so far may yet be filled: up to a reading still to come, or up to the edge. */
  canBeFilled(startMs: number, fromEdge: boolean, cadenceMs: number, streamMs: number): boolean {
    const { edgeToMs } = this.#settings;
    const latestStartMs = startMs + 1; // what begins it lies within its millisecond
    if (!this.isTooLong(streamMs - latestStartMs - (fromEdge ? 0 : cadenceMs), cadenceMs)) return true;
    return !fromEdge && edgeToMs !== undefined && edgeToMs > startMs && !this.isTooLong(edgeToMs - latestStartMs, cadenceMs);
  }

  isTooLong(voidMs: number, cadenceMs: number): boolean {
    return voidMs > (this.#settings.maxGapMs ?? DEFAULT_MAX_GAP_STEPS * cadenceMs);
  }

  save(): VoidQueueState {
    return { recent: this.#recent.save(), open: this.#open?.save(), waiting: this.#waiting.map((one) => one.save()) };
  }

  /** Takes the place of whatever it held. */
  restore({ recent, open, waiting }: VoidQueueState): void {
    this.#recent.restore(recent);
    this.#open = open && this.#restored(open);
    this.#waiting = waiting.map((one) => this.#restored(one));
  }

  #restored(state: VoidState): VoidRecord {
    const record = new VoidRecord(this.#settings.mostContextSteps);
    record.restore(state);
    return record;
  }

  /** The whole millisecond of the reading or edge that a void begins at. */
  #startMs({ before }: VoidRecord): number | undefined {
    return before >= 0 ? this.#recent.timeMs(before) : this.#settings.edgeFromMs;
  }

  #begin(cadenceMs: number): VoidRecord {
    const open = this.#spare.pop() ?? new VoidRecord(this.#settings.mostContextSteps);
    open.open(this.#recent.latest, cadenceMs);
    if (Number.isNaN(open.cadenceMs)) open.left = 'no-cadence';
    else if (open.before < 0 && this.#settings.edgeFromMs === undefined) open.left = 'edge';
    return open;
  }

  /** The void will not be filled: what it holds is let go at once, so that a long one takes no memory. */
  #leave(open: VoidRecord, reason: LeftReason): void {
    if (open.left) return;
    open.left = reason;
    for (let i = 0; i < open.count; i++) if (open.row[i] >= 0) this.#dropped.push({ row: open.row[i], reason });
    open.clear();
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
