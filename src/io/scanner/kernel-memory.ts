// The kernel's memory: where chunk, columns, shapes and sensors stand in it, and the columns as a batch.
import { batchOf, type Batch, type BatchColumns } from '../../model/batch.js';
import { FOLDER_BYTES, sumInPlace } from './crc32.js';
import type { Kernel } from './kernel.js';
import { PADDING_BYTES, SENSOR_SLOT_BYTES, SHAPE_BYTES, SHAPE_COUNT } from './shape-format.js';

/** Larger chunks, which only lines of such a length make, are not for the kernel. */
export const MOST_CHUNK_BYTES = 2 ** 25;

const PAGE_BYTES = 65_536;
/** What sensors take where there are few lines: each line, of SHORTEST_LINE_BYTES at least, may name another one, and their table doubles. */
const LEAST_SENSORS_BYTES = 2 ** 20;
const SENSORS_BYTES_A_BYTE = 128;
const NEWLINE = 0x0a;
/** No event's line is shorter: `{"":0}` and its newline, where timestamp and temperature share an empty name. */
const SHORTEST_LINE_BYTES = 7;
/** What a row takes in the kernel's columns. */
export const COLUMN_BYTES_PER_ROW = 51;
const NO_REASONS = new Uint16Array();
const FIRST_SLOTS = 1024;
/** 16 MiB. */
const MOST_SLOTS = 2 ** 18;
/** What all sizes of the table on the way there take, and some more. */
const SENSORS_BYTES = 2 ** 25 + 2 ** 23;

/** The columns of a batch that the kernel knows. */
export type KernelColumns = Omit<BatchColumns, 'reason'>;

/** Lays out the memory of one kernel. It only ever grows: to the largest chunk and the number of sensors. */
export class KernelMemory {
  readonly #kernel: Kernel;
  readonly #folderAt: number;
  readonly #shapesAt: number;
  #free: number;
  #slots = 0;
  /** Where chunks from outside are copied to. */
  #roomAt = 0;
  #chunkAt = 0;
  #chunkCapacity = 0;
  #columnsAt = 0;
  #columns: BatchColumns | undefined;
  #rows = 0;

  constructor(kernel: Kernel, longestLine: number) {
    this.#kernel = kernel;
    this.#free = kernel.heapBase();
    this.#folderAt = this.allocate(FOLDER_BYTES);
    this.#shapesAt = this.allocate(SHAPE_COUNT * SHAPE_BYTES);
    kernel.configure(this.#shapesAt, Math.min(longestLine, MOST_CHUNK_BYTES));
    this.growSensors();
  }

  /** Makes room for twice as many sensors, up to a limit; batches of before are then of no use. */
  growSensors(): void {
    if (this.#slots === MOST_SLOTS) return;
    this.#slots = Math.max(FIRST_SLOTS, this.#slots * 2);
    this.#kernel.moveSensors(this.allocate(this.#slots * SENSOR_SLOT_BYTES), this.#slots);
  }

  /** Enters the id at [start, start + length) of the chunk; false where there is no room for it. */
  addSensor(start: number, length: number, series: number): boolean {
    return this.#kernel.addSensor(this.#chunkAt + start, length, series) !== 0;
  }

  /** Puts a compiled shape into its place. */
  setShape(index: number, shape: Uint8Array): void {
    this.#bytes(this.#shapesAt + index * SHAPE_BYTES, shape.length).set(shape);
  }

  /**
   * Copies the chunk in, unless it stands in this memory already, ends it with a newline, and returns an empty batch over columns with
   * room for all its lines.
   */
  load(chunk: Buffer, byteCount: number): Batch {
    if (byteCount > this.#chunkCapacity || this.#chunkCapacity === 0) this.#makeRoom(byteCount);
    const isInside = chunk.buffer === this.#kernel.memory.buffer;
    this.#chunkAt = isInside ? chunk.byteOffset : this.#roomAt;
    const bytes = this.#bytes(this.#chunkAt, byteCount + 1);
    if (!isInside) bytes.set(chunk.subarray(0, byteCount));
    if (bytes[byteCount - 1] !== NEWLINE) bytes[byteCount] = NEWLINE;
    this.#kernel.place(this.#chunkAt, this.#columnsAt, this.#rows);
    if (this.#columns?.timeMs.buffer !== this.#kernel.memory.buffer) this.#columns = { ...this.columns(this.#columnsAt, this.#rows), reason: NO_REASONS };
    return batchOf(this.#columns, 0, chunk, byteCount);
  }

  /** Where the columns of the batch that was loaded stand, and how many rows they hold. */
  get loaded(): { readonly at: number; readonly rows: number } {
    return { at: this.#columnsAt, rows: this.#rows };
  }

  /**
   * Makes room for chunks of up to so many bytes, and reserves it for all sensors that there can be in all lines together: as long as that
   * is enough, no view moves any more.
   */
  prepare(chunkBytes: number, totalBytes: number): void {
    this.#makeRoom(chunkBytes);
    this.reserve(Math.min(SENSORS_BYTES, LEAST_SENSORS_BYTES + SENSORS_BYTES_A_BYTE * totalBytes));
  }

  /** Takes memory, which may move all views of it, unless it was reserved. */
  allocate(byteCount: number): number {
    const at = Math.ceil(this.#free / SENSOR_SLOT_BYTES) * SENSOR_SLOT_BYTES;
    this.#free = at + byteCount;
    this.reserve(0);
    return at;
  }

  /** Sees to it that so much can be taken. */
  reserve(byteCount: number): void {
    const { memory } = this.#kernel;
    const missing = this.#free + byteCount - memory.buffer.byteLength;
    if (missing <= 0) return;
    memory.grow(Math.ceil(missing / PAGE_BYTES));
    sumInPlace(this.#kernel, this.#folderAt);
  }

  /** Views of columns (of a multiple of 16 rows), in the order of the kernel's `place`. */
  columns(at: number, rows: number): KernelColumns {
    const { buffer } = this.#kernel.memory;
    const eights = (i: number) => new Float64Array(buffer, at + rows * 8 * i, rows);
    const fours = at + rows * 32;
    const ones = (i: number) => new Uint8Array(buffer, at + rows * (48 + i), rows);
    return {
      timeMs: eights(0),
      value: eights(1),
      arrival: eights(2),
      offset: eights(3),
      timeNs: new Int32Array(buffer, fours, rows),
      series: new Uint32Array(buffer, fours + rows * 4, rows),
      start: new Uint32Array(buffer, fours + rows * 8, rows),
      length: new Uint32Array(buffer, fours + rows * 12, rows),
      status: ones(0),
      flag: ones(1),
      origin: ones(2),
    };
  }

  #makeRoom(byteCount: number): void {
    this.#chunkCapacity = Math.max(byteCount, this.#chunkCapacity * 2);
    this.#rows = Math.ceil(this.#chunkCapacity / SHORTEST_LINE_BYTES / 16 + 1) * 16;
    this.#roomAt = this.allocate(this.#chunkCapacity + PADDING_BYTES);
    this.#columnsAt = this.allocate(this.#rows * COLUMN_BYTES_PER_ROW);
    this.#columns = undefined;
  }

  #bytes(at: number, byteCount: number): Uint8Array {
    return new Uint8Array(this.#kernel.memory.buffer, at, byteCount);
  }
}
