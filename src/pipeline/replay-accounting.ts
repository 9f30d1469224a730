// The books of a replay: every input line in exactly one bucket.
import { TelemendError } from '../model/errors.js';

/** Counts of lines, each in the first bucket that applies; the buckets sum to `lines`. */
export interface ReplayAccounting {
  lines: number;
  blank: number;
  deadLetters: number;
  /** Events outside of the window or of other sensors. */
  outside: number;
  /** Events that came too late for their place (live input only). */
  late: number;
  /** Readings that were there already. */
  duplicates: number;
  /** What was replayed. */
  events: number;
  /** Beside the sum: replayed events that differ from an earlier one of the same series and instant. */
  conflicts: number;
}

/** Books in which nothing stands yet. */
export function emptyReplayAccounting(): ReplayAccounting {
  return { lines: 0, blank: 0, deadLetters: 0, outside: 0, late: 0, duplicates: 0, events: 0, conflicts: 0 };
}

/** @throws TelemendError `internal` where the buckets do not sum to the lines. */
export function checkReplayAccounting(accounting: ReplayAccounting): void {
  const { lines, blank, deadLetters, outside, late, duplicates, events } = accounting;
  const sum = blank + deadLetters + outside + late + duplicates + events;
  if (sum !== lines) throw new TelemendError('internal', `the accounting does not balance: ${lines} lines, ${sum} accounted for`);
}
