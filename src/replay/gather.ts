// Builds a batch from rows of others: columns gathered, raw lines copied with their newline, neighbours in one copy.
import { batchCapacity, copyRow, createBatch, type Batch } from '../model/batch.js';

/** Rows and bytes that one gathered batch holds at most (a longer line gets a batch of its own). */
export interface GatherLimits {
  readonly rows: number;
  readonly bytes: number;
}

export const DEFAULT_GATHER_LIMITS: GatherLimits = Object.freeze({ rows: 8192, bytes: 1 << 20 });

/** Collects rows into one batch after another. */
export class Gatherer {
  readonly #limits: GatherLimits;
  #batch: Batch | undefined;

  constructor(limits: GatherLimits) {
    this.#limits = limits;
  }

  /**
   * Appends the rows order[from, to) of a batch (rows [from, to) without an order) as far as there is room.
   * `rowsAhead` and `bytesAhead` bound what may still come, so that a small rest does not get a large buffer.
   *
   * @returns the first place that did not fit; `to` where all did.
   */
  append(source: Batch, order: Uint32Array | undefined, from: number, to: number, rowsAhead: number, bytesAhead: number): number {
    this.#batch ??= this.#open(rowsAhead, bytesAhead, source.length[order ? order[from] : from] + 1);
    const target = this.#batch;
    const capacity = batchCapacity(target);
    const room = target.bytes.length;
    let { count, byteCount } = target;
    let place = from;
    let runStart = 0;
    let runEnd = 0;
    while (place < to && count < capacity) {
      const row = order ? order[place] : place;
      const start = source.start[row];
      const end = start + source.length[row] + 1;
      if (byteCount + end - start > room) break;
      if (start !== runEnd) {
        copyBytes(source.bytes, runStart, runEnd, target.bytes, byteCount);
        runStart = start;
      }
      copyRow(source, row, target, count);
      target.start[count] = byteCount;
      target.length[count] = source.length[row];
      runEnd = end;
      byteCount += end - start;
      count++;
      place++;
    }
    copyBytes(source.bytes, runStart, runEnd, target.bytes, byteCount);
    target.count = count;
    target.byteCount = byteCount;
    return place;
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

/** Copies source[start, end) so that it ends at `targetEnd`. */
function copyBytes(source: Buffer, start: number, end: number, target: Buffer, targetEnd: number): void {
  if (end > start) source.copy(target, targetEnd - (end - start), start, end);
}
