// Whether two JSON lines hold the same members, however these are ordered and spaced, or all but one: what most rows of two programs differ by.
import { MemberCursor } from './json-spans.js';

const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LARGE_E = 0x45;
const SMALL_E = 0x65;

/** Members of a line that are looked at; lines with more are told as different. */
const MOST_MEMBERS = 256;

/** The members of one line: of each, key start, key end, value start, value end. */
class MemberSpans {
  count = 0;
  /** Whether every key is spelled without escapes, and there are not too many. */
  isPlain = true;
  readonly at = new Int32Array(4 * MOST_MEMBERS);
  readonly #cursor = new MemberCursor();

  read(bytes: Buffer, start: number): void {
    const cursor = this.#cursor;
    cursor.open(bytes, start);
    this.count = 0;
    this.isPlain = true;
    while (this.isPlain && cursor.next()) {
      if (cursor.keyIsEscaped || this.count === MOST_MEMBERS) this.isPlain = false;
      else this.#add(cursor);
    }
  }

  #add({ keyStart, keyEnd, valueStart, valueEnd }: MemberCursor): void {
    const i = 4 * this.count++;
    this.at[i] = keyStart;
    this.at[i + 1] = keyEnd;
    this.at[i + 2] = valueStart;
    this.at[i + 3] = valueEnd;
  }
}

/** Compares lines, and learns in which order the members of the one stand in the other. Allocates nothing while it compares. */
export class MemberMatcher {
  /** The two lines that were compared last. */
  #aBytes: Buffer = Buffer.alloc(0);
  #bBytes: Buffer = Buffer.alloc(0);
  /** The one member of the first in which they differ, -1 where there is none or there are more, and its value in the second. */
  #differing = -1;
  #otherStart = 0;
  #otherEnd = 0;
  #field = '';
  #fieldBytes: Buffer = Buffer.alloc(0);
  readonly #a = new MemberSpans();
  readonly #b = new MemberSpans();
  /** Where the member of each place of the one line was found in the other. */
  readonly #placeOf = Uint16Array.from({ length: MOST_MEMBERS }, (_, i) => i);

  /**
   * Whether two lines that JSON.parse accepts, from these positions on, have the same members, each value spelled alike; where it says
   * no, they may still mean the same. O(length).
   */
  isSame(a: Buffer, aStart: number, b: Buffer, bStart: number): boolean {
    this.#differing = -1;
    this.#a.read(a, aStart);
    if (!this.#a.isPlain) return false;
    this.#b.read(b, bStart);
    const { count } = this.#a;
    if (!this.#b.isPlain || this.#b.count !== count || this.#hasRepeatedKey(a)) return false;
    let differing = -1;
    for (let i = 0; i < count; i++) {
      const j = this.#find(a, i, b);
      if (j < 0) return false;
      if (isSameSpan(a, this.#a.at, 4 * i + 2, b, this.#b.at, 4 * j + 2)) continue;
      if (differing >= 0) return false;
      differing = i;
      this.#otherStart = this.#b.at[4 * j + 2];
      this.#otherEnd = this.#b.at[4 * j + 3];
    }
    if (differing < 0) return true;
    this.#differ(a, differing, b);
    return false;
  }

  /**
   * Whether the line [bStart, bEnd) is the line [aStart, aEnd), which JSON.parse accepts, but for another number in one of its members: then
   * JSON.parse accepts it too. O(length).
   */
  isSameButOneNumber(a: Buffer, aStart: number, aEnd: number, b: Buffer, bStart: number, bEnd: number): boolean {
    this.#differing = -1;
    let from = aStart;
    const shift = bStart - aStart;
    while (from < aEnd && a[from] === b[from + shift] && from + shift < bEnd) from++;
    let to = aEnd;
    const shiftBehind = bEnd - aEnd;
    while (to > from && to + shiftBehind > from + shift && a[to - 1] === b[to - 1 + shiftBehind]) to--;
    this.#a.read(a, aStart);
    const { count, at, isPlain } = this.#a;
    let i = 0;
    while (i < count && at[4 * i + 3] < to) i++;
    if (!isPlain || i === count || at[4 * i + 2] > from || this.#hasRepeatedKey(a)) return false;
    this.#otherStart = at[4 * i + 2] + shift;
    this.#otherEnd = at[4 * i + 3] + shiftBehind;
    this.#differ(a, i, b);
    return this.differsInOneNumber;
  }

  /** Whether the lines that were compared last differ in the value of one member alone, which is a number in both. */
  get differsInOneNumber(): boolean {
    return this.#differing >= 0;
  }

  /** The name of that member, and its value in both lines. */
  get differingField(): string {
    const [start, end] = this.#a.at.subarray(4 * this.#differing, 4 * this.#differing + 2);
    if (this.#fieldBytes.compare(this.#aBytes, start, end) !== 0) {
      this.#fieldBytes = Buffer.from(this.#aBytes.subarray(start, end));
      this.#field = this.#fieldBytes.toString();
    }
    return this.#field;
  }

  get differingValues(): [string, string] {
    const i = 4 * this.#differing;
    return [this.#aBytes.toString('latin1', this.#a.at[i + 2], this.#a.at[i + 3]), this.#bBytes.toString('latin1', this.#otherStart, this.#otherEnd)];
  }

  /** The value of a member of the first line, as it is spelled. */
  valueOf(name: Buffer): string | undefined {
    const { at, count } = this.#a;
    for (let i = 0; i < 4 * count; i += 4) {
      if (at[i + 1] - at[i] === name.length && name.compare(this.#aBytes, at[i], at[i + 1]) === 0) return this.#aBytes.toString('utf8', at[i + 2], at[i + 3]);
    }
    return undefined;
  }

  /** Remembers a difference, where it is one of numbers. */
  #differ(a: Buffer, i: number, b: Buffer): void {
    const { at } = this.#a;
    if (!isNumber(a, at[4 * i + 2], at[4 * i + 3]) || !isNumber(b, this.#otherStart, this.#otherEnd)) return;
    this.#aBytes = a;
    this.#bBytes = b;
    this.#differing = i;
  }

  /** The place of the member with the same key: where it was last time, or anywhere; -1 where there is none. */
  #find(a: Buffer, i: number, b: Buffer): number {
    const { count, at } = this.#b;
    const known = this.#placeOf[i];
    if (known < count && isSameSpan(a, this.#a.at, 4 * i, b, at, 4 * known)) return known;
    for (let j = 0; j < count; j++) {
      if (!isSameSpan(a, this.#a.at, 4 * i, b, at, 4 * j)) continue;
      this.#placeOf[i] = j;
      return j;
    }
    return -1;
  }

  /** Of a name met twice the last counts: that is not for here. */
  #hasRepeatedKey(a: Buffer): boolean {
    const { count, at } = this.#a;
    for (let i = 1; i < count; i++) {
      for (let j = 0; j < i; j++) if (isSameSpan(a, at, 4 * i, a, at, 4 * j)) return true;
    }
    return false;
  }
}

function isSameSpan(a: Buffer, aAt: Int32Array, i: number, b: Buffer, bAt: Int32Array, j: number): boolean {
  const length = aAt[i + 1] - aAt[i];
  if (bAt[j + 1] - bAt[j] !== length) return false;
  const [aStart, bStart] = [aAt[i], bAt[j]];
  for (let k = 0; k < length; k++) if (a[aStart + k] !== b[bStart + k]) return false;
  return true;
}

/** Whether bytes are a number of JSON. */
function isNumber(bytes: Buffer, start: number, end: number): boolean {
  let at = bytes[start] === MINUS ? start + 1 : start;
  const digits = () => {
    const from = at;
    while (at < end && bytes[at] >= ZERO && bytes[at] <= NINE) at++;
    return at - from;
  };
  const startsWithZero = bytes[at] === ZERO;
  const whole = digits();
  if (whole === 0 || (startsWithZero && whole > 1)) return false;
  if (at < end && bytes[at] === POINT) {
    at++;
    if (digits() === 0) return false;
  }
  if (at < end && (bytes[at] === SMALL_E || bytes[at] === LARGE_E)) {
    at++;
    if (bytes[at] === MINUS || bytes[at] === PLUS) at++;
    if (digits() === 0) return false;
  }
  return at === end;
}
