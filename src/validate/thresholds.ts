// Two levels of objection, as QARTOD has them: suspect from the first, failed from the second.
import { Flag } from '../model/flag.js';

/** A size above `suspect` is suspect, one above `fail` has failed. Without `fail` nothing fails. */
export interface Thresholds {
  readonly suspect: number;
  readonly fail?: number;
}

/** What the thresholds make of a size; a size that lies on a threshold is on the better side. O(1). */
export function flagOf(size: number, { suspect, fail = Infinity }: Thresholds): Flag {
  if (size > fail) return Flag.Fail;
  return size > suspect ? Flag.Suspect : Flag.Pass;
}
