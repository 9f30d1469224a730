// An event as the next row of a batch: what exact decoders do alike once they know what a line says.
import { batchCapacity, growBatch, type Batch } from '../model/batch.js';
import type { Instant } from '../model/calendar.js';
import { Flag, Origin, Status } from '../model/flag.js';
import type { SeriesTable } from '../model/series.js';

/** Appends an event without its line to a batch; `value` is NaN where the reading is null. Amortised O(1). */
export type EventPlacer = (batch: Batch, instant: Instant, value: number, sensor: string, status: Status, origin: Origin) => void;

/** Places events whose sensors are numbered in `series`; those of one sensor mostly follow each other. */
export function createEventPlacer(series: SeriesTable): EventPlacer {
  let lastSensor = '';
  let lastSeries = -1;
  return (batch, { timeMs, timeNs }, value, sensor, status, origin) => {
    if (sensor !== lastSensor || lastSeries < 0) {
      lastSensor = sensor;
      lastSeries = series.indexOf(sensor);
    }
    const row = batch.count;
    if (row === batchCapacity(batch)) growBatch(batch, row + 1);
    batch.timeMs[row] = timeMs;
    batch.timeNs[row] = timeNs;
    batch.series[row] = lastSeries;
    batch.status[row] = status;
    batch.origin[row] = origin;
    batch.value[row] = value;
    batch.flag[row] = Number.isNaN(value) ? Flag.Missing : Flag.NotEvaluated;
    batch.count = row + 1;
  };
}

/** Says where the line of the last row stands: bytes [start, end) of the chunk whose first line has these numbers. O(1). */
export function placeLine(batch: Batch, start: number, end: number, arrival: number, firstOffset: number): void {
  const row = batch.count - 1;
  batch.start[row] = start;
  batch.length[row] = end - start;
  batch.arrival[row] = arrival;
  batch.offset[row] = firstOffset + start;
}

/** The status that a word stands for. */
export function statusOf(word: unknown): Status {
  if (word === 'normal') return Status.Normal;
  return word === 'deviated' ? Status.Deviated : Status.Other;
}

/** The origin that a word stands for: all that is not made was observed. */
export function originOf(word: unknown): Origin {
  if (word === 'filled') return Origin.Filled;
  return word === 'repaired' ? Origin.Repaired : Origin.Observed;
}
