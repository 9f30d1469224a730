// Reads a JSON number without exponent: sixteen bytes at a time, without a branch on how many digits it has.

/** What readDecimal read: the digits as a whole number, wrong where there are more than MOST_DIGITS of them. */
export let mantissa: u64 = 0;
/** How many of the digits stand behind the point. */
export let fractionDigits: i32 = 0;
/** How many digits there are, leading zeros included. */
export let digitCount: i32 = 0;
export let isNegative: bool = false;

/** So many digits always fit into `mantissa`. */
export const MOST_DIGITS: i32 = 19;

const ZERO: u8 = 0x30;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
const COMMA: u8 = 0x2c;

/** What parts whole numbers from fractions. */
let point: u8 = POINT;

/** As readDecimal, with a comma for the point. */
export function readCommaDecimal(at: usize): usize {
  point = COMMA;
  const end = readDecimal(at);
  point = POINT;
  return end;
}

/** Reads the number at `at`. Returns the address behind it, or 0 where there is none by JSON's grammar. What follows it is not checked. */
export function readDecimal(at: usize): usize {
  isNegative = load<u8>(at) == MINUS;
  const first = at + usize(isNegative);
  const digits = i8x16.sub(v128.load(first), i8x16.splat(ZERO));
  const others = i8x16.bitmask(i8x16.gt_u(digits, i8x16.splat(9)));
  if (others == 0) return readLongDecimal(first);
  const whole = ctz(others);
  if (whole == 0 || (whole > 1 && load<u8>(first) == ZERO)) return 0;
  let end = whole;
  let fraction = 0;
  if (load<u8>(first + whole) == point) {
    const othersBehind = others & (others - 1);
    if (othersBehind == 0) return readLongDecimal(first);
    end = ctz(othersBehind);
    fraction = end - whole - 1;
    if (fraction == 0) return 0;
  }
  fractionDigits = fraction;
  digitCount = whole + fraction;
  mantissa = joinDigits(digits, whole, digitCount);
  return first + end;
}

/** The whole number that `count` (at most 16) digits spell, of which `whole` stand before a byte that is left out. */
function joinDigits(digits: v128, whole: i32, count: i32): u64 {
  // Moves the digits to the end, over the point; lanes before them take from outside, which gives 0.
  const toEnd = i8x16.sub(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(i8(16 - count)));
  const overPoint = i8x16.sub(toEnd, i8x16.ge_s(toEnd, i8x16.splat(i8(whole))));
  const fours = i32x4.dot_i16x8_s(pairDigits(i8x16.swizzle(digits, overPoint)), i16x8(100, 1, 100, 1, 100, 1, 100, 1));
  const high = i32x4.extract_lane(fours, 0) * 10_000 + i32x4.extract_lane(fours, 1);
  const low = i32x4.extract_lane(fours, 2) * 10_000 + i32x4.extract_lane(fours, 3);
  return u64(high) * 100_000_000 + u64(low);
}

/** Sixteen digits to eight numbers of two digits. */
// @ts-ignore: decorator
@inline
export function pairDigits(digits: v128): v128 {
  return i16x8.add(i16x8.mul(v128.and(digits, i16x8.splat(0xff)), i16x8.splat(10)), i16x8.shr_u(digits, 8));
}

/** As readDecimal, behind the sign, for any number of digits. */
function readLongDecimal(first: usize): usize {
  const wholeEnd = readDigits(first, 0);
  const whole = i32(wholeEnd - first);
  if (whole == 0 || (whole > 1 && load<u8>(first) == ZERO)) return 0;
  fractionDigits = 0;
  digitCount = whole;
  if (load<u8>(wholeEnd) != point) return wholeEnd;
  const end = readDigits(wholeEnd + 1, mantissa);
  fractionDigits = i32(end - wholeEnd) - 1;
  digitCount += fractionDigits;
  return fractionDigits == 0 ? 0 : end;
}

function readDigits(at: usize, before: u64): usize {
  mantissa = before;
  let digit = load<u8>(at) - ZERO;
  while (digit <= 9) {
    mantissa = mantissa * 10 + u64(digit);
    digit = load<u8>(++at) - ZERO;
  }
  return at;
}
