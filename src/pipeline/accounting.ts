// The books of a recovery: every input line in exactly one bucket, and beside them what was made.
import { TelemendError } from '../model/errors.js';

/** Counts of input lines, each in the first bucket that applies; their sum is the number of lines. */
export const LINE_BUCKETS = [
  'blank',
  'deadLetters',
  'outside',
  'late',
  'duplicates',
  'conflicts',
  'missing',
  'synthetic',
  'observed',
  'repaired',
  'dropped',
  'kept',
] as const;
/** What became of an input line. */
export type LineBucket = (typeof LINE_BUCKETS)[number];

/** The accounting as the manifest holds it. */
export type Accounting = Record<LineBucket, number> & {
  lines: number;
  /** Events that were made for skipped or missing ones. */
  filled: number;
  /** Voids with skipped events in them, and how many of these were left. */
  gaps: number;
  gapsLeft: number;
};

/** An accounting in which nothing has happened yet. */
export function emptyAccounting(): Accounting {
  const zero = Object.fromEntries(LINE_BUCKETS.map((bucket) => [bucket, 0])) as Record<LineBucket, number>;
  return { lines: 0, ...zero, filled: 0, gaps: 0, gapsLeft: 0 };
}

/** Guarantee 1. @throws TelemendError `internal` where the buckets do not sum to the lines. */
export function checkAccounting(accounting: Accounting): void {
  const sum = LINE_BUCKETS.reduce((total, bucket) => total + accounting[bucket], 0);
  if (sum !== accounting.lines) {
    throw new TelemendError('internal', `the accounting does not balance: ${accounting.lines} lines, ${sum} accounted for`);
  }
}
