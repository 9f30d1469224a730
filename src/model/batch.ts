// A batch: the columns of some thousand log lines beside their raw bytes. What flows between the stages.
import { Flag, Origin, Status } from './flag.js';

/**
 * Columns of `count` rows; row i is one line that is an event. A batch belongs to whoever received it last, and is whole in
 * itself: rows point into its own `bytes`, so it can be handed to a worker or written to disk.
 *
 * An instant is the pair (timeMs, timeNs): whole epoch milliseconds and the nanoseconds after them, so order and equality are exact.
 */
export interface Batch {
  count: number;
  /** Event time, whole epoch milliseconds (floor). */
  timeMs: Float64Array;
  /** Nanoseconds after timeMs, 0 to 999,999. */
  timeNs: Int32Array;
  /** °C; NaN where the reading is null. */
  value: Float64Array;
  /** Index into the log's SeriesTable. */
  series: Uint32Array;
  /** `Status` of the source. */
  status: Uint8Array;
  /** `Flag`. */
  flag: Uint8Array;
  /** Bits of `Reason`. */
  reason: Uint16Array;
  /** `Origin` (repaired or filled where an earlier run made the line). */
  origin: Uint8Array;
  /** Input position: 0-based line number over the whole log. */
  arrival: Float64Array;
  /** Byte offset of the line in its file. */
  offset: Float64Array;
  /** The raw lines. */
  bytes: Buffer;
  /** Bytes of `bytes` in use. */
  byteCount: number;
  /** Row i is bytes[start[i], start[i] + length[i]), without its newline; a newline follows it. */
  start: Uint32Array;
  length: Uint32Array;
}

/** Bytes that one row takes in the columns. */
export const ROW_BYTES = 8 * 4 + 4 * 4 + 2 + 3;

/** An empty batch with room for `rows` rows over the given bytes. O(rows). */
export function createBatch(rows: number, bytes: Buffer, byteCount = 0): Batch {
  const batch = layOutBatch(rows, bytes, byteCount, new ArrayBuffer(rows * ROW_BYTES));
  batch.status.fill(Status.Absent);
  batch.flag.fill(Flag.NotEvaluated);
  batch.origin.fill(Origin.Observed);
  batch.count = 0;
  return batch;
}

/**
 * A batch of `count` rows whose columns lie at the beginning of one piece of memory (`ROW_BYTES` a row), the widest first, so that each is
 * aligned: one piece is made, handed to a thread or written faster than twelve. O(1).
 */
export function layOutBatch(count: number, bytes: Buffer, byteCount: number, memory: ArrayBuffer): Batch {
  const at = (bytesBefore: number) => bytesBefore * count;
  return {
    count,
    timeMs: new Float64Array(memory, at(0), count),
    timeNs: new Int32Array(memory, at(32), count),
    value: new Float64Array(memory, at(8), count),
    series: new Uint32Array(memory, at(36), count),
    status: new Uint8Array(memory, at(50), count),
    flag: new Uint8Array(memory, at(51), count),
    reason: new Uint16Array(memory, at(48), count),
    origin: new Uint8Array(memory, at(52), count),
    arrival: new Float64Array(memory, at(16), count),
    offset: new Float64Array(memory, at(24), count),
    bytes,
    byteCount,
    start: new Uint32Array(memory, at(40), count),
    length: new Uint32Array(memory, at(44), count),
  };
}

/** What a batch is made of, but for its lines. */
export type BatchColumns = Omit<Batch, 'count' | 'bytes' | 'byteCount'>;

/**
 * A batch of given columns. The same members in the same order as in all other batches: so the engine knows one kind of object, and compiles
 * what is done with it once. O(1).
 */
export function batchOf(columns: BatchColumns, count: number, bytes: Buffer, byteCount: number): Batch {
  const { timeMs, timeNs, value, series, status, flag, reason, origin, arrival, offset, start, length } = columns;
  return { count, timeMs, timeNs, value, series, status, flag, reason, origin, arrival, offset, bytes, byteCount, start, length };
}

/** How many rows the columns hold at most. */
export function batchCapacity(batch: Batch): number {
  return batch.timeMs.length;
}

/** Gives the columns room for at least `rows` rows; what stands in them stays. Amortised O(1) a row. */
export function growBatch(batch: Batch, rows: number): void {
  const capacity = batchCapacity(batch);
  if (rows <= capacity) return;
  const larger = createBatch(Math.max(rows, capacity * 2, 64), batch.bytes);
  larger.timeMs.set(batch.timeMs);
  larger.timeNs.set(batch.timeNs);
  larger.value.set(batch.value);
  larger.series.set(batch.series);
  larger.status.set(batch.status);
  larger.flag.set(batch.flag);
  larger.reason.set(batch.reason);
  larger.origin.set(batch.origin);
  larger.arrival.set(batch.arrival);
  larger.offset.set(batch.offset);
  larger.start.set(batch.start);
  larger.length.set(batch.length);
  const { count, byteCount, bytes } = batch;
  Object.assign(batch, larger, { count, byteCount, bytes });
}

/** Copies the columns of row `from` of one batch to row `to` of another; the raw line (start, length) is not copied. */
export function copyRow(source: Batch, from: number, target: Batch, to: number): void {
  target.timeMs[to] = source.timeMs[from];
  target.timeNs[to] = source.timeNs[from];
  target.value[to] = source.value[from];
  target.series[to] = source.series[from];
  target.status[to] = source.status[from];
  target.flag[to] = source.flag[from];
  target.reason[to] = source.reason[from];
  target.origin[to] = source.origin[from];
  target.arrival[to] = source.arrival[from];
  target.offset[to] = source.offset[from];
}

/** The raw line of row i, as a view. */
export function rawLine(batch: Batch, i: number): Buffer {
  return batch.bytes.subarray(batch.start[i], batch.start[i] + batch.length[i]);
}

/** A step of the data's way: batches in, batches out, pulled by whoever reads. */
export type Stage = (input: AsyncIterable<Batch>) => AsyncIterable<Batch>;
