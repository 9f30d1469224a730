// Writes text as a JSON string without its quotes, sixteen bytes at a time up to the next one that needs an escape.

const SPACE: u8 = 0x20;
const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const ZERO: u8 = 0x30;
const SMALL_A: u8 = 0x61;

/** Text in valid UTF-8. Returns the address behind what was written. */
export function writeEscaped(at: usize, source: usize, length: usize): usize {
  const end = source + length;
  while (source < end) {
    const block = v128.load(source);
    v128.store(at, block);
    const special = v128.or(
      v128.or(i8x16.eq(block, i8x16.splat(QUOTE)), i8x16.eq(block, i8x16.splat(BACKSLASH))),
      i8x16.lt_u(block, i8x16.splat(SPACE)),
    );
    const mask = i8x16.bitmask(special);
    const plain = mask == 0 ? 16 : usize(ctz(mask));
    if (source + plain >= end) return at + (end - source);
    source += plain;
    at += plain;
    if (mask != 0) at = writeEscape(at, load<u8>(source++));
  }
  return at;
}

function writeEscape(at: usize, byte: u8): usize {
  store<u8>(at, BACKSLASH);
  if (byte >= SPACE) {
    store<u8>(at, byte, 1);
    return at + 2;
  }
  const letter: u8 = byte == 0x08 ? 0x62 : byte == 0x09 ? 0x74 : byte == 0x0a ? 0x6e : byte == 0x0c ? 0x66 : byte == 0x0d ? 0x72 : 0;
  if (letter != 0) {
    store<u8>(at, letter, 1);
    return at + 2;
  }
  store<u8>(at, 0x75, 1); // u
  store<u8>(at, ZERO, 2);
  store<u8>(at, ZERO, 3);
  store<u8>(at, ZERO + (byte >> 4), 4);
  const low = byte & 15;
  store<u8>(at, low < 10 ? ZERO + low : SMALL_A + low - 10, 5);
  return at + 6;
}
