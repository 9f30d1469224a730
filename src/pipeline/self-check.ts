// What a run checks on itself before its output becomes visible: order, and that every event read was either written as it came or set aside.
import { crc32 } from 'node:zlib';
import { rawLine, type Batch } from '../model/batch.js';
import { TelemendError } from '../model/errors.js';
import { formatInstant } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';
import { compareKeys, keyOf, type RowKey } from '../replay/row-key.js';

/** Sums of line checksums stay exact integers. */
const MODULUS = 2 ** 48;

/**
 * Guarantees 2 and 3. The CRC-32 of every event's line is added up when it is first read, and taken off again when the line is set
 * aside or written: at the end nothing may be left over. An altered, lost or doubled line shows, and so does an input that changed
 * between the passes.
 */
export class SelfCheck {
  readonly #series: SeriesTable;
  #ranks: Uint32Array | undefined;
  #open = 0;
  #last: RowKey | undefined;

  constructor(series: SeriesTable) {
    this.#series = series;
  }

  /** Rows as the first pass read them. */
  read(batch: Batch): void {
    for (let i = 0; i < batch.count; i++) this.#open = (this.#open + crc32(rawLine(batch, i))) % MODULUS;
  }

  /** A row that is not written as it came. */
  setAside(batch: Batch, row: number): void {
    this.#open = (this.#open - crc32(rawLine(batch, row)) + MODULUS) % MODULUS;
  }

  /** Rows on their way to the output, made ones (without a place in the input) among them. @throws TelemendError `internal`, out of order. */
  write(batch: Batch): void {
    this.#ranks ??= this.#series.ranks();
    for (let i = 0; i < batch.count; i++) {
      const key = { ...keyOf(batch, i, this.#ranks), arrival: 0 }; // one event a series and instant, wherever it came from
      if (this.#last && compareKeys(this.#last, key) >= 0) {
        throw new TelemendError('internal', `the output is out of order at ${formatInstant(key.timeMs, key.timeNs)}`);
      }
      this.#last = key;
      if (batch.offset[i] >= 0) this.setAside(batch, i);
    }
  }

  /** @throws TelemendError `internal` where what was written and set aside is not what was read. */
  end(): void {
    if (this.#open !== 0) {
      throw new TelemendError('internal', 'what was written is not what was read', {
        hint: 'did the input change during the run? If it did not, this is a defect of telemend: please report it',
      });
    }
  }
}
