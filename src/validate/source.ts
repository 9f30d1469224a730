// The source's own verdict: a status of deviated on a value that no range test objects to makes it suspect.
import { Flag, Reason, Status } from '../model/flag.js';
import { isJudged, object, type Check } from './check.js';

/** Suspect, not failed: the source knows something, but the value is one that the series can have. Runs after the range check. O(rows). */
export const checkSource: Check = (batch) => {
  const { count, status, reason } = batch;
  for (let i = 0; i < count; i++) {
    if (status[i] !== Status.Deviated || (reason[i] & (Reason.Range | Reason.UserRange)) !== 0 || !isJudged(batch, i)) continue;
    object(batch, i, Flag.Suspect, Reason.Source);
  }
};
