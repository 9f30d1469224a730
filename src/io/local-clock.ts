// Local times of a log become instants: here, once a line's place in the log is known, since of a doubled hour the place decides.
import { copyRow, type Batch } from '../model/batch.js';
import { EARLIEST_MS, LATEST_MS, NS_PER_MS } from '../model/calendar.js';
import type { DeadLetterCode, LineFault } from '../model/dead-letter.js';
import type { SeriesTable } from '../model/series.js';
import { createTimeZone, type LocalSpan } from '../model/time-zone.js';

/** Where in a log a series passes from the first telling of a doubled hour to the second, or back: parallel lists, in input order. */
export interface SeriesTurns {
  readonly fileIndex: readonly number[];
  /** Byte offset of the first line from which on it holds. */
  readonly offset: readonly number[];
  readonly isSecond: readonly boolean[];
}

/** By sensor id. Plain data. */
export type LocalTurns = ReadonlyMap<string, SeriesTurns>;

/** What decides what local times mean. */
export interface ClockOptions {
  readonly timezone?: string;
  /** What becomes of a time that the clock skips: it is refused, or read by the offset before (02:30 is 03:30 then). */
  readonly spring: 'refuse' | 'shift';
  /** What was found of the log's doubled hours; without it their first telling is meant. */
  readonly turns?: LocalTurns;
}

/**
 * Makes instants of the local times (timeNs below 0) in the rows of a batch from `from` on; those that no clock shows become faults.
 *
 * @param areLocal whether all of these rows are local times, though not marked
 */
export type LocalClock = (batch: Batch, from: number, faults: LineFault[], fileIndex: number, areLocal?: boolean) => void;

/** The clock of a log whose sensors are numbered in `series`; undefined where its times need none. O(1) a row. */
export function createLocalClock({ timezone, spring, turns }: ClockOptions, series: SeriesTable): LocalClock | undefined {
  if (timezone === undefined) return undefined;
  const zone = createTimeZone(timezone);
  let span = zone.spanAt(0);
  return (batch, from, faults, fileIndex, areLocal = false) => {
    const { timeMs, timeNs } = batch;
    const end = batch.count;
    let refused = 0;
    for (let row = from; row < end; row++) {
      let code: DeadLetterCode | undefined;
      if (areLocal || timeNs[row] < 0) {
        const localMs = timeMs[row];
        if (localMs < span.fromMs || localMs >= span.toMs) span = zone.spanAt(localMs);
        const offsetMs = span.offsetMs === span.laterOffsetMs ? span.offsetMs : offsetOf(span, batch, row, fileIndex);
        timeMs[row] = localMs - offsetMs;
        if (!areLocal) timeNs[row] += NS_PER_MS;
        if (Number.isNaN(offsetMs)) code = 'timestamp-skipped-hour';
        else if (timeMs[row] < EARLIEST_MS || timeMs[row] > LATEST_MS) code = 'timestamp-range';
      }
      if (code !== undefined) {
        faults.push({ code, start: batch.start[row], end: batch.start[row] + batch.length[row], arrival: batch.arrival[row] });
        refused++;
      } else if (refused > 0) {
        moveRow(batch, row, row - refused);
      }
    }
    batch.count = end - refused;
    if (refused > 0) faults.sort((a, b) => a.arrival - b.arrival);
  };

  function offsetOf({ offsetMs, laterOffsetMs }: LocalSpan, batch: Batch, row: number, fileIndex: number): number {
    if (Number.isNaN(offsetMs)) return spring === 'shift' ? laterOffsetMs : NaN;
    const turn = turns?.get(series.id(batch.series[row]));
    return turn && isSecondAt(turn, fileIndex, batch.offset[row]) ? laterOffsetMs : offsetMs;
  }
}

/** By halving: the last turn at or before a place. */
function isSecondAt({ fileIndex, offset, isSecond }: SeriesTurns, atFile: number, atOffset: number): boolean {
  let low = 0;
  for (let high = offset.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (fileIndex[middle] < atFile || (fileIndex[middle] === atFile && offset[middle] <= atOffset)) low = middle + 1;
    else high = middle;
  }
  return low > 0 && isSecond[low - 1];
}

function moveRow(batch: Batch, from: number, to: number): void {
  copyRow(batch, from, batch, to);
  batch.start[to] = batch.start[from];
  batch.length[to] = batch.length[from];
}
