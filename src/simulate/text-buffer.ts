// A growing byte buffer with the few spellings a log line needs, written digit by digit: no string is made per line.

const DIGIT_0 = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
/** More than any number takes. */
const NUMBER_BYTES = 40;
/** 32-bit arithmetic does for so many digits, and is the faster one. */
const FAST_DIGITS = 9;
const FAST_LIMIT = 10 ** FAST_DIGITS;

/** Bytes in the making; `take` hands them out and starts anew. */
export class TextBuffer {
  #bytes: Buffer;
  #length = 0;
  readonly #initialBytes: number;

  constructor(initialBytes: number) {
    this.#initialBytes = initialBytes;
    this.#bytes = Buffer.allocUnsafeSlow(initialBytes);
  }

  get length(): number {
    return this.#length;
  }

  /** Everything written since the last call; it belongs to the caller. O(1). */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafeSlow(this.#initialBytes);
    this.#length = 0;
    return taken;
  }

  /** What was written from `start` on, as a copy. */
  copyFrom(start: number): Buffer {
    return Buffer.from(this.#bytes.subarray(start, this.#length));
  }

  /** Forgets what was written from `start` on. */
  truncate(start: number): void {
    this.#length = start;
  }

  append(text: Uint8Array): void {
    this.#reserve(text.length);
    this.#bytes.set(text, this.#length);
    this.#length += text.length;
  }

  /** A whole number of at least 0. */
  appendInteger(value: number): void {
    this.#reserve(NUMBER_BYTES);
    let digits = 1;
    for (let bound = 10; value >= bound; bound *= 10) digits++;
    putDigits(this.#bytes, this.#length, value, digits);
    this.#length += digits;
  }

  /** units / 10^decimals as JSON.stringify spells it: no trailing zeros. */
  appendDecimal(units: number, decimals: number): void {
    const scale = 10 ** decimals;
    const magnitude = Math.abs(units);
    const whole = Math.floor(magnitude / scale);
    this.#reserve(NUMBER_BYTES);
    if (units < 0) this.#bytes[this.#length++] = MINUS;
    this.appendInteger(whole);
    if (magnitude === whole * scale) return;
    this.#bytes[this.#length++] = POINT;
    putDigits(this.#bytes, this.#length, magnitude - whole * scale, decimals);
    this.#length += decimals;
    while (this.#bytes[this.#length - 1] === DIGIT_0) this.#length--;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * this.#bytes.length + count);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Writes a whole number of at least 0 as exactly so many digits. */
export function putDigits(bytes: Uint8Array, start: number, value: number, digits: number): void {
  let end = start + digits;
  if (value >= FAST_LIMIT) {
    end -= FAST_DIGITS;
    putDigits(bytes, end, value % FAST_LIMIT, FAST_DIGITS);
    value = Math.floor(value / FAST_LIMIT);
  }
  let rest = value | 0;
  for (let at = end - 1; at >= start; at--) {
    const tens = (rest / 10) | 0;
    bytes[at] = DIGIT_0 + rest - tens * 10;
    rest = tens;
  }
}
