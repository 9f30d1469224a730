// What a run checks on itself before its output becomes visible: every event read was either written as it came or set aside.
import { LineAdder, LINE_SUM_MODULUS } from '../io/scanner/line-sum.js';
import type { Batch } from '../model/batch.js';
import { TelemendError } from '../model/errors.js';

/**
 * Guarantee 3. The hash of every event's line is added up when it is first read, and in a second sum when the line is set aside or
 * written: at the end both must be the same. An altered, lost or doubled line shows, and so does an input that changed between the
 * passes.
 */
export class SelfCheck {
  readonly #aside = new LineAdder();
  #read = 0;
  #written = 0;

  /** The sum of the lines that were written or set aside so far. */
  get settled(): number {
    return (this.#written + this.#aside.sum) % LINE_SUM_MODULUS;
  }

  /** The sum of events' lines as the first pass read them: see createLineSum. */
  read(lineSum: number): void {
    this.#read = (this.#read + lineSum) % LINE_SUM_MODULUS;
  }

  /** A row that is not written as it came. */
  setAside(batch: Batch, row: number): void {
    this.#aside.add(batch, row);
  }

  /** The sum of lines that were written, or were settled by an earlier run. */
  written(lineSum: number): void {
    this.#written = (this.#written + lineSum) % LINE_SUM_MODULUS;
  }

  /** @throws TelemendError `internal` where what was written and set aside is not what was read. */
  end(): void {
    if (this.settled !== this.#read) {
      throw new TelemendError('internal', 'what was written is not what was read');
    }
  }
}
