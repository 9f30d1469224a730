// What a check is: the seam that every kernel of this folder fits, so that a new check is a new file and one line in checks.ts.
import type { Batch } from '../model/batch.js';
import { Flag, rollUp } from '../model/flag.js';

/**
 * Raises the flag and sets the reason bits of the rows it objects to, in place; synchronous, and nothing else is touched.
 * It passes over rows that are not to be judged: those whose flag is Missing or NotEvaluated.
 */
export type Check = (batch: Batch) => void;

/** Whether row i is to be judged: an observed reading that has a value. */
export function isJudged(batch: Batch, i: number): boolean {
  return batch.flag[i] !== Flag.Missing && batch.flag[i] !== Flag.NotEvaluated;
}

/** Enters an objection to row i, for reasons that are bits of `Reason`: flags are rolled up, reasons add up. */
export function object(batch: Batch, i: number, flag: Flag, reason: number): void {
  batch.flag[i] = rollUp(batch.flag[i] as Flag, flag);
  batch.reason[i] |= reason;
}
