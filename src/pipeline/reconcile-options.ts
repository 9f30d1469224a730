// How two files of rows are reconciled.
import type { KeySpec } from '../io/key-reader.js';
import type { Tolerance } from '../reconcile/value.js';
import type { RowBounds } from './row-windows.js';

/** With bounds, only rows that lie within them may be corrected. */
export interface ReconcileOptions extends RowBounds {
  /** Fields that two rows are matched by; sensor_id and timestamp (or window_start, where rows have that) by default. */
  readonly keys?: readonly string[];
  /** Only these fields are compared; all by default. */
  readonly fields?: readonly string[];
  /** By field, `*` for all others; equal to the digit by default. */
  readonly tolerances?: ReadonlyMap<string, Tolerance>;
  readonly timeUnit?: KeySpec['timeUnit'];
  readonly assumeUtc?: boolean;
  readonly defaultSensor?: string;
  /** What rows that wait for their order may take, where a side is not in order. */
  readonly memoryBytes?: number;
  /** 1, or 2 to read one side in a thread beside; by default 2 where the files are large. */
  readonly threads?: number;
}

interface Defaulted extends Omit<KeySpec, 'fields' | 'time'> {
  readonly memoryBytes: number;
}

export const RECONCILE_DEFAULTS: Defaulted = Object.freeze({ timeUnit: 'ms', assumeUtc: false, defaultSensor: 'sensor', memoryBytes: 2 ** 26 });
