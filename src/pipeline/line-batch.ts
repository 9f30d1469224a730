// Collects lines that telemend made itself into batches, so that they travel like the lines that were read.
import { createBatch, growBatch, type Batch } from '../model/batch.js';
import type { Flag, Origin } from '../model/flag.js';

/** A made line as a row. */
export interface MadeRow {
  readonly timeMs: number;
  readonly timeNs: number;
  readonly value: number;
  readonly series: number;
  readonly flag: Flag;
  readonly origin: Origin;
  readonly arrival: number;
}

/** Gathers made lines until they are taken as one batch. */
export class LineBatch {
  #batch: Batch = createBatch(0, Buffer.alloc(0));

  /** Appends a line (without newline). Amortised O(length). */
  add(row: MadeRow, line: string): void {
    const batch = this.#batch;
    const at = batch.count;
    growBatch(batch, at + 1);
    const room = batch.byteCount + 3 * line.length + 1; // UTF-8 takes at most three bytes for a UTF-16 unit
    if (room > batch.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * batch.bytes.length, room, 1 << 16));
      batch.bytes.copy(larger, 0, 0, batch.byteCount);
      batch.bytes = larger;
    }
    const length = batch.bytes.write(line, batch.byteCount);
    batch.bytes[batch.byteCount + length] = 0x0a;
    batch.start[at] = batch.byteCount;
    batch.length[at] = length;
    batch.byteCount += length + 1;
    batch.timeMs[at] = row.timeMs;
    batch.timeNs[at] = row.timeNs;
    batch.value[at] = row.value;
    batch.series[at] = row.series;
    batch.flag[at] = row.flag;
    batch.origin[at] = row.origin;
    batch.arrival[at] = row.arrival;
    batch.offset[at] = -1;
    batch.count = at + 1;
  }

  /** Hands over what was collected; the next line begins a new batch. */
  take(): Batch {
    const batch = this.#batch;
    this.#batch = createBatch(0, Buffer.alloc(0));
    return batch;
  }
}
