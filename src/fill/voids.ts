// A void: a maximal run of instants of a series without a good reading, with what is needed to fill it.
import type { VoidContext } from './model.js';

const FEWEST_INSTANTS = 8;
const MOST_INSTANTS_KEPT = 1024;

/** What is known of an instant of a series. */
export const InstantKind = {
  /** A good reading (or one that an earlier run replaced): it bounds voids. */
  Good: 0,
  /** No event: computed from the cadence. */
  Skipped: 1,
  /** An event whose temperature is null. */
  Null: 2,
  /** A failed reading that is to be replaced. */
  Failed: 3,
  /** A failed reading that stays as it is (--repair keep). */
  KeptFailed: 4,
  /** An event that an earlier run filled in: a good reading at an instant that was rounded. */
  Filled: 5,
} as const;
export type InstantKind = (typeof InstantKind)[keyof typeof InstantKind];

/** Why a void is not filled. */
export type LeftReason =
  /** Longer than --max-gap. */
  | 'max-gap'
  /** No good reading on one side of it. */
  | 'edge'
  /** More instants than one void may hold in memory. */
  | 'too-many-instants'
  /** The series has no cadence by which its steps could be counted. */
  | 'no-cadence';

/**
 * The instants of one void, and the good readings around it. Arrays are parallel, their first `count` entries (`beforeCount`, `afterCount`)
 * are meant. A track uses its voids again: what it hands out is valid until it is asked for the next.
 */
export interface Void extends VoidContext {
  /** The good reading after it; NaN where there is none. */
  readonly afterMs: number;
  readonly afterNs: number;
  readonly kind: Uint8Array;
  /** The caller's number of a null or failed instant, -1 for a skipped one. */
  readonly row: Int32Array;
  /** How many events were skipped, and how many instants there are of all kinds, also where `count` is 0 because the void is left. */
  readonly skipped: number;
  readonly instants: number;
  /** The first instant that was not skipped, NaN where all were: what is known of the place of a void that no reading bounds. */
  readonly firstMs: number;
  readonly firstNs: number;
  /** Why it is left as it is; undefined for one that can be filled. */
  readonly left: LeftReason | undefined;
}

/** What of a void in the making has to be known to go on with it, as plain data. */
export type VoidState = Pick<
  VoidRecord,
  'before' | 'after' | 'cadenceMs' | 'count' | 'timeMs' | 'timeNs' | 'kind' | 'row' | 'skipped' | 'instants' | 'firstMs' | 'firstNs' | 'left'
  | 'contextSteps' | 'completeMs'
>;

/** A void as it is built up, on arrays that are used again. */
export class VoidRecord implements Void {
  beforeMs = NaN;
  beforeNs = 0;
  afterMs = NaN;
  afterNs = 0;
  cadenceMs = NaN;
  count = 0;
  timeMs = new Float64Array(FEWEST_INSTANTS);
  timeNs = new Int32Array(FEWEST_INSTANTS);
  kind = new Uint8Array(FEWEST_INSTANTS);
  row = new Int32Array(FEWEST_INSTANTS);
  skipped = 0;
  instants = 0;
  firstMs = NaN;
  firstNs = 0;
  left: LeftReason | undefined = undefined;
  beforeCount = 0;
  beforeSteps: Int32Array;
  beforeValues: Float64Array;
  afterCount = 0;
  afterSteps: Int32Array;
  afterValues: Float64Array;
  /** Numbers of the good readings before and after it among those of its series, -1 where there is none. */
  before = -1;
  after = -1;
  /** Steps of context beside the bounding readings. */
  contextSteps = 0;
  /** All of its context has been seen once the stream is past this time. */
  completeMs = NaN;

  /** @param mostContextSteps the largest `contextSteps` there will be */
  constructor(mostContextSteps: number) {
    this.beforeSteps = new Int32Array(mostContextSteps + 1);
    this.beforeValues = new Float64Array(mostContextSteps + 1);
    this.afterSteps = new Int32Array(mostContextSteps + 1);
    this.afterValues = new Float64Array(mostContextSteps + 1);
  }

  /** Makes it an empty void again. */
  open(before: number, cadenceMs: number): void {
    this.before = before;
    this.cadenceMs = cadenceMs;
    this.count = this.skipped = this.instants = this.beforeCount = this.afterCount = 0;
    this.left = undefined;
    this.firstMs = NaN;
    this.after = -1;
  }

  /** Appends an instant. Amortised O(1). */
  list(timeMs: number, timeNs: number, kind: InstantKind, row: number): void {
    if (this.count === this.timeMs.length) this.#resize(2 * this.count);
    const at = this.count++;
    this.timeMs[at] = timeMs;
    this.timeNs[at] = timeNs;
    this.kind[at] = kind;
    this.row[at] = row;
  }

  /** Lets go of its instants, and of the memory that a long void took. */
  clear(): void {
    this.count = 0;
    if (this.timeMs.length > MOST_INSTANTS_KEPT) this.#resize(FEWEST_INSTANTS);
  }

  /** What it is so far; its context is found when it is handed out. */
  save(): VoidState {
    const { before, after, cadenceMs, count, skipped, instants, firstMs, firstNs, left, contextSteps, completeMs } = this;
    const [timeMs, timeNs] = [this.timeMs.slice(0, count), this.timeNs.slice(0, count)];
    const [kind, row] = [this.kind.slice(0, count), this.row.slice(0, count)];
    return { before, after, cadenceMs, count, timeMs, timeNs, kind, row, skipped, instants, firstMs, firstNs, left, contextSteps, completeMs };
  }

  /** Takes the place of whatever it was. */
  restore({ timeMs, timeNs, kind, row, ...state }: VoidState): void {
    Object.assign(this, state, { count: 0 });
    for (let i = 0; i < state.count; i++) this.list(timeMs[i], timeNs[i], kind[i] as InstantKind, row[i]);
  }

  #resize(size: number): void {
    const { timeMs, timeNs, kind, row, count } = this;
    this.timeMs = new Float64Array(size);
    this.timeNs = new Int32Array(size);
    this.kind = new Uint8Array(size);
    this.row = new Int32Array(size);
    if (count === 0) return;
    this.timeMs.set(timeMs);
    this.timeNs.set(timeNs);
    this.kind.set(kind);
    this.row.set(row);
  }
}

/** Milliseconds from one instant to another, exact to the nanosecond for spans below a hundred days. */
export function spanMs(fromMs: number, fromNs: number, toMs: number, toNs: number): number {
  return toMs - fromMs + (toNs - fromNs) / 1e6;
}
