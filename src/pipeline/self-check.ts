// What a run checks on itself before its output becomes visible: order, and that every event read was either written as it came or set aside.
import { createLineSum, LINE_SUM_MODULUS } from '../io/scanner/line-sum.js';
import type { Batch } from '../model/batch.js';
import { TelemendError } from '../model/errors.js';
import { formatInstant } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';

/**
 * Guarantees 2 and 3. The hash of every event's line is added up when it is first read, and taken off again when the line is set
 * aside or written: at the end nothing may be left over. An altered, lost or doubled line shows, and so does an input that changed
 * between the passes.
 */
export class SelfCheck {
  readonly #series: SeriesTable;
  readonly #sumOf = createLineSum();
  #ranks: Uint32Array | undefined;
  #open = 0;
  /** Where the output has got to: no second event at the same instant of the same series may follow, wherever it came from. */
  #timeMs = -Infinity;
  #timeNs = 0;
  #rank = 0;

  constructor(series: SeriesTable) {
    this.#series = series;
  }

  /** The sum of events' lines as the first pass read them: see createLineSum. */
  read(lineSum: number): void {
    this.#open = (this.#open + lineSum) % LINE_SUM_MODULUS;
  }

  /** A row that is not written as it came. */
  setAside(batch: Batch, row: number): void {
    this.#takeOff(batch, row, row + 1);
  }

  /** Rows on their way to the output, made ones (without a place in the input) among them. @throws TelemendError `internal`, out of order. */
  write(batch: Batch): void {
    this.#ranks ??= this.#series.ranks();
    const { count, timeMs, timeNs, series } = batch;
    for (let i = 0; i < count; i++) {
      const rank = this.#ranks[series[i]];
      if ((timeMs[i] - this.#timeMs || timeNs[i] - this.#timeNs || rank - this.#rank) <= 0) {
        throw new TelemendError('internal', `the output is out of order at ${formatInstant(timeMs[i], timeNs[i])}`);
      }
      this.#timeMs = timeMs[i];
      this.#timeNs = timeNs[i];
      this.#rank = rank;
    }
    this.#takeOff(batch, 0, count);
  }

  /** @throws TelemendError `internal` where what was written and set aside is not what was read. */
  end(): void {
    if (this.#open !== 0) {
      throw new TelemendError('internal', 'what was written is not what was read', {
        hint: 'did the input change during the run? If it did not, this is a defect of telemend: please report it',
      });
    }
  }

  #takeOff(batch: Batch, from: number, to: number): void {
    this.#open = (this.#open - this.#sumOf(batch, from, to) + LINE_SUM_MODULUS) % LINE_SUM_MODULUS;
  }
}
