// Which rows lie in the windows that a reconciliation is confined to: events by their instant, aggregates by their window.
import type { RowKey } from '../io/key-reader.js';
import { touchesWindow, type ErrorWindow } from '../model/error-window.js';
import type { Instant } from '../model/instant.js';
import { parseTimestampText } from '../model/timestamp-text.js';
import { kindOf, type Members } from '../reconcile/value.js';

/** Where rows may be corrected: in any of the windows, and in [from, to). */
export interface RowBounds {
  readonly windows?: readonly ErrorWindow[];
  readonly from?: Instant;
  readonly to?: Instant;
}

/** Whether a row lies within, by its key and its members. */
export type RowFilter = (key: RowKey, row: Members) => boolean;

/** A filter of rows; undefined where nothing is asked for. */
export function createRowFilter({ windows, from, to }: RowBounds): RowFilter | undefined {
  if (windows === undefined && from === undefined && to === undefined) return undefined;
  const span = [{ from: from ?? { timeMs: -Infinity, timeNs: 0 }, to: to ?? { timeMs: Infinity, timeNs: 0 } }];
  const end = { timeMs: 0, timeNs: 0 };
  return ({ timeMs }, row) => {
    const sensorId = textOf(row.get('sensor_id'));
    const windowEnd = textOf(row.get('window_end'));
    const isWindow = windowEnd !== undefined && parseTimestampText(windowEnd, false, end) === undefined;
    const lastMs = isWindow ? end.timeMs - 1 : timeMs;
    return touchesWindow(span, timeMs, lastMs, sensorId) && (windows === undefined || touchesWindow(windows, timeMs, lastMs, sensorId));
  };
}

/** The text of a value, or the digits of a number. */
function textOf(value: string | undefined): string | undefined {
  return value !== undefined && kindOf(value) === 'text' ? (JSON.parse(value) as string) : value;
}
