// How many series a run can know: better refused, with what to do, than out of memory with a stack trace.
import { getHeapStatistics } from 'node:v8';
import { TelemendError } from '../model/errors.js';

/** What is known of a series at most while a recovery learns its log: lines to learn its language from, clusters, profile, place in the tables. */
const HEAP_BYTES_PER_SERIES = 4800;

/** @throws TelemendError `bad-input` where the heap of this process cannot hold so many series. */
export function refuseTooManySeries(series: number, heapBytes = getHeapStatistics().heap_size_limit): void {
  const most = Math.floor(heapBytes / HEAP_BYTES_PER_SERIES);
  if (series <= most) return;
  throw new TelemendError('bad-input', `the log has more than ${most} series, and the memory that Node gives this run holds no more`, {
    hint: 'give it more, NODE_OPTIONS=--max-old-space-size=16384 telemend ..., or see whether the field of the sensor is the right one: --field sensor_id=NAME',
  });
}
