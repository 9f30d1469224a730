// What of an ordered stream lies in [from, to), found without a look at each row.
import type { Batch } from '../model/batch.js';
import { compareInstants, type Instant } from '../model/instant.js';
import { sliceRows } from './gather.js';
import type { TimeWindow } from './reading-plan.js';

/** The rows of an ordered batch in [from, to), over the same memory; undefined where there are none. O(log rows). */
export function cutRows(batch: Batch, { from, to }: TimeWindow): Batch | undefined {
  const first = from ? firstFrom(batch, from) : 0;
  const end = to ? Math.max(firstFrom(batch, to), first) : batch.count;
  if (first === end) return undefined;
  return end - first === batch.count ? batch : sliceRows(batch, first, end);
}

/** The first row of an ordered batch that is not earlier than an instant; the number of rows where all are. */
function firstFrom({ timeMs, timeNs, count }: Batch, instant: Instant): number {
  let low = 0;
  for (let high = count; low < high; ) {
    const middle = (low + high) >> 1;
    if (compareInstants(timeMs[middle], timeNs[middle], instant.timeMs, instant.timeNs) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
