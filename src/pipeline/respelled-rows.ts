// Rows of a join that are nearly the same on both sides: in one number not, or in order and spacing of their members.
import type { MemberMatcher } from '../io/member-matcher.js';
import { createLineMatcher, type LineMatcher } from '../io/scanner/line-matcher.js';
import type { JoinSink } from './join-sink.js';
import type { ExistingCursor, RecomputedCursor } from './side-cursors.js';

/** So many rows of a piece that are spelled otherwise make it worthwhile to copy the pieces into the kernel. */
const WORTHWHILE_ROWS = 8;

/** Passes over such rows without reading those of the existing side. */
export class RespelledRows {
  readonly #recomputed: RecomputedCursor;
  readonly #existing: ExistingCursor;
  readonly #matcher: MemberMatcher;
  readonly #sink: JoinSink;
  #lines: LineMatcher | undefined;
  /** Rows of the recomputed piece, by its number, that were spelled otherwise, and whether there were enough of them in the piece before. */
  #rows = 0;
  #piece = 0;
  #wereMany = false;
  /** The pieces that are in the kernel. */
  #loaded = { recomputed: 0, existing: 0 };

  constructor(recomputed: RecomputedCursor, existing: ExistingCursor, matcher: MemberMatcher, sink: JoinSink) {
    this.#recomputed = recomputed;
    this.#existing = existing;
    this.#matcher = matcher;
    this.#sink = sink;
  }

  /** Has been found a row that is the same but for its spelling. */
  noteOne(): void {
    this.#rows++;
  }

  /** Passes over rows from both cursors on; false where there are none, a promise where the existing side has a key twice. */
  pass(): boolean | Promise<never> {
    if (this.#recomputed.pieces !== this.#piece) {
      this.#piece = this.#recomputed.pieces;
      this.#wereMany = this.#rows >= WORTHWHILE_ROWS;
      this.#rows = 0;
    }
    if ((this.#wereMany || this.#rows >= WORTHWHILE_ROWS) && (this.#lines ??= createLineMatcher())) return this.#passRun(this.#lines);
    return this.#existing.hasKeys ? false : this.#passOne();
  }

  /** Nothing but one number is another one, byte for byte. */
  #passOne(): boolean | Promise<never> {
    const { keys, bytes, row } = this.#recomputed;
    const start = keys.start[row];
    const end = this.#existing.findLineEnd();
    if (!this.#matcher.isSameButOneNumber(bytes, start, start + keys.length[row], this.#existing.bytes, this.#existing.at, end)) return false;
    return this.#passPair(end);
  }

  #passRun(lines: LineMatcher): boolean | Promise<never> {
    const { keys, bytes, row: first } = this.#recomputed;
    this.#load(lines);
    const rows = lines.match(first, keys.count, this.#existing.at);
    if (rows > 0) {
      const { at, end } = lines.matched;
      this.#sink.same(rows);
      this.#existing.passSame(at, end, this.#recomputed.keyOf(first + rows - 1));
      this.#recomputed.row += rows;
      this.#rows += rows;
    }
    const almost = lines.almost;
    if (!almost) return rows > 0;
    this.#existing.at = almost.at;
    this.#matcher.isSame(bytes, keys.start[first + rows], this.#existing.bytes, almost.at);
    const isPair = this.#matcher.differsInOneNumber && this.#passPair(almost.end - 1);
    return isPair === false ? rows > 0 : isPair;
  }

  /** The rows at both cursors, which the matcher has compared. */
  #passPair(lineEnd: number): boolean | Promise<never> {
    if (!this.#sink.pairInOneNumber(this.#matcher)) return false;
    const isRow = this.#existing.readAs(this.#recomputed.keyOf(this.#recomputed.row), lineEnd);
    if (isRow !== true) return isRow;
    this.#recomputed.row++;
    this.#existing.pass();
    return true;
  }

  #load(lines: LineMatcher): void {
    const { pieces } = this.#recomputed;
    if (this.#loaded.recomputed !== pieces) lines.takeLines({ ...this.#recomputed.keys, bytes: this.#recomputed.bytes });
    if (this.#loaded.existing !== this.#existing.pieces) lines.takeOther(this.#existing.bytes, this.#existing.end);
    this.#loaded = { recomputed: pieces, existing: this.#existing.pieces };
  }
}
