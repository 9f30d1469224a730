// Collects lines that telemend makes itself into batches, so that they travel like the lines that were read.
import { createBatch, growBatch, type Batch } from '../model/batch.js';
import type { Flag, Origin } from '../model/flag.js';
import { FormMemory } from './forms/form-memory.js';
import { letGoBytes } from './let-go.js';

const LEAST_BYTES = 1 << 16;
/** Lines are moved out of the form memory when so many bytes of them stand there, so that it stays small. */
const MOST_BYTES_IN_FORMS = 1 << 18;

/**
 * Gathers made lines until they are taken as one batch. `reserve` room for a line, write it to `bytes` from `end` on, by a form of `forms`
 * or by hand, then `add` it as a row.
 *
 * @example
 * lines.reserve(64);
 * lines.add(writeAscii(lines.bytes, lines.end, '{"kind":"note"}'), timeMs, timeNs, NaN, series, Flag.NotEvaluated, Origin.Observed, -1);
 */
export class LineBatch {
  readonly forms = new FormMemory();
  /** Lines that were moved out of the form memory are its bytes. */
  #batch: Batch = createBatch(0, Buffer.alloc(0));
  #end = 0;

  /** Where the next line is written; another one after each `reserve`. */
  get bytes(): Buffer {
    return this.forms.room;
  }

  /** Where in `bytes` the next line begins. */
  get end(): number {
    return this.#end;
  }

  /** Bytes of the lines that were collected. */
  get byteCount(): number {
    return this.#batch.byteCount + this.#end;
  }

  /** Makes room for a line of so many bytes. Amortised O(bytes). */
  reserve(bytes: number): void {
    if (this.#end + bytes + 1 > MOST_BYTES_IN_FORMS) this.#moveOut();
    this.forms.reserve(this.#end + bytes + 1);
  }

  /** Takes what was written up to `end` as a row, and puts the newline behind it. Amortised O(1). */
  add(end: number, timeMs: number, timeNs: number, value: number, series: number, flag: Flag, origin: Origin, arrival: number): void {
    const batch = this.#batch;
    const at = batch.count;
    if (at === batch.timeMs.length) growBatch(batch, at + 1);
    this.forms.room[end] = 0x0a;
    batch.start[at] = batch.byteCount + this.#end;
    batch.length[at] = end - this.#end;
    this.#end = end + 1;
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

  /** Hands over what was collected; the next line begins a new batch, with room for as many again. */
  take(): Batch {
    this.#moveOut();
    const batch = this.#batch;
    this.#batch = createBatch(batch.count, Buffer.alloc(0));
    return batch;
  }

  #moveOut(): void {
    const batch = this.#batch;
    const { byteCount } = batch;
    const end = byteCount + this.#end;
    if (end > batch.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(byteCount === 0 ? end : Math.max(2 * batch.bytes.length, end, LEAST_BYTES));
      batch.bytes.copy(larger, 0, 0, byteCount);
      letGoBytes(batch.bytes);
      batch.bytes = larger;
    }
    this.forms.room.copy(batch.bytes, byteCount, 0, this.#end);
    batch.byteCount = end;
    this.#end = 0;
  }
}
