// Rows that are taken out of the stream, with what the audit says of them.
import { rawLine, type Batch } from '../model/batch.js';
import { Flag } from '../model/flag.js';
import type { LinePlace } from '../model/validation.js';

/** Where an entry stands in the audit: event time, then sensor id, then input position. */
export interface AuditKey {
  readonly timeMs: number;
  readonly timeNs: number;
  /** Series number. */
  readonly series: number;
  /** Input position of the line; below 0 where it is about no line. */
  readonly arrival: number;
}

/** Where a line stands, by its input position and byte offset. */
export type PlaceOf = (arrival: number, offset: number) => LinePlace;

/** An input line that is not in the clean series as it came. */
export interface WithheldRow extends AuditKey {
  /** Byte offset in its file. */
  readonly offset: number;
  /** A copy of the line. */
  readonly raw: Buffer;
  readonly value: number;
  /** Bits of Reason. */
  readonly reason: number;
  readonly isNull: boolean;
  /** Whether it lies in the window that was asked for; what lies outside is replaced, but neither written nor counted. */
  readonly isInside: boolean;
}

/** A copy of a row that has to wait, or is to be audited. */
export function withheldRow(batch: Batch, row: number, isInside: boolean): WithheldRow {
  return {
    timeMs: batch.timeMs[row],
    timeNs: batch.timeNs[row],
    series: batch.series[row],
    arrival: batch.arrival[row],
    offset: batch.offset[row],
    raw: Buffer.from(rawLine(batch, row)),
    value: batch.value[row],
    reason: batch.reason[row],
    isNull: batch.flag[row] === Flag.Missing,
    isInside,
  };
}
