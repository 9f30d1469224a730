// The error windows of one series: buckets that depart from the log's normal, merged into intervals with their reasons.
import { departs, normalShare, type BucketShare } from './departures.js';

/** What is looked at, in the order in which reasons are told. */
export const REASONS = ['error-rate', 'gap-rate', 'lateness', 'cadence'] as const;
export type WindowReason = (typeof REASONS)[number];

/** What happened in one bucket of one series. */
export interface SeriesBucket {
  /** Readings, and instants at which one was missing. */
  readings: number;
  missing: number;
  /** Readings that fail the range, came after later ones, or stand at no whole number of cadences from the one before. */
  failed: number;
  late: number;
  odd: number;
  /** The span of what was amiss, whole milliseconds; Infinity and -Infinity where nothing was. */
  readonly amissMs: Record<WindowReason, [first: number, last: number]>;
}

export interface FoundReason {
  readonly reason: WindowReason;
  /** Of the readings (for gaps: of the expected ones) in the interval. */
  readonly share: number;
  /** What the share is in the median bucket. */
  readonly normal: number;
}

export interface FoundWindow {
  readonly fromMs: number;
  /** Behind the last millisecond of what is amiss. */
  readonly toMs: number;
  readonly reasons: readonly FoundReason[];
}

export function emptyBucket(): SeriesBucket {
  const nothing = (): [number, number] => [Infinity, -Infinity];
  const amissMs = { 'error-rate': nothing(), 'gap-rate': nothing(), lateness: nothing(), cadence: nothing() };
  return { readings: 0, missing: 0, failed: 0, late: 0, odd: 0, amissMs };
}

/** The share that a reason is about. */
function shareOf(bucket: SeriesBucket, reason: WindowReason): BucketShare {
  switch (reason) {
    case 'error-rate':
      return { count: bucket.failed, of: bucket.readings };
    case 'gap-rate':
      return { count: bucket.missing, of: bucket.readings + bucket.missing };
    case 'lateness':
      return { count: bucket.late, of: bucket.readings };
    default:
      return { count: bucket.odd, of: bucket.readings };
  }
}

/**
 * Finds the intervals in which a series departs from its own normal. They begin at the first thing amiss and end with the last;
 * conspicuous buckets with at most one quiet bucket between them are one interval. What is amiss in more than half of the buckets is the normal, and not found.
 * O(buckets log buckets).
 *
 * @param buckets by their number, in order
 */
export function findErrorWindows(buckets: ReadonlyMap<number, SeriesBucket>): FoundWindow[] {
  const normal = new Map(REASONS.map((reason) => [reason, normalShare(Array.from(buckets.values(), (bucket) => shareOf(bucket, reason)))]));
  const groups: { last: number; readonly members: SeriesBucket[]; readonly reasons: Set<WindowReason> }[] = [];
  for (const [number, bucket] of buckets) {
    const reasons = REASONS.filter((reason) => departs(shareOf(bucket, reason), normal.get(reason)!));
    if (reasons.length === 0) continue;
    const group = groups.at(-1);
    if (group && number - group.last <= 2) {
      const between = buckets.get(number - 1);
      if (between && group.last === number - 2) group.members.push(between);
      group.members.push(bucket);
      group.last = number;
      for (const reason of reasons) group.reasons.add(reason);
    } else {
      groups.push({ last: number, members: [bucket], reasons: new Set(reasons) });
    }
  }
  return groups.map(({ members, reasons }) => {
    const found = REASONS.filter((reason) => reasons.has(reason));
    const spans = members.flatMap(({ amissMs }) => found.map((reason) => amissMs[reason]));
    return {
      fromMs: Math.min(...spans.map(([first]) => first)),
      toMs: Math.max(...spans.map(([, last]) => last)) + 1,
      reasons: found.map((reason) => ({ reason, share: rounded(totalShare(members, reason)), normal: rounded(normal.get(reason)!.share) })),
    };
  });
}

function totalShare(members: readonly SeriesBucket[], reason: WindowReason): number {
  const shares = members.map((bucket) => shareOf(bucket, reason));
  return shares.reduce((sum, { count }) => sum + count, 0) / shares.reduce((sum, { of }) => sum + of, 0);
}

function rounded(share: number): number {
  return Number(share.toFixed(4));
}
