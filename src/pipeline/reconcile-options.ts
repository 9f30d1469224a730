// How two files of rows are reconciled.
import type { KeySpec, RowKey } from '../io/key-reader.js';
import type { Members, Tolerance } from '../reconcile/value.js';

export interface ReconcileOptions {
  /** Fields that two rows are matched by; sensor_id and timestamp (or window_start, where rows have that) by default. */
  readonly keys?: readonly string[];
  /** Only these fields are compared; all by default. */
  readonly fields?: readonly string[];
  /** By field, `*` for all others; equal to the digit by default. */
  readonly tolerances?: ReadonlyMap<string, Tolerance>;
  readonly timeUnit?: KeySpec['timeUnit'];
  readonly assumeUtc?: boolean;
  readonly defaultSensor?: string;
  /** Which rows may be corrected; all by default. Gets the key, and a row that has it. */
  readonly isWanted?: (key: RowKey, row: Members) => boolean;
  /** What rows that wait for their order may take, where a side is not in order. */
  readonly memoryBytes?: number;
  /** 1, or 2 to read one side in a thread beside; by default 2 where the files are large. */
  readonly threads?: number;
}

interface Defaulted extends Omit<KeySpec, 'fields' | 'time'> {
  readonly memoryBytes: number;
}

export const RECONCILE_DEFAULTS: Defaulted = Object.freeze({ timeUnit: 'ms', assumeUtc: false, defaultSensor: 'sensor', memoryBytes: 2 ** 26 });
