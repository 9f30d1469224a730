// Numbers and ASCII text written straight into bytes: where a line is made for every tenth reading, strings would cost more than the rest.

const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;

/** More decimals than this are left to the runtime's own spelling. */
export const MOST_DECIMALS_WRITTEN = 9;
const POWERS = Float64Array.from({ length: MOST_DECIMALS_WRITTEN + 1 }, (_, k) => 10 ** k);
/** Decimals of up to fifteen digits are told apart by doubles, so the shortest spelling of such a double is that decimal. */
const LARGEST_UNITS = 1e15;
/** Smaller numbers are spelled with an exponent. */
const MOST_PLAIN_DECIMALS = 6;

/** Writes ASCII text. @returns the position behind it. */
export function writeAscii(target: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) target[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/** Copies source[start, end). For short pieces: a loop takes less time there than a call of the runtime. @returns the position behind them. */
export function writeBytes(target: Uint8Array, at: number, source: Uint8Array, start = 0, end = source.length): number {
  for (let i = start; i < end; i++) target[at++] = source[i];
  return at;
}

/** Writes the last `digits` digits of a whole number from 0 to 2^31 - 1, with zeros before it. @returns the position behind them. */
export function writePadded(target: Uint8Array, at: number, number: number, digits: number): number {
  let rest = number | 0;
  for (let i = at + digits - 1; i >= at; i--) {
    const tenth = (rest / 10) | 0;
    target[i] = ZERO + rest - 10 * tenth;
    rest = tenth;
  }
  return at + digits;
}

/** Writes a whole number from 0 to 10^15. @returns the position behind it. */
export function writeInteger(target: Uint8Array, at: number, number: number): number {
  if (number >= 1e9) {
    const billions = Math.floor(number / 1e9);
    return writePadded(target, writeInteger(target, at, billions), number - billions * 1e9, 9);
  }
  let digits = 1;
  while (digits < 9 && number >= POWERS[digits]) digits++;
  return writePadded(target, at, number, digits);
}

/**
 * Writes units / 10^decimals without zeros at its end, but with `leastDecimals` decimals at least.
 *
 * @param units a whole number below 10^15 in size
 * @param decimals 0 to 9
 * @returns the position behind it. O(digits).
 * @example
 * writeDecimal(bytes, 0, 5250, 2, 1); // 52.5
 */
export function writeDecimal(target: Uint8Array, at: number, units: number, decimals: number, leastDecimals: number): number {
  if (units < 0) {
    target[at++] = MINUS;
    units = -units;
  }
  const scale = POWERS[decimals];
  const whole = Math.floor(units / scale);
  at = writeInteger(target, at, whole);
  let fraction = (units - whole * scale) | 0;
  let places = decimals;
  while (places > leastDecimals && fraction % 10 === 0) {
    fraction = (fraction / 10) | 0;
    places--;
  }
  if (places === 0 && leastDecimals === 0) return at;
  target[at++] = POINT;
  at = writePadded(target, at, fraction, places);
  for (; places < leastDecimals; places++) target[at++] = ZERO;
  return at;
}

/** Whether a value is the double of units / 10^decimals that `writeDecimal` can write as the runtime would. */
export function isPlainDecimal(units: number, decimals: number, value: number): boolean {
  return decimals <= MOST_PLAIN_DECIMALS && units / POWERS[decimals] === value && Math.abs(units) < LARGEST_UNITS;
}

/** Writes a number as JSON.stringify does: the shortest spelling that reads back as the same double, null where it is not finite. */
export function writeNumber(target: Uint8Array, at: number, value: number): number {
  for (let decimals = 0; decimals <= MOST_PLAIN_DECIMALS; decimals++) {
    const units = Math.round(value * POWERS[decimals]);
    if (isPlainDecimal(units, decimals, value)) return writeDecimal(target, at, units, decimals, 0);
  }
  return writeAscii(target, at, Number.isFinite(value) ? String(value) : 'null');
}

/** Bytes that a number takes at most. */
export const LONGEST_NUMBER = 26;

/**
 * Writes a number rounded to that many decimals, zeros at its end left out; as it is where that cannot be, or would leave [low, high].
 *
 * @returns the position behind it.
 */
export function writeRounded(target: Uint8Array, at: number, value: number, decimals: number, low: number, high: number): number {
  if (decimals > MOST_DECIMALS_WRITTEN) return writeNumber(target, at, value);
  const units = Math.round(value * POWERS[decimals]);
  const rounded = units / POWERS[decimals];
  if (!(Math.abs(units) < LARGEST_UNITS && rounded >= low && rounded <= high)) return writeNumber(target, at, value);
  return writeDecimal(target, at, units, decimals, 0);
}

/**
 * Writes a value that stands on a grid of so many decimals (undefined: on none) with `leastDecimals` of them at least; values on no grid,
 * and of a size that sensors do not know, as the runtime spells them.
 *
 * @returns the position behind it.
 */
export function writeValue(target: Uint8Array, at: number, value: number, decimals: number | undefined, leastDecimals: number): number {
  const units = decimals === undefined ? NaN : Math.round(value * 10 ** decimals);
  if (decimals !== undefined && isPlainDecimal(units, decimals, value)) return writeDecimal(target, at, units, decimals, leastDecimals);
  const shortest = String(value);
  const point = shortest.indexOf('.');
  const places = point < 0 ? 0 : shortest.length - point - 1;
  return writeAscii(target, at, places >= leastDecimals || shortest.includes('e') ? shortest : value.toFixed(leastDecimals));
}

/** Bytes of ASCII or other text, for what is written again and again. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text));
}
