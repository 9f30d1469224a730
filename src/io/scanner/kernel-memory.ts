// The kernel's memory: where chunk, columns, shapes and sensors stand in it, and the columns as a batch.
import type { Batch } from '../../model/batch.js';
import type { Kernel } from './kernel.js';
import { PADDING_BYTES, SENSOR_SLOT_BYTES, SHAPE_BYTES, SHAPE_COUNT } from './shape-format.js';

/** Larger chunks, which only lines of such a length make, are not for the kernel. */
export const MOST_CHUNK_BYTES = 2 ** 25;

const PAGE_BYTES = 65_536;
const NEWLINE = 0x0a;
/** No event's line is shorter: `{"":0}` and its newline, where timestamp and temperature share an empty name. */
const SHORTEST_LINE_BYTES = 7;
const COLUMN_BYTES_PER_ROW = 51;
const FIRST_SLOTS = 1024;
/** 16 MiB. */
const MOST_SLOTS = 2 ** 18;

/** Lays out the memory of one kernel. It only ever grows: to the largest chunk and the number of sensors. */
export class KernelMemory {
  readonly #kernel: Kernel;
  readonly #shapesAt: number;
  #free: number;
  #slots = 0;
  #chunkAt = 0;
  #chunkCapacity = 0;
  #columnsAt = 0;
  #rows = 0;

  constructor(kernel: Kernel, longestLine: number) {
    this.#kernel = kernel;
    this.#free = kernel.heapBase();
    this.#shapesAt = this.#allocate(SHAPE_COUNT * SHAPE_BYTES);
    kernel.configure(this.#shapesAt, Math.min(longestLine, MOST_CHUNK_BYTES));
    this.growSensors();
  }

  /** Makes room for twice as many sensors, up to a limit; batches of before are then of no use. */
  growSensors(): void {
    if (this.#slots === MOST_SLOTS) return;
    this.#slots = Math.max(FIRST_SLOTS, this.#slots * 2);
    this.#kernel.moveSensors(this.#allocate(this.#slots * SENSOR_SLOT_BYTES), this.#slots);
  }

  /** Enters the id at [start, start + length) of the chunk; false where there is no room for it. */
  addSensor(start: number, length: number, series: number): boolean {
    return this.#kernel.addSensor(this.#chunkAt + start, length, series) !== 0;
  }

  /** Puts a compiled shape into its place. */
  setShape(index: number, shape: Uint8Array): void {
    this.#bytes(this.#shapesAt + index * SHAPE_BYTES, shape.length).set(shape);
  }

  /** Copies the chunk in, a newline behind it, and returns an empty batch over columns with room for all its lines. */
  load(chunk: Buffer, byteCount: number): Batch {
    if (byteCount > this.#chunkCapacity || this.#chunkCapacity === 0) this.#makeRoom(byteCount);
    const bytes = this.#bytes(this.#chunkAt, byteCount + 1);
    bytes.set(chunk.subarray(0, byteCount));
    bytes[byteCount] = NEWLINE;
    return this.#batch(chunk, byteCount);
  }

  #makeRoom(byteCount: number): void {
    this.#chunkCapacity = Math.max(byteCount, this.#chunkCapacity * 2);
    this.#rows = Math.ceil(this.#chunkCapacity / SHORTEST_LINE_BYTES / 16 + 1) * 16;
    this.#chunkAt = this.#allocate(this.#chunkCapacity + PADDING_BYTES);
    this.#columnsAt = this.#allocate(this.#rows * COLUMN_BYTES_PER_ROW);
    this.#kernel.place(this.#chunkAt, this.#columnsAt, this.#rows);
  }

  /** The columns in the order of the kernel's `place`. */
  #batch(bytes: Buffer, byteCount: number): Batch {
    const { buffer } = this.#kernel.memory;
    const rows = this.#rows;
    const eights = (i: number) => new Float64Array(buffer, this.#columnsAt + rows * 8 * i, rows);
    const fours = this.#columnsAt + rows * 32;
    const ones = (i: number) => new Uint8Array(buffer, this.#columnsAt + rows * (48 + i), rows);
    return {
      count: 0,
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
      reason: new Uint16Array(),
      bytes,
      byteCount,
    };
  }

  #allocate(byteCount: number): number {
    const at = Math.ceil(this.#free / SENSOR_SLOT_BYTES) * SENSOR_SLOT_BYTES;
    this.#free = at + byteCount;
    const { memory } = this.#kernel;
    const missing = this.#free - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    return at;
  }

  #bytes(at: number, byteCount: number): Uint8Array {
    return new Uint8Array(this.#kernel.memory.buffer, at, byteCount);
  }
}
