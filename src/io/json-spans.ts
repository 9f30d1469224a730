// Where the members of a JSON line stand in its bytes: for number digits that a double loses, and for edits that leave the rest alone.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * Walks the top-level members of a JSON object in bytes that JSON.parse accepted. One cursor serves any number of lines.
 * O(length) a line, any nesting depth, allocates nothing.
 *
 * @example
 * const cursor = new MemberCursor();
 * cursor.open(line, 0);
 * while (cursor.next()) line.toString('utf8', cursor.valueStart, cursor.valueEnd);
 */
export class MemberCursor {
  /** The key without its quotes: bytes [keyStart, keyEnd). */
  keyStart = 0;
  keyEnd = 0;
  /** The value as it is spelled: bytes [valueStart, valueEnd). */
  valueStart = 0;
  valueEnd = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #keyEscaped = false;

  /** Whether the key is spelled with escapes. */
  get keyIsEscaped(): boolean {
    return this.#keyEscaped;
  }

  /** Goes to the object that begins at or, after white space, past `start`, before its first member. */
  open(bytes: Buffer, start: number): void {
    this.#bytes = bytes;
    this.#at = skipSpace(bytes, start) + 1;
  }

  /** Goes to the next member; false where there is none. */
  next(): boolean {
    const bytes = this.#bytes;
    let at = skipSpace(bytes, this.#at);
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
    if (bytes[at] !== QUOTE) return false;
    this.keyStart = at + 1;
    this.#keyEscaped = false;
    for (at++; bytes[at] !== QUOTE; at++) {
      if (bytes[at] !== BACKSLASH) continue;
      this.#keyEscaped = true;
      at++;
    }
    this.keyEnd = at++;
    at = skipSpace(bytes, skipSpace(bytes, at) + 1);
    this.valueStart = at;
    this.valueEnd = this.#at = skipValue(bytes, at);
    return true;
  }

  /** The key, its escapes resolved. */
  key(): string {
    if (!this.#keyEscaped) return this.#bytes.toString('utf8', this.keyStart, this.keyEnd);
    return JSON.parse(this.#bytes.toString('utf8', this.keyStart - 1, this.keyEnd + 1)) as string;
  }

  /** Whether the key is the one whose UTF-8 bytes are given. Allocates only where the key has escapes. */
  keyIs(name: Buffer): boolean {
    if (this.#keyEscaped) return Buffer.from(this.key()).equals(name);
    const length = this.keyEnd - this.keyStart;
    if (length !== name.length) return false;
    for (let i = 0; i < length; i++) if (this.#bytes[this.keyStart + i] !== name[i]) return false;
    return true;
  }
}

/** Where a value stands. */
export interface Span {
  start: number;
  end: number;
}

/** Finds the last member of that name, the one JSON.parse keeps, of the object that begins at `start`; false where there is none. */
export function findMember(cursor: MemberCursor, bytes: Buffer, start: number, name: Buffer, out: Span): boolean {
  let found = false;
  cursor.open(bytes, start);
  while (cursor.next()) {
    if (cursor.keyIs(name)) {
      found = true;
      out.start = cursor.valueStart;
      out.end = cursor.valueEnd;
    }
  }
  return found;
}

/** The first position at or after `at` that is not JSON white space. */
function skipSpace(bytes: Buffer, at: number): number {
  while (isSpace(bytes[at])) at++;
  return at;
}

/** JSON white space: space, tab, line feed, carriage return. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** The position after the string whose opening quote is at `at`. */
function skipString(bytes: Buffer, at: number): number {
  for (at++; bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
  return at + 1;
}

/** The position after the value that begins at `at`. */
function skipValue(bytes: Buffer, at: number): number {
  const first = bytes[at];
  if (first === QUOTE) return skipString(bytes, at);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
    while (!endsScalar(bytes[at])) at++;
    return at;
  }
  // A counter and not recursion: a line may nest deeper than the call stack.
  let depth = 0;
  do {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipString(bytes, at);
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
    at++;
  } while (depth > 0);
  return at;
}

function endsScalar(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || isSpace(byte);
}
