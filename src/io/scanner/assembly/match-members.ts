// Runs of lines of JSON that hold the same members as others, each value spelled alike, however members are ordered and spaced.

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const COLON: u8 = 0x3a;
const COMMA: u8 = 0x2c;
const OPEN_BRACE: u8 = 0x7b;
const CLOSE_BRACE: u8 = 0x7d;
const OPEN_BRACKET: u8 = 0x5b;
const CLOSE_BRACKET: u8 = 0x5d;
const NEWLINE: u8 = 0x0a;
const MINUS: u8 = 0x2d;
const PLUS: u8 = 0x2b;
const POINT: u8 = 0x2e;
const ZERO: u8 = 0x30;
const SMALL_E: u8 = 0x65;

/** Lines with more members are not matched. */
const MOST_MEMBERS: u32 = 64;
const SPAN_BYTES: usize = 16;
/** Of each member of a line: where its key and its value begin, and how long they are. */
const spans = memory.data(1024, 16);
/** Of each member of the line before: the same of its key. */
const keys = memory.data(512, 8);
let keyCount: u32 = 0;
/** Of each member of the other line: which member it was last time. */
const places = memory.data(64, 8);

/** The last line that was matched: where it begins, and where the next one does. */
export let matchedAt: u32 = 0;
export let matchedEnd: u32 = 0;
/** Where the line behind it, which differs in one number alone, begins and where the next one does; 0 for both where it is none of these. */
export let almostAt: u32 = 0;
export let almostEnd: u32 = 0;

/** Before lines that stand elsewhere than those of before. */
export function forgetMembers(): void {
  keyCount = 0;
}

/**
 * How many of `count` lines, which JSON.parse accepts and whose starts and lengths are listed, are followed by lines with the same members in
 * [from, end), which ends with a newline. Lines of nothing are passed over there. What is matched, JSON.parse accepts too. O(bytes matched).
 */
export function matchMembers(lines: usize, starts: usize, lengths: usize, count: u32, from: usize, end: usize): u32 {
  almostAt = almostEnd = 0;
  let at = from;
  let row: u32 = 0;
  for (; row < count; row++) {
    const start = lines + load<u32>(starts + (usize(row) << 2));
    while (at < end && (isSpace(load<u8>(at)) || load<u8>(at) == NEWLINE)) at++;
    if (at >= end) break;
    const members = readMembers(start);
    if (members == 0) break;
    differs = false;
    const next = matchLine(at, members);
    if (next == 0) break;
    if (differs) {
      almostAt = u32(at);
      almostEnd = u32(next);
      break;
    }
    matchedAt = u32(at);
    matchedEnd = u32(next);
    at = next;
  }
  return row;
}

/** Whether a number of the line that was matched is another one. */
let differs: bool = false;

/** Fills the table with the members of a line; 0 where it has too many, none, names with escapes or one name twice. */
function readMembers(line: usize): u32 {
  let at = skipSpace(line);
  if (load<u8>(at) != OPEN_BRACE) return 0;
  at = skipSpace(at + 1);
  let count: u32 = 0;
  let areKnown = true;
  while (load<u8>(at) == QUOTE) {
    if (count == MOST_MEMBERS) return 0;
    const key = at + 1;
    let length: u32 = 0;
    const known = keys + (usize(count) << 3);
    if (count < keyCount && isKeyAt(key, load<u32>(known), load<u32>(known, 4))) length = load<u32>(known, 4);
    else {
      areKnown = false;
      const end = stringEnd(key);
      if (load<u8>(end) == BACKSLASH) return 0;
      length = u32(end - key);
    }
    const value = skipSpace(skipSpace(key + length + 1) + 1);
    const span = spans + usize(count++) * SPAN_BYTES;
    store<u32>(span, u32(key));
    store<u32>(span, length, 4);
    store<u32>(span, u32(value), 8);
    at = valueEnd(value);
    store<u32>(span, u32(at - value), 12);
    at = skipSpace(at);
    if (load<u8>(at) == COMMA) at = skipSpace(at + 1);
  }
  if (areKnown && count == keyCount) return count;
  keyCount = 0;
  for (let i: u32 = 0; i < count; i++) {
    const span = spans + usize(i) * SPAN_BYTES;
    for (let j: u32 = 0; j < i; j++) if (load<u32>(span, 4) == load<u32>(spans + usize(j) * SPAN_BYTES, 4) && isSame(load<u32>(span), load<u32>(spans + usize(j) * SPAN_BYTES), load<u32>(span, 4))) return 0;
    store<u64>(keys + (usize(i) << 3), load<u64>(span));
  }
  keyCount = count;
  return count;
}

/** Matches a line with the members in the table. Returns where the next line begins, 0 where it does not match. */
function matchLine(line: usize, count: u32): usize {
  if (load<u8>(line) != OPEN_BRACE) return 0;
  let at = line + 1;
  let found: u64 = 0;
  for (let j: u32 = 0; j < count; j++) {
    at = skipSpace(at);
    if (j > 0) {
      if (load<u8>(at) != COMMA) return 0;
      at = skipSpace(at + 1);
    }
    if (load<u8>(at) != QUOTE) return 0;
    const member = findMember(at + 1, j, count);
    if (member == MOST_MEMBERS || ((found >> member) & 1) != 0) return 0;
    found |= (<u64>1) << member;
    const span = spans + usize(member) * SPAN_BYTES;
    at = skipSpace(at + 2 + load<u32>(span, 4));
    if (load<u8>(at) != COLON) return 0;
    at = skipSpace(at + 1);
    const value = load<u32>(span, 8);
    const length = load<u32>(span, 12);
    if (isSame(at, value, length) && endsScalar(load<u8>(at + length))) at += length;
    else {
      const first = load<u8>(value);
      if (differs || (first != MINUS && !isDigit(first))) return 0;
      differs = true;
      at = numberEnd(at);
      if (at == 0) return 0;
    }
  }
  at = skipSpace(at);
  if (load<u8>(at) != CLOSE_BRACE) return 0;
  at = skipSpace(at + 1);
  return load<u8>(at) == NEWLINE ? at + 1 : 0;
}

/** Which member has the key that begins at `at`: the one of last time, or any; MOST_MEMBERS for none. */
// @ts-ignore: decorator
@inline
function findMember(at: usize, place: u32, count: u32): u32 {
  const last = <u32>load<u8>(places + place);
  if (last < count && isKeyOf(at, last)) return last;
  for (let i: u32 = 0; i < count; i++) {
    if (!isKeyOf(at, i)) continue;
    store<u8>(places + place, <u8>i);
    return i;
  }
  return MOST_MEMBERS;
}

// @ts-ignore: decorator
@inline
function isKeyOf(at: usize, member: u32): bool {
  const span = spans + usize(member) * SPAN_BYTES;
  return isKeyAt(at, load<u32>(span), load<u32>(span, 4));
}

// @ts-ignore: decorator
@inline
function isKeyAt(at: usize, key: u32, length: u32): bool {
  return isSame(at, key, length) && load<u8>(at + length) == QUOTE;
}

// @ts-ignore: decorator
@inline
function isSame(a: usize, b: usize, length: u32): bool {
  let at: u32 = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(a + at) != load<u64>(b + at)) return false;
  const rest = length - at;
  return rest == 0 || (load<u64>(a + at) ^ load<u64>(b + at)) << ((8 - rest) << 3) == 0;
}

// @ts-ignore: decorator
@inline
function skipSpace(at: usize): usize {
  while (isSpace(load<u8>(at))) at++;
  return at;
}

/** White space of JSON that can stand in a line. */
// @ts-ignore: decorator
@inline
function isSpace(byte: u8): bool {
  return byte == 0x20 || byte == 0x09 || byte == 0x0d;
}

// @ts-ignore: decorator
@inline
function endsScalar(byte: u8): bool {
  return byte == COMMA || byte == CLOSE_BRACE || isSpace(byte);
}

// @ts-ignore: decorator
@inline
function isDigit(byte: u8): bool {
  return byte - ZERO <= 9;
}

/** The first quote or backslash from `at` on. */
// @ts-ignore: decorator
@inline
function stringEnd(at: usize): usize {
  while (true) {
    const bytes = v128.load(at);
    const ends = i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.eq(bytes, i8x16.splat(BACKSLASH))));
    if (ends != 0) return at + ctz(ends);
    at += 16;
  }
}

/** The end of the value that begins at `at`, in a line that JSON.parse accepts. */
function valueEnd(at: usize): usize {
  const first = load<u8>(at);
  if (first == QUOTE) return behindString(at + 1);
  if (first != OPEN_BRACE && first != OPEN_BRACKET) {
    while (!endsScalar(load<u8>(at))) at++;
    return at;
  }
  let depth: u32 = 0;
  do {
    const byte = load<u8>(at++);
    if (byte == QUOTE) at = behindString(at);
    else if (byte == OPEN_BRACE || byte == OPEN_BRACKET) depth++;
    else if (byte == CLOSE_BRACE || byte == CLOSE_BRACKET) depth--;
  } while (depth > 0);
  return at;
}

/** Behind the closing quote of a string whose characters begin at `at`. */
function behindString(at: usize): usize {
  let end = stringEnd(at);
  while (load<u8>(end) == BACKSLASH) end = stringEnd(end + 2);
  return end + 1;
}

/** The end of a number of JSON that begins at `at`; 0 where there is none. */
function numberEnd(at: usize): usize {
  if (load<u8>(at) == MINUS) at++;
  if (!isDigit(load<u8>(at))) return 0;
  at = load<u8>(at) == ZERO ? at + 1 : digitsEnd(at);
  if (load<u8>(at) == POINT) {
    if (!isDigit(load<u8>(at + 1))) return 0;
    at = digitsEnd(at + 1);
  }
  if ((load<u8>(at) | 0x20) == SMALL_E) {
    at++;
    if (load<u8>(at) == MINUS || load<u8>(at) == PLUS) at++;
    if (!isDigit(load<u8>(at))) return 0;
    at = digitsEnd(at);
  }
  return at;
}

// @ts-ignore: decorator
@inline
function digitsEnd(at: usize): usize {
  while (isDigit(load<u8>(at))) at++;
  return at;
}
