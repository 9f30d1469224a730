// Sums of line hashes: NH of UMAC (RFC 4418, section 5.2.2) over each line, two keyed 32-bit numbers multiplied at a time, then mixed.

/** Longer lines are hashed in pieces of this size. */
const KEY_BYTES: usize = 1024;
const KEYS = memory.data(1024, 16);
const MIX_1: u64 = 0xff51afd7ed558ccd;
const MIX_2: u64 = 0xc4ceb9fe1a85ec53;
const LENGTH_FACTOR: u64 = 0x9e3779b97f4a7c15;
/** Sums are taken modulo this power of two, so that they are whole numbers in JavaScript. */
export const SUM_MASK: u64 = 0xffffffffffff;

for (let i: usize = 0; i < KEY_BYTES; i += 8) store<u64>(KEYS + i, mix((i + 8) * LENGTH_FACTOR));

/** The sum, modulo 2^48, of the hashes of `count` lines; line i begins `starts[i]` behind `bytes` and has `lengths[i]` bytes. */
export function sumLines(bytes: usize, starts: usize, lengths: usize, count: u32): f64 {
  let sum: u64 = 0;
  for (const end = starts + (count << 2); starts < end; starts += 4, lengths += 4) {
    sum += hashLine(bytes + load<u32>(starts), load<u32>(lengths));
  }
  return f64(sum & SUM_MASK);
}

// @ts-ignore: decorator
@inline
export function hashLine(at: usize, length: usize): u64 {
  const end = at + length;
  let hash = u64(length) * LENGTH_FACTOR;
  let products = i64x2.splat(0);
  let key = KEYS;
  while (at + 32 <= end) {
    products = i64x2.add(products, multiply(v128.load(at), v128.load(at, 16), key));
    at += 32;
    key += 32;
    if (key == KEYS + KEY_BYTES) {
      hash = mix(hash + fold(products));
      products = i64x2.splat(0);
      key = KEYS;
    }
  }
  const rest = i8x16.splat(i8(end - at));
  const low = i8x16.lt_s(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), rest);
  const high = i8x16.lt_s(i8x16(16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31), rest);
  products = i64x2.add(products, multiply(v128.and(v128.load(at), low), v128.and(v128.load(at, 16), high), key));
  return mix(hash + fold(products));
}

// @ts-ignore: decorator
@inline
function multiply(a: v128, b: v128, key: usize): v128 {
  const left = i32x4.add(a, v128.load(key));
  const right = i32x4.add(b, v128.load(key, 16));
  return i64x2.add(i64x2.extmul_low_i32x4_u(left, right), i64x2.extmul_high_i32x4_u(left, right));
}

/** Both halves in one number; a plain sum would not tell them apart. */
// @ts-ignore: decorator
@inline
function fold(products: v128): u64 {
  return u64(i64x2.extract_lane(products, 0)) + rotl(u64(i64x2.extract_lane(products, 1)), 29);
}

/** Spreads any difference over all bits. One-to-one. Source: MurmurHash3's fmix64. */
// @ts-ignore: decorator
@inline
function mix(hash: u64): u64 {
  hash = (hash ^ (hash >> 33)) * MIX_1;
  hash = (hash ^ (hash >> 33)) * MIX_2;
  return hash ^ (hash >> 33);
}
