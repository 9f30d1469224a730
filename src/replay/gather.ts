// Builds a batch from rows of others: columns and raw lines copied, lines that are neighbours in one copy.
import { batchCapacity, batchOf, copyRow, createBatch, type Batch } from '../model/batch.js';

/** Rows and bytes that one gathered batch holds at most (a longer line gets a batch of its own). */
export interface GatherLimits {
  readonly rows: number;
  readonly bytes: number;
}

export const DEFAULT_GATHER_LIMITS: GatherLimits = Object.freeze({ rows: 8192, bytes: 1 << 20 });

/** From so many rows on, copying column by column is faster than row by row. */
const BULK_ROWS = 24;

/** The rows of a batch that `order` names, in that order. The raw lines stay where they are: the bytes now belong to both. O(rows). */
export function permuteRows(source: Batch, order: Uint32Array): Batch {
  const target = createBatch(order.length, source.bytes, source.byteCount);
  target.count = order.length;
  // A statement for each column: a function for columns of all types takes twenty times as long.
  const { timeMs, timeNs, value, series, status, flag, reason, origin, arrival, offset, start, length } = source;
  for (let i = 0; i < order.length; i++) {
    const row = order[i];
    target.timeMs[i] = timeMs[row];
    target.timeNs[i] = timeNs[row];
    target.value[i] = value[row];
    target.series[i] = series[row];
    target.status[i] = status[row];
    target.flag[i] = flag[row];
    target.reason[i] = reason[row];
    target.origin[i] = origin[row];
    target.arrival[i] = arrival[row];
    target.offset[i] = offset[row];
    target.start[i] = start[row];
    target.length[i] = length[row];
  }
  return target;
}

/** Rows [from, to) of a batch as views of its columns, over the same bytes: the batch must not be used any more. O(1). */
export function sliceRows(batch: Batch, from: number, to: number): Batch {
  const columns = {
    timeMs: batch.timeMs.subarray(from, to),
    timeNs: batch.timeNs.subarray(from, to),
    value: batch.value.subarray(from, to),
    series: batch.series.subarray(from, to),
    status: batch.status.subarray(from, to),
    flag: batch.flag.subarray(from, to),
    reason: batch.reason.subarray(from, to),
    origin: batch.origin.subarray(from, to),
    arrival: batch.arrival.subarray(from, to),
    offset: batch.offset.subarray(from, to),
    start: batch.start.subarray(from, to),
    length: batch.length.subarray(from, to),
  };
  return batchOf(columns, to - from, batch.bytes, batch.byteCount);
}

/** Rows [from, to), one at least, with columns and bytes of their own. O(bytes). */
export function copyRows(source: Batch, from: number, to: number): Batch {
  let bytes = to - from;
  for (let row = from; row < to; row++) bytes += source.length[row];
  const gatherer = new Gatherer({ rows: to - from, bytes });
  gatherer.append(source, from, to, to - from, bytes);
  return gatherer.take()!;
}

/** The same (of one row at least) with bytes of its own that hold these lines alone. O(bytes). */
export function gatherRows(source: Batch, order: Uint32Array): Batch {
  return copyRows(permuteRows(source, order), 0, order.length);
}

/** Collects rows into one batch after another. */
export class Gatherer {
  readonly #limits: GatherLimits;
  #batch: Batch | undefined;

  constructor(limits: GatherLimits) {
    this.#limits = limits;
  }

  /**
   * Appends rows [from, to) of a batch as far as there is room. `rowsAhead` and `bytesAhead` bound what may still come, so that a small
   * rest does not get a large buffer.
   *
   * @returns the first row that found no room; `to` where all did.
   */
  append(source: Batch, from: number, to: number, rowsAhead: number, bytesAhead: number): number {
    this.#batch ??= this.#open(rowsAhead, bytesAhead, source.length[from] + 1);
    const target = this.#batch;
    const end = copyLines(source, from, Math.min(to, from + batchCapacity(target) - target.count), target);
    copyColumns(source, from, end, target);
    target.count += end - from;
    return end;
  }

  /** Hands over what was collected, or undefined where there is nothing. */
  take(): Batch | undefined {
    const batch = this.#batch;
    this.#batch = undefined;
    return batch;
  }

  #open(rowsAhead: number, bytesAhead: number, lineBytes: number): Batch {
    const bytes = Math.max(Math.min(this.#limits.bytes, bytesAhead), lineBytes);
    return createBatch(Math.min(this.#limits.rows, rowsAhead), Buffer.allocUnsafeSlow(bytes));
  }
}

/** Appends the raw lines of rows [from, to) behind the last row; gives the first row without room. */
function copyLines(source: Batch, from: number, to: number, target: Batch): number {
  const room = target.bytes.length;
  let { byteCount } = target;
  let row = from;
  let runStart = 0;
  let runEnd = 0;
  for (let at = target.count; row < to; row++, at++) {
    const start = source.start[row];
    const end = start + source.length[row] + 1;
    if (byteCount + end - start > room) break;
    if (start !== runEnd) {
      copyBytes(source.bytes, runStart, runEnd, target.bytes, byteCount);
      runStart = start;
    }
    target.start[at] = byteCount;
    target.length[at] = end - start - 1;
    runEnd = end;
    byteCount += end - start;
  }
  copyBytes(source.bytes, runStart, runEnd, target.bytes, byteCount);
  target.byteCount = byteCount;
  return row;
}

/** Copies source[start, end) so that it ends at `targetEnd`. */
function copyBytes(source: Buffer, start: number, end: number, target: Buffer, targetEnd: number): void {
  if (end > start) source.copy(target, targetEnd - (end - start), start, end);
}

/** Copies the columns of rows [from, to), but for the raw lines, behind the last row. */
function copyColumns(source: Batch, from: number, to: number, target: Batch): void {
  const at = target.count;
  if (to - from < BULK_ROWS) {
    for (let row = from; row < to; row++) copyRow(source, row, target, at + row - from);
    return;
  }
  target.timeMs.set(source.timeMs.subarray(from, to), at);
  target.timeNs.set(source.timeNs.subarray(from, to), at);
  target.value.set(source.value.subarray(from, to), at);
  target.series.set(source.series.subarray(from, to), at);
  target.status.set(source.status.subarray(from, to), at);
  target.flag.set(source.flag.subarray(from, to), at);
  target.reason.set(source.reason.subarray(from, to), at);
  target.origin.set(source.origin.subarray(from, to), at);
  target.arrival.set(source.arrival.subarray(from, to), at);
  target.offset.set(source.offset.subarray(from, to), at);
}
