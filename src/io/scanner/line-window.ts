// The last pieces of a log in the kernel's memory, and the rows in them that wait for their turn: lines are read into it, put in order and
// put together there, without a copy in between.
import { batchOf, type Batch } from '../../model/batch.js';
import type { SeriesTable } from '../../model/series.js';
import type { ChunkDecoder, DecodeOptions } from '../decode.js';
import type { SummedBytes } from '../output.js';
import { linesOf } from '../row-writer.js';
import { crc32 } from './crc32.js';
import { COLUMN_BYTES_PER_ROW, KernelMemory, type KernelColumns } from './kernel-memory.js';
import { createKernel, type Kernel } from './kernel.js';
import { copyColumns, createScanner } from './scanner.js';
import { PADDING_BYTES } from './shape-format.js';

/** Blocks that are read at once, and between two times that rows leave, since each read and each batch has a price of its own. */
export const BLOCKS_A_PIECE = 4;
/** Pieces that are held at a time: more than wait, are written and are read. */
const PIECES = 9;
const MOST_WAITING_ROWS = 2 ** 18;
const MOST_SENSORS = 2 ** 16;
/** For lines that still wait when their piece is needed. */
const ASIDE_BYTES = 2 ** 20;
/** What is handed out at a time: nearly always all that leaves behind a piece. */
const BATCH_BYTES = 1.5 * 2 ** 20;
/** Lines of so many batches may be lent at a time; those of others are views. */
const LENT_BATCHES = 5;
/** Rows move to the beginning of the columns where at least so many have left, and so many times as many as wait. */
const LEAST_TO_CLOSE_UP = 2 ** 13;
const LEFT_FOR_EACH_WAITING = 3;

/** A window takes about so much: with less memory there is none. */
export const WINDOW_BYTES = 2 ** 25;

/**
 * A window for blocks of so many bytes, or undefined where there is no kernel or no memory for it, or times are local, of which it knows none.
 *
 * @param memoryBytes what rows that wait may take
 */
export function createLineWindow(
  options: DecodeOptions,
  series: SeriesTable,
  blockBytes: number,
  memoryBytes = WINDOW_BYTES,
): LineWindow | undefined {
  if (options.timezone !== undefined || memoryBytes < WINDOW_BYTES) return undefined;
  const kernel = createKernel();
  return kernel && new LineWindow(options, series, kernel, BLOCKS_A_PIECE * blockBytes);
}

/**
 * Rows of the last pieces of a log. All that it hands out are views, which hold until the next call. A call that says no ends its use: what
 * was read does not fit any more.
 *
 * Memory: some 100 MB of addresses, of which only what is used is resident: WINDOW_BYTES at most, for blocks of BLOCK_BYTES.
 *
 * @example
 * const window = new LineWindow(DECODE_DEFAULTS, series, createKernel()!, 2 ** 20);
 */
export class LineWindow {
  /** Decodes a piece, for `add`. */
  readonly decode: ChunkDecoder;
  readonly pieceBytes: number;
  readonly #kernel: Kernel;
  readonly #memory: KernelMemory;
  readonly #series: SeriesTable;
  readonly #slotBytes: number;
  readonly #piecesAt: number;
  readonly #asideAt: number;
  readonly #ranksAt: number;
  readonly #linesBytes: number;
  readonly #linesAt: number;
  readonly #lentAt: number;
  readonly #isLent: boolean[] = new Array<boolean>(LENT_BATCHES).fill(false);
  readonly #waiting: KernelColumns;
  readonly #reason = new Uint16Array(MOST_WAITING_ROWS);
  readonly #bytes: Buffer;
  /** The latest event time of each piece. */
  readonly #latestMs = new Float64Array(PIECES).fill(-Infinity);
  #pieces = 0;
  #asideBytes = 0;
  #rankedSensors = 0;
  /** Rows [head, tail) wait, in order. */
  #head = 0;
  #tail = 0;
  /** Everything earlier has left. */
  #boundMs = -Infinity;

  /** @param pieceBytes how much is read at a time */
  constructor(options: DecodeOptions, series: SeriesTable, kernel: Kernel, pieceBytes: number) {
    const memory = new KernelMemory(kernel, options.maxLineBytes);
    this.#kernel = kernel;
    this.#memory = memory;
    this.#series = series;
    this.pieceBytes = pieceBytes;
    this.#slotBytes = pieceBytes + PADDING_BYTES;
    this.#piecesAt = memory.allocate(PIECES * this.#slotBytes);
    this.#asideAt = memory.allocate(ASIDE_BYTES + PADDING_BYTES);
    // A batch ends with the first line beyond its size, which may be as long as a piece.
    this.#linesBytes = BATCH_BYTES + pieceBytes + PADDING_BYTES;
    this.#linesAt = memory.allocate(this.#linesBytes);
    this.#lentAt = memory.allocate(LENT_BATCHES * this.#linesBytes);
    this.#ranksAt = memory.allocate(MOST_SENSORS * Uint32Array.BYTES_PER_ELEMENT);
    const orderBytes = pieceBytes * Uint32Array.BYTES_PER_ELEMENT;
    const waitingAt = memory.allocate(MOST_WAITING_ROWS * COLUMN_BYTES_PER_ROW);
    kernel.placeWaiting(waitingAt, MOST_WAITING_ROWS, memory.allocate(orderBytes), memory.allocate(orderBytes), this.#ranksAt);
    memory.prepare(pieceBytes, Infinity);
    this.#waiting = memory.columns(waitingAt, MOST_WAITING_ROWS);
    this.#bytes = Buffer.from(kernel.memory.buffer);
    this.decode = createScanner(options, series, kernel, true, memory);
  }

  /** Room for the next piece, or undefined where it is larger than pieces are, or too many lines wait. */
  nextPiece(byteCount: number): Buffer | undefined {
    const slot = this.#pieces++ % PIECES;
    const at = this.#piecesAt + slot * this.#slotBytes;
    if (byteCount > this.#slotBytes || !this.#isClear(slot, at)) return undefined;
    this.#latestMs[slot] = -Infinity;
    return this.#bytes.subarray(at, at + byteCount);
  }

  /** Takes the rows of the piece that was just decoded, none of which may be earlier than what has left. */
  add(batch: Batch, latestMs: number): boolean {
    const { count, bytes, timeMs } = batch;
    const slot = Math.floor((bytes.byteOffset - this.#piecesAt) / this.#slotBytes);
    // Columns that were too small for the rows have moved out of the kernel.
    if (bytes.buffer !== this.#bytes.buffer || timeMs.buffer !== this.#bytes.buffer || !this.#rankSensors() || !this.#makeRoom(count)) return false;
    const { at, rows } = this.#memory.loaded;
    this.#kernel.mergeRows(at, rows, count, bytes.byteOffset, this.#head, this.#tail);
    this.#tail += count;
    this.#latestMs[slot] = latestMs;
    return true;
  }

  /** The rows earlier than `boundMs`, in order, in batches of limited size, each of which holds until the next. */
  *release(boundMs: number): Generator<Batch, void, undefined> {
    this.#boundMs = Math.max(this.#boundMs, boundMs);
    for (;;) {
      const from = this.#head;
      const count = this.#kernel.countEarlier(from, this.#tail, boundMs, BATCH_BYTES);
      if (count === 0) return;
      this.#head += count;
      yield this.#rows(from, this.#head);
    }
  }

  /** The lines of a batch, once. Of one that was handed out rows may have been taken out since. */
  readonly linesOf = (batch: Batch): Buffer => {
    return batch.bytes === this.#bytes ? this.#gather(batch, this.#linesAt) : linesOf(batch);
  };

  /** The same in memory that is whole in itself until it is given back, or a view where there is none left. */
  readonly lendLines = (batch: Batch): SummedBytes => {
    const slot = batch.bytes === this.#bytes ? this.#isLent.indexOf(false) : -1;
    const bytes = slot < 0 ? this.linesOf(batch) : this.#gather(batch, this.#lentAt + slot * this.#linesBytes);
    if (slot < 0) return { bytes, crc32: crc32(bytes) };
    this.#isLent[slot] = true;
    return { bytes, crc32: crc32(bytes), giveBack: () => void (this.#isLent[slot] = false) };
  };

  #gather({ start, length, count }: Batch, at: number): Buffer {
    return this.#bytes.subarray(at, at + this.#kernel.gatherLines(0, start.byteOffset, length.byteOffset, count, at));
  }

  /** The same rows as a batch of its own, of which then only the columns hold. */
  ownCopy(batch: Batch): Batch {
    if (batch.bytes !== this.#bytes) return batch;
    const lines = this.linesOf(batch);
    const bytes = Buffer.allocUnsafeSlow(lines.length);
    lines.copy(bytes);
    return copyColumns(batch, bytes);
  }

  #rows(from: number, to: number): Batch {
    const { timeMs, timeNs, value, series, status, flag, origin, arrival, offset, start, length } = this.#waiting;
    const columns = {
      timeMs: timeMs.subarray(from, to),
      timeNs: timeNs.subarray(from, to),
      value: value.subarray(from, to),
      series: series.subarray(from, to),
      status: status.subarray(from, to),
      flag: flag.subarray(from, to),
      reason: this.#reason.subarray(from, to),
      origin: origin.subarray(from, to),
      arrival: arrival.subarray(from, to),
      offset: offset.subarray(from, to),
      start: start.subarray(from, to),
      length: length.subarray(from, to),
    };
    return batchOf(columns, to - from, this.#bytes, this.#bytes.length);
  }

  /** Whether nothing waits in a piece any more, or what does could be moved out of it. */
  #isClear(slot: number, at: number): boolean {
    if (this.#latestMs[slot] < this.#boundMs) return true;
    const room = ASIDE_BYTES - this.#asideBytes;
    const moved = this.#kernel.moveAside(at, at + this.#slotBytes, this.#asideAt + this.#asideBytes, room, this.#head, this.#tail);
    if (moved >= 0) this.#asideBytes += moved;
    return moved >= 0;
  }

  /** Sees to it that the kernel knows the order of all sensors. */
  #rankSensors(): boolean {
    const { size } = this.#series;
    if (size > MOST_SENSORS) return false;
    if (size !== this.#rankedSensors) new Uint32Array(this.#bytes.buffer, this.#ranksAt, size).set(this.#series.ranks());
    this.#rankedSensors = size;
    return true;
  }

  /** Makes room for more rows behind those that wait. */
  #makeRoom(rows: number): boolean {
    if (this.#head > Math.max(LEAST_TO_CLOSE_UP, LEFT_FOR_EACH_WAITING * (this.#tail - this.#head))) {
      for (const column of Object.values(this.#waiting)) column.copyWithin(0, this.#head, this.#tail);
      this.#tail -= this.#head;
      this.#head = 0;
    }
    return this.#tail + rows <= MOST_WAITING_ROWS;
  }
}
