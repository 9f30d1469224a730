// Where the rows of a join go.
import type { RowKey } from '../io/key-reader.js';
import type { MemberMatcher } from '../io/member-matcher.js';

/** What becomes of the rows. Lines are without their newline, and views: copy what is kept. */
export interface JoinSink {
  /** So many rows are on both sides, each value spelled alike. */
  same(rows: number): void;
  /** Both sides have the key. What comes back says why the two cannot be compared. */
  pair(recomputed: Buffer, existing: Buffer, key: RowKey, lines: PairLines): string | undefined;
  /** The same for two rows that differ in one number, which need not be read whole; false where they must be. */
  pairInOneNumber(pair: MemberMatcher): boolean;
  onlyRecomputed(line: Buffer, key: RowKey): void;
  onlyExisting(line: Buffer, key: RowKey): void;
  /** Awaited from time to time. */
  flush(): Promise<void>;
}

/** Finds the 1-based line numbers of a pair in its two files, as messages name them. */
export type PairLines = () => Promise<{ readonly recomputed: number; readonly existing: number }>;
