// A void: a maximal run of instants of a series without a good reading, with what is needed to fill it.

/** What is known of an instant of a series. */
export const InstantKind = {
  /** A good reading (or a synthetic one of an earlier run): it bounds voids. */
  Good: 0,
  /** No event: computed from the cadence. */
  Skipped: 1,
  /** An event whose temperature is null. */
  Null: 2,
  /** A failed reading that is to be replaced. */
  Failed: 3,
  /** A failed reading that stays as it is (--repair keep). */
  KeptFailed: 4,
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

/** The instants of one void. Arrays are parallel, in event-time order. */
export interface Void {
  /** The good reading before it; NaN where there is none. */
  readonly beforeMs: number;
  readonly beforeNs: number;
  /** The good reading after it; NaN where there is none. */
  readonly afterMs: number;
  readonly afterNs: number;
  readonly cadenceMs: number;
  /** The instants; of no use in a void that is left. */
  readonly timeMs: readonly number[];
  readonly timeNs: readonly number[];
  readonly kind: readonly InstantKind[];
  /** Input position of a null or failed instant, -1 for a skipped one. */
  readonly arrival: readonly number[];
  /** How many events were skipped, and how many instants there are of all kinds. */
  readonly skipped: number;
  readonly instants: number;
  /** Why it is left as it is; undefined for one that can be filled. */
  readonly left?: LeftReason;
  /** Good readings around it in steps of the cadence from the reading before: at most the context that was asked for. */
  readonly context: VoidContextReadings;
}

/** Good readings around a void, by their distance from it. */
export interface VoidContextReadings {
  /** Steps before the bounding reading (0, -1, ...), ascending; the bounding reading is the last. */
  readonly beforeSteps: readonly number[];
  readonly beforeValues: readonly number[];
  /** Steps after the bounding reading on the far side (0, 1, ...), ascending; the bounding reading is the first. */
  readonly afterSteps: readonly number[];
  readonly afterValues: readonly number[];
}

/** Milliseconds from one instant to another, exact to the nanosecond for spans below a hundred days. */
export function spanMs(fromMs: number, fromNs: number, toMs: number, toNs: number): number {
  return toMs - fromMs + (toNs - fromNs) / 1e6;
}
