// Whether two JSON lines hold the same members, however these are ordered and spaced: what most rows of two programs differ by.
import { MemberCursor } from './json-spans.js';

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

/** Compares lines, and learns in which order the members of the one stand in the other. Allocates nothing. */
export class MemberMatcher {
  readonly #a = new MemberSpans();
  readonly #b = new MemberSpans();
  /** Where the member of each place of the one line was found in the other. */
  readonly #placeOf = Uint16Array.from({ length: MOST_MEMBERS }, (_, i) => i);

  /**
   * Whether two lines that JSON.parse accepts, from these positions on, have the same members, each value spelled alike; where it says
   * no, they may still mean the same. O(length).
   */
  isSame(a: Buffer, aStart: number, b: Buffer, bStart: number): boolean {
    this.#a.read(a, aStart);
    if (!this.#a.isPlain) return false;
    this.#b.read(b, bStart);
    const { count } = this.#a;
    if (!this.#b.isPlain || this.#b.count !== count || this.#hasRepeatedKey(a)) return false;
    for (let i = 0; i < count; i++) {
      const j = this.#find(a, i, b);
      if (j < 0 || !isSameSpan(a, this.#a.at, 4 * i + 2, b, this.#b.at, 4 * j + 2)) return false;
    }
    return true;
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
