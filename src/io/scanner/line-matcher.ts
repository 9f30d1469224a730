// Two pieces of JSON lines in the kernel's memory, one held against the other: which lines hold the same members, however ordered and spaced.
import type { Batch } from '../../model/batch.js';
import { createKernel, type Kernel } from './kernel.js';
import { roomIn, type LineRoom } from './line-room.js';
import { PADDING_BYTES } from './shape-format.js';

/** A matcher, or undefined where there is no kernel. */
export function createLineMatcher(): LineMatcher | undefined {
  const kernel = createKernel();
  return kernel && new LineMatcher(kernel);
}

/** Lines [at, end) of the second piece, the newline of the last one included. */
export interface MatchedLine {
  readonly at: number;
  readonly end: number;
}

/** Copies two pieces in and goes through them. Memory: both pieces. */
export class LineMatcher {
  readonly #kernel: Kernel;
  #room: LineRoom;
  #rows = 0;
  #bytes = 0;
  /** Where the second piece begins. */
  #otherAt = 0;
  #otherBytes = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#room = roomIn(kernel, 0, 0);
  }

  /**
   * Takes two pieces, of which `other` holds whole lines. O(bytes).
   *
   * @param lines whose lines JSON.parse accepts
   */
  load({ bytes, start, length, count }: Pick<Batch, 'bytes' | 'start' | 'length' | 'count'>, other: Buffer, otherBytes: number): void {
    const end = count === 0 ? 0 : start[count - 1] + length[count - 1] + 1;
    this.#otherAt = end + PADDING_BYTES;
    const byteCount = this.#otherAt + otherBytes;
    if (count > this.#rows || byteCount > this.#bytes) {
      this.#rows = Math.max(count, this.#rows);
      this.#bytes = Math.max(byteCount, this.#bytes);
      this.#room = roomIn(this.#kernel, this.#rows, this.#bytes);
    }
    const { starts, lengths, bytes: room } = this.#room;
    starts.set(start.subarray(0, count));
    lengths.set(length.subarray(0, count));
    bytes.copy(room, 0, 0, end);
    other.copy(room, this.#otherAt, 0, otherBytes);
    this.#otherBytes = otherBytes;
    this.#kernel.forgetMembers();
  }

  /** How many of the lines from row `first` to `count` are followed, from `at` on in the other piece, by lines with the same members. O(bytes matched). */
  match(first: number, count: number, at: number): number {
    const { starts, lengths, bytes } = this.#room;
    const other = bytes.byteOffset + this.#otherAt;
    return this.#kernel.matchMembers(
      bytes.byteOffset, starts.byteOffset + 4 * first, lengths.byteOffset + 4 * first, count - first, other + at, other + this.#otherBytes,
    );
  }

  /** The last line of the other piece that was matched. */
  get matched(): MatchedLine {
    return this.#placeOf(this.#kernel.matchedAt.value, this.#kernel.matchedEnd.value);
  }

  /** The line behind it, where nothing but one number is not the same; undefined otherwise. */
  get almost(): MatchedLine | undefined {
    const { almostAt, almostEnd } = this.#kernel;
    return almostEnd.value === 0 ? undefined : this.#placeOf(almostAt.value, almostEnd.value);
  }

  #placeOf(at: number, end: number): MatchedLine {
    const other = this.#room.bytes.byteOffset + this.#otherAt;
    return { at: at - other, end: end - other };
  }
}
