// The constant bytes of one sensor's lines, with their numbers overwritten in place: copying a line whole costs a third of
// putting it together from pieces.
import { DAY_MS } from '../model/calendar.js';
import { putDigits } from './text-buffer.js';

const MINUTE_MS = 60_000;
const HOUR_AT = '2026-01-01T'.length;
const MINUTE_AT = '2026-01-01T00:'.length;
const SECOND_AT = '2026-01-01T00:00:'.length;
const MILLISECOND_AT = '2026-01-01T00:00:00.'.length;
const TIMESTAMP_BYTES = '2026-01-01T00:00:00.000Z'.length;

/** `start`, a number of `indexDigits` digits, `middle`, a timestamp, `end`. */
export class LineTemplate {
  readonly bytes: Buffer;
  readonly #indexAt: number;
  readonly #indexDigits: number;
  readonly #timestampAt: number;
  #minute = NaN;
  #day = NaN;

  constructor({ start = '', indexDigits = 0, middle, end }: { start?: string; indexDigits?: number; middle: string; end: string }) {
    this.bytes = Buffer.from(`${start}${'0'.repeat(indexDigits)}${middle}${'0'.repeat(TIMESTAMP_BYTES)}${end}`);
    this.#indexAt = Buffer.byteLength(start);
    this.#indexDigits = indexDigits;
    this.#timestampAt = this.#indexAt + indexDigits + Buffer.byteLength(middle);
  }

  /** A whole number from 0 that fits into the digits there are. */
  setIndex(index: number): void {
    putDigits(this.bytes, this.#indexAt, index, this.#indexDigits);
  }

  /** An instant of the years 0000 to 9999, as Date.prototype.toISOString spells it. Only what changed is written: the date once a day. */
  setTime(timeMs: number): void {
    const { bytes } = this;
    const at = this.#timestampAt;
    const minute = Math.floor(timeMs / MINUTE_MS);
    const ms = timeMs - minute * MINUTE_MS;
    if (minute !== this.#minute) {
      this.#minute = minute;
      const day = Math.floor(timeMs / DAY_MS);
      if (day !== this.#day) {
        this.#day = day;
        bytes.write(new Date(timeMs).toISOString(), at, 'latin1');
      }
      const minuteOfDay = minute - day * (DAY_MS / MINUTE_MS);
      putDigits(bytes, at + HOUR_AT, Math.floor(minuteOfDay / 60), 2);
      putDigits(bytes, at + MINUTE_AT, minuteOfDay % 60, 2);
    }
    putDigits(bytes, at + SECOND_AT, Math.floor(ms / 1000), 2);
    putDigits(bytes, at + MILLISECOND_AT, ms % 1000, 3);
  }
}
