// Collects lines that telemend makes itself into batches, so that they travel like the lines that were read.
import { createBatch, growBatch, type Batch } from '../model/batch.js';
import type { Flag, Origin } from '../model/flag.js';

const LEAST_BYTES = 1 << 16;

/**
 * Gathers made lines until they are taken as one batch. A line is written straight into the batch: `reserve` room for it, write it to
 * `bytes` from `end` on, then `add` it as a row.
 *
 * @example
 * lines.reserve(64);
 * lines.add(writeAscii(lines.bytes, lines.end, '{"kind":"note"}'), timeMs, timeNs, NaN, series, Flag.NotEvaluated, Origin.Observed, -1);
 */
export class LineBatch {
  #batch: Batch = createBatch(0, Buffer.alloc(0));

  /** Where the next line is written; another one after each `reserve`. */
  get bytes(): Buffer {
    return this.#batch.bytes;
  }

  /** Where in `bytes` the next line begins. */
  get end(): number {
    return this.#batch.byteCount;
  }

  /** Makes room for a line of so many bytes. Amortised O(bytes). */
  reserve(bytes: number): void {
    const batch = this.#batch;
    const needed = batch.byteCount + bytes + 1;
    if (needed <= batch.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * batch.bytes.length, needed, LEAST_BYTES));
    batch.bytes.copy(larger, 0, 0, batch.byteCount);
    batch.bytes = larger;
  }

  /** Takes what was written up to `end` as a row, and puts the newline behind it. Amortised O(1). */
  add(end: number, timeMs: number, timeNs: number, value: number, series: number, flag: Flag, origin: Origin, arrival: number): void {
    const batch = this.#batch;
    const at = batch.count;
    if (at === batch.timeMs.length) growBatch(batch, at + 1);
    batch.bytes[end] = 0x0a;
    batch.start[at] = batch.byteCount;
    batch.length[at] = end - batch.byteCount;
    batch.byteCount = end + 1;
    batch.timeMs[at] = timeMs;
    batch.timeNs[at] = timeNs;
    batch.value[at] = value;
    batch.series[at] = series;
    batch.flag[at] = flag;
    batch.origin[at] = origin;
    batch.arrival[at] = arrival;
    batch.offset[at] = -1;
    batch.count = at + 1;
  }

  /** Hands over what was collected; the next line begins a new batch, with room for as much again. */
  take(): Batch {
    const batch = this.#batch;
    this.#batch = createBatch(batch.count, batch.count > 0 ? Buffer.allocUnsafeSlow(batch.byteCount + LEAST_BYTES) : batch.bytes);
    return batch;
  }
}
