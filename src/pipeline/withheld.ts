// Rows that are taken out of the stream, with what the audit says of them.
import { rawLine, type Batch } from '../model/batch.js';
import { Flag } from '../model/flag.js';
import type { SeriesTable } from '../model/series.js';
import type { LinePlace } from '../model/validation.js';
import type { AuditedLine } from './audit.js';

/** Where a line stands, by its input position and byte offset. */
export type PlaceOf = (arrival: number, offset: number) => LinePlace;

/** A failed or null reading that waits for its void: what is needed to replace it, or to tell what became of it. */
export interface WithheldRow extends AuditedLine {
  readonly value: number;
  readonly reason: number;
  readonly isNull: boolean;
  /** Whether it lies in the window that was asked for; what lies outside is replaced, but neither written nor counted. */
  readonly isInside: boolean;
}

/** The line of a row, as the audit tells it. */
export function lineOf(batch: Batch, row: number, series: SeriesTable, place: PlaceOf): AuditedLine {
  return {
    sensorId: series.id(batch.series[row]),
    timeMs: batch.timeMs[row],
    timeNs: batch.timeNs[row],
    series: batch.series[row],
    arrival: batch.arrival[row],
    place: place(batch.arrival[row], batch.offset[row]),
    raw: rawLine(batch, row).toString(),
  };
}

/** A copy of a row that has to wait. */
export function withheldRow(batch: Batch, row: number, series: SeriesTable, place: PlaceOf, isInside: boolean): WithheldRow {
  return {
    ...lineOf(batch, row, series, place),
    value: batch.value[row],
    reason: batch.reason[row],
    isNull: batch.flag[row] === Flag.Missing,
    isInside,
  };
}
