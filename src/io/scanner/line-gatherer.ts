// Puts the lines of runs of rows one behind the other: a copy of a line costs next to nothing where the kernel makes it.
import type { Batch } from '../../model/batch.js';
import { createKernel, type Kernel } from './kernel.js';
import { createLineSum, LINE_SUM_MODULUS, type LineSum } from './line-sum.js';

/** Rows [from, to) of a batch, in which runs lie. */
export interface RunSource {
  readonly batch: Batch;
  readonly from: number;
  readonly to: number;
}

/** Runs of neighbouring rows. */
export interface LineRuns {
  readonly sources: readonly RunSource[];
  /** The runs in their order, `RUN_NUMBERS` each: the source, its first row and the one behind its last. */
  readonly table: Uint32Array;
  /** Of the runs. */
  readonly count: number;
  /** What comes of them takes so much at most. */
  readonly byteCount: number;
}

/** Numbers in the table for each run. */
export const RUN_NUMBERS = 3;

/** Lines of rows, each with its newline. */
export interface GatheredLines {
  /** They hold until the next are gathered. */
  readonly bytes: Buffer;
  /** Of those that were read, as they were read: see createLineSum. */
  readonly lineSum: number;
}

/**
 * A function that gathers the lines of runs, with a text behind each that was read; before the carriage return where a line ends with one.
 * O(bytes), some ten nanoseconds a row.
 */
export type LineGatherer = (runs: LineRuns, text?: Buffer) => GatheredLines;

const NO_TEXT = Buffer.alloc(0);
const CARRIAGE_RETURN = 0x0d;
const PAGE_BYTES = 65_536;
const ALIGNMENT = 16;
/** What the kernel is told of a source, and what it needs of each of its rows: offset, start and length. */
const SOURCE_NUMBERS = 4;
const ROW_BYTES = 8 + 4 + 4;
/** How far the kernel reads and writes beyond the end of lines. */
const SLACK_BYTES = 32;

/** A gatherer with a memory of its own, which is twice as large at most as what is gathered at a time and what it is gathered from. */
export function createLineGatherer(): LineGatherer {
  const kernel = createKernel();
  return kernel ? kernelGatherer(kernel) : plainGatherer(createLineSum());
}

function kernelGatherer(kernel: Kernel): LineGatherer {
  const runsAt = aligned(kernel.heapBase());
  let views = viewsOf(kernel.memory.buffer);

  return ({ sources, table, count, byteCount }, text = NO_TEXT) => {
    const sourcesAt = aligned(runsAt + 4 * RUN_NUMBERS * count);
    const rowsAt = sourcesAt + 4 * SOURCE_NUMBERS * sources.length;
    const spans = sources.map(spanOf);
    const textAt = sources.reduce((at, { from, to }) => at + ROW_BYTES * (to - from), rowsAt);
    const bytesAt = textAt + text.length;
    const targetAt = aligned(spans.reduce((at, { from, to }) => at + to - from, bytesAt) + SLACK_BYTES);
    reserve(targetAt + byteCount + SLACK_BYTES);
    const { bytes, numbers, doubles } = views;
    numbers.set(table.subarray(0, RUN_NUMBERS * count), runsAt / 4);
    text.copy(bytes, textAt);
    let [rowAt, byteAt] = [rowsAt, bytesAt];
    for (const [i, { batch, from, to }] of sources.entries()) {
      const startsAt = rowAt + 8 * (to - from);
      const lengthsAt = startsAt + 4 * (to - from);
      doubles.set(batch.offset.subarray(from, to), rowAt / 8);
      numbers.set(batch.start.subarray(from, to), startsAt / 4);
      numbers.set(batch.length.subarray(from, to), lengthsAt / 4);
      batch.bytes.copy(bytes, byteAt, spans[i].from, spans[i].to);
      // Where row 0 and byte 0 would stand.
      const at = sourcesAt / 4 + SOURCE_NUMBERS * i;
      numbers[at] = rowAt - 8 * from;
      numbers[at + 1] = startsAt - 4 * from;
      numbers[at + 2] = lengthsAt - 4 * from;
      numbers[at + 3] = byteAt - spans[i].from;
      rowAt += ROW_BYTES * (to - from);
      byteAt += spans[i].to - spans[i].from;
    }
    const lineSum = kernel.gatherRuns(runsAt, count, sourcesAt, textAt, text.length, targetAt);
    return { bytes: bytes.subarray(targetAt, kernel.gatheredEnd.value), lineSum };
  };

  function reserve(end: number): void {
    const { memory } = kernel;
    if (end > memory.buffer.byteLength) memory.grow(Math.ceil(end / PAGE_BYTES)); // to about twice as much
    if (views.bytes.buffer !== memory.buffer) views = viewsOf(memory.buffer);
  }
}

function viewsOf(memory: ArrayBuffer): { readonly bytes: Buffer; readonly numbers: Uint32Array; readonly doubles: Float64Array } {
  return { bytes: Buffer.from(memory), numbers: new Uint32Array(memory), doubles: new Float64Array(memory) };
}

function aligned(at: number): number {
  return Math.ceil(at / ALIGNMENT) * ALIGNMENT;
}

/** Between which bytes the lines of a source lie, whatever their order is. */
function spanOf({ batch: { start, length }, from, to }: RunSource): { readonly from: number; readonly to: number } {
  let first = start[from];
  let end = first;
  for (let row = from; row < to; row++) {
    const at = start[row];
    const behind = at + length[row] + 1;
    if (at < first) first = at;
    if (behind > end) end = behind;
  }
  return { from: first, to: end };
}

function plainGatherer(sumOf: LineSum): LineGatherer {
  return ({ sources, table, count, byteCount }, text = NO_TEXT) => {
    const target = Buffer.allocUnsafe(byteCount);
    let lineSum = 0;
    let at = 0;
    for (let run = 0; run < RUN_NUMBERS * count; run += RUN_NUMBERS) {
      const { batch } = sources[table[run]];
      const { start, length, offset, bytes } = batch;
      const [from, to] = [table[run + 1], table[run + 2]];
      for (let row = from; row < to; row++) {
        let copied = start[row];
        const end = copied + length[row];
        if (offset[row] >= 0) {
          const textEnd = length[row] > 0 && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
          at += bytes.copy(target, at, copied, textEnd);
          at += text.copy(target, at);
          copied = textEnd;
        }
        at += bytes.copy(target, at, copied, end + 1);
      }
      lineSum = (lineSum + sumOf(batch, from, to)) % LINE_SUM_MODULUS;
    }
    return { bytes: target.subarray(0, at), lineSum };
  };
}
