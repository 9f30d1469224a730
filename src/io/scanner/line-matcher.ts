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

/** Lines that JSON.parse accepts, and where they stand. */
export type Lines = Pick<Batch, 'bytes' | 'start' | 'length' | 'count'>;

/** Copies two pieces in, each once, and goes through them. Memory: both pieces. */
export class LineMatcher {
  readonly #kernel: Kernel;
  #room: LineRoom;
  #rows = 0;
  #linesCapacity = 0;
  #otherCapacity = 0;
  #lines: Lines = { bytes: Buffer.alloc(0), start: new Uint32Array(), length: new Uint32Array(), count: 0 };
  #other: Buffer = Buffer.alloc(0);

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#room = roomIn(kernel, 0, 0);
  }

  /** Takes the first piece; the second, if there is one, stays and must still be as it was. O(bytes). */
  takeLines(lines: Lines): void {
    this.#lines = lines;
    if (lines.count > this.#rows || endOf(lines) > this.#linesCapacity) this.#makeRoom();
    else this.#copyLines();
  }

  /** Takes the second piece, of whole lines; the first stays and must still be as it was. O(bytes). */
  takeOther(bytes: Buffer, byteCount: number): void {
    this.#other = bytes.subarray(0, byteCount);
    if (byteCount > this.#otherCapacity) this.#makeRoom();
    else this.#other.copy(this.#room.bytes, this.#otherAt);
  }

  /** How many of the lines from row `first` to `count` are followed, from `at` on in the other piece, by lines with the same members. O(bytes matched). */
  match(first: number, count: number, at: number): number {
    const { starts, lengths, bytes } = this.#room;
    const other = bytes.byteOffset + this.#otherAt;
    return this.#kernel.matchMembers(
      bytes.byteOffset, starts.byteOffset + 4 * first, lengths.byteOffset + 4 * first, count - first, other + at, other + this.#other.length,
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

  /** Where the second piece begins. */
  get #otherAt(): number {
    return this.#linesCapacity + PADDING_BYTES;
  }

  #makeRoom(): void {
    this.#rows = Math.max(this.#rows, this.#lines.count);
    this.#linesCapacity = Math.max(this.#linesCapacity, endOf(this.#lines));
    this.#otherCapacity = Math.max(this.#otherCapacity, this.#other.length);
    this.#room = roomIn(this.#kernel, this.#rows, this.#otherAt + this.#otherCapacity);
    this.#copyLines();
    this.#other.copy(this.#room.bytes, this.#otherAt);
  }

  #copyLines(): void {
    const { bytes, start, length, count } = this.#lines;
    this.#room.starts.set(start.subarray(0, count));
    this.#room.lengths.set(length.subarray(0, count));
    bytes.copy(this.#room.bytes, 0, 0, endOf(this.#lines));
    this.#kernel.forgetMembers();
  }
}

function endOf({ start, length, count }: Lines): number {
  return count === 0 ? 0 : start[count - 1] + length[count - 1] + 1;
}
