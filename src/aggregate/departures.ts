// Where a share departs from what is normal for it: buckets of time held against the ordinary buckets of the same series.

/** What happened in one bucket, of how many that could have happened. */
export interface BucketShare {
  readonly count: number;
  readonly of: number;
}

/** What is normal of a share. */
export interface NormalShare {
  /** Of all ordinary buckets together. */
  readonly share: number;
  /** Median absolute deviation over the buckets, scaled to the standard deviation of a normal law. */
  readonly spread: number;
}

/** Buckets with fewer happenings, or a share that is less above the normal one, never depart. */
const LEAST_COUNT = 3;
const LEAST_EXCESS = 0.05;
/** How improbable a bucket must be by chance alone, and how many of the series' own deviations above the normal. */
const CHANCE = 1e-6;
const DEVIATIONS = 5;
const MAD_TO_SD = 1.4826;
/** The normal is what is left when the buckets that depart from it are taken out, so often. */
const ROUNDS = 3;

/**
 * The normal share of buckets: from the median on, buckets that depart are left out and the rest is pooled. Right as long as most buckets
 * are ordinary. O(n log n). Source of the spread: Huber, Robust Statistics (1981).
 */
export function normalShare(buckets: Iterable<BucketShare>): NormalShare {
  const filled = Array.from(buckets).filter(({ of }) => of > 0);
  const shares = filled.map(({ count, of }) => count / of);
  const median = medianOf(shares);
  const spread = MAD_TO_SD * medianOf(shares.map((each) => Math.abs(each - median)));
  let share = median;
  for (let round = 0; round < ROUNDS; round++) share = pooled(filled.filter((bucket) => !departs(bucket, { share, spread })));
  return { share, spread };
}

/**
 * Whether a bucket departs: so many happenings or more have a chance below one in a million (binomial), the share lies five deviations of
 * the series' own above the normal one, and a twentieth at least. O(count).
 *
 * @example
 * departs({ count: 30, of: 60 }, { share: 0.01, spread: 0.01 }); // true
 */
export function departs({ count, of }: BucketShare, { share, spread }: NormalShare): boolean {
  if (count < LEAST_COUNT || of === 0) return false;
  const excess = count / of - share;
  // Of a share of nothing a little is assumed, since nobody has seen all of it.
  return excess >= LEAST_EXCESS && excess > DEVIATIONS * spread && binomialTail(count, of, Math.max(share, 0.1 / of)) < CHANCE;
}

/** The chance of `count` or more of `of`, each with a chance of `share`; for counts above the mean. Terms fall, so it ends soon. */
export function binomialTail(count: number, of: number, share: number): number {
  if (share >= 1) return 1;
  let term = Math.exp(logChoose(of, count) + count * Math.log(share) + (of - count) * Math.log1p(-share));
  let sum = 0;
  for (let k = count; k <= of && term > sum * 1e-12; k++) {
    sum += term;
    term *= ((of - k) / (k + 1)) * (share / (1 - share));
  }
  return sum;
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= Math.min(k, n - k); i++) sum += Math.log((n - i + 1) / i);
  return sum;
}

function pooled(buckets: readonly BucketShare[]): number {
  const of = buckets.reduce((sum, bucket) => sum + bucket.of, 0);
  return of === 0 ? 0 : buckets.reduce((sum, { count }) => sum + count, 0) / of;
}

function medianOf(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[(sorted.length - 1) >> 1];
}
