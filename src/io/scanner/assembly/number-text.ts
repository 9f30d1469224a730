// Writes numbers as JSON spells them, where few digits say all; the rest it leaves alone.

/** More decimals than this are left to the runtime's own spelling. */
const MOST_DECIMALS: i32 = 9;
/** Smaller numbers are spelled with an exponent. */
const MOST_PLAIN_DECIMALS: i32 = 6;
/** Decimals of up to fifteen digits are told apart by doubles, so the shortest spelling of such a double is that decimal. */
const LARGEST_UNITS: f64 = 1e15;
const ZERO: u8 = 0x30;
const POINT: u8 = 0x2e;
const MINUS: u8 = 0x2d;
const NULL: u32 = 0x6c6c756e;

/** The digits of 00 to 99. */
const PAIRS = memory.data(200, 2);
for (let i: u32 = 0; i < 100; i++) store<u16>(PAIRS + (i << 1), u16(ZERO + i / 10 + ((ZERO + (i % 10)) << 8)));
const POWERS = memory.data(80, 8);
for (let i: i32 = 0, power: f64 = 1; i <= MOST_DECIMALS; i++, power *= 10) store<f64>(POWERS + (usize(i) << 3), power);

/** Writes two digits. */
// @ts-ignore: decorator
@inline
export function writePair(at: usize, number: u32): usize {
  store<u16>(at, load<u16>(PAIRS + (number << 1)));
  return at + 2;
}

/** Writes the last `digits` digits of a number, zeros before it. Returns the address behind them, as all of these do. */
export function writePadded(at: usize, number: u32, digits: i32): usize {
  const end = at + usize(digits);
  let place = end;
  while (place >= at + 2) {
    const rest = number / 100;
    place -= 2;
    store<u16>(place, load<u16>(PAIRS + ((number - rest * 100) << 1)));
    number = rest;
  }
  if (place > at) store<u8>(at, ZERO + u8(number % 10));
  return end;
}

/** Writes a whole number. */
export function writeWhole(at: usize, number: u64): usize {
  if (number >= 1_000_000_000) {
    const billions = number / 1_000_000_000;
    return writePadded(writeWhole(at, billions), u32(number - billions * 1_000_000_000), 9);
  }
  const rest = u32(number);
  let digits = 1;
  for (let power: u32 = 10; digits < 9 && rest >= power; power *= 10) digits++;
  return writePadded(at, rest, digits);
}

/** Writes units / 10^decimals without zeros at its end, but with that many decimals at least. */
function writeDecimal(at: usize, units: f64, decimals: i32, leastDecimals: i32): usize {
  if (units < 0) {
    store<u8>(at++, MINUS);
    units = -units;
  }
  const number = u64(units);
  const scale = u64(power(decimals));
  const whole = number / scale;
  at = writeWhole(at, whole);
  let fraction = u32(number - whole * scale);
  while (decimals > leastDecimals && fraction % 10 == 0) {
    fraction /= 10;
    decimals--;
  }
  if (decimals == 0 && leastDecimals == 0) return at;
  store<u8>(at, POINT);
  at = writePadded(at + 1, fraction, decimals);
  for (; decimals < leastDecimals; decimals++) store<u8>(at++, ZERO);
  return at;
}

/** Writes a number; 0 where its shortest spelling has more than six decimals or fifteen digits. */
export function writeNumber(at: usize, value: f64): usize {
  if (!(abs(value) <= f64.MAX_VALUE)) {
    store<u32>(at, NULL);
    return at + 4;
  }
  for (let decimals = 0; decimals <= MOST_PLAIN_DECIMALS; decimals++) {
    const scale = power(decimals);
    const units = round(value * scale);
    if (units / scale == value && abs(units) < LARGEST_UNITS) return writeDecimal(at, units, decimals, 0);
  }
  return 0;
}

/** Writes a number rounded to so many decimals; as it is where that cannot be, or would leave the bounds. */
export function writeRounded(at: usize, value: f64, decimals: f64, bounds: usize): usize {
  if (!(decimals <= MOST_DECIMALS)) return writeNumber(at, value);
  const scale = power(i32(decimals));
  const units = round(value * scale);
  const rounded = units / scale;
  if (!(abs(units) < LARGEST_UNITS && rounded >= load<f64>(bounds) && rounded <= load<f64>(bounds, 8))) return writeNumber(at, value);
  return writeDecimal(at, units, i32(decimals), 0);
}

/** Writes a value that has so many decimals; 0 where it has more. */
export function writeValue(at: usize, value: f64, decimals: i32, leastDecimals: i32): usize {
  if (decimals > MOST_PLAIN_DECIMALS) return 0;
  const scale = power(decimals);
  const units = round(value * scale);
  if (!(units / scale == value && abs(units) < LARGEST_UNITS)) return 0;
  return writeDecimal(at, units, decimals, leastDecimals);
}

/** To the nearest whole number, a half upwards, as in JavaScript. */
function round(x: f64): f64 {
  const below = floor(x);
  return x - below >= 0.5 ? below + 1 : below;
}

// @ts-ignore: decorator
@inline
function power(decimals: i32): f64 {
  return load<f64>(POWERS + (usize(decimals) << 3));
}
