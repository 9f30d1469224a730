// Puts the lines of runs one behind the other: a copy of a line costs next to nothing where the kernel makes it.
import { createKernel, type Kernel } from '../io/scanner/kernel.js';
import { createLineSum, LINE_SUM_MODULUS, type LineSum } from '../io/scanner/line-sum.js';
import { RUN_NUMBERS, type RowRuns, type RunSource } from './row-runs.js';

/** Lines of rows, each with its newline. */
export interface GatheredLines {
  /** They hold until the next are gathered. */
  readonly bytes: Buffer;
  /** Of those that were read: see createLineSum. */
  readonly lineSum: number;
}

/** A function that gathers the lines of runs. O(bytes), some ten nanoseconds a row. */
export type LineGatherer = (runs: RowRuns) => GatheredLines;

/** A gatherer with a memory of its own, which is as large as what is gathered at a time and what it is gathered from. */
export function createLineGatherer(): LineGatherer {
  const kernel = createKernel();
  return kernel ? kernelGatherer(kernel) : gatherLines(createLineSum());
}

const PAGE_BYTES = 65_536;
const ALIGNMENT = 16;
/** What the kernel is told of a source, and what it needs of each of its rows: offset, start and length. */
const SOURCE_NUMBERS = 4;
const ROW_BYTES = 8 + 4 + 4;
/** How far the kernel reads and writes beyond the end of lines. */
const SLACK_BYTES = 32;

function kernelGatherer(kernel: Kernel): LineGatherer {
  const runsAt = aligned(kernel.heapBase());
  let views = viewsOf(kernel.memory.buffer);

  return ({ sources, table, count, byteCount }) => {
    const sourcesAt = aligned(runsAt + 4 * RUN_NUMBERS * count);
    const rowsAt = sourcesAt + 4 * SOURCE_NUMBERS * sources.length;
    const spans = sources.map(spanOf);
    const bytesAt = sources.reduce((at, { from, to }) => at + ROW_BYTES * (to - from), rowsAt);
    const targetAt = aligned(spans.reduce((at, { from, to }) => at + to - from, bytesAt) + SLACK_BYTES);
    reserve(targetAt + byteCount + SLACK_BYTES);
    const { bytes, numbers, doubles } = views;
    numbers.set(table.subarray(0, RUN_NUMBERS * count), runsAt / 4);
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
    const lineSum = kernel.gatherRuns(runsAt, count, sourcesAt, targetAt);
    return { bytes: bytes.subarray(targetAt, targetAt + byteCount), lineSum };
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

function gatherLines(sumOf: LineSum): LineGatherer {
  return ({ sources, table, count, byteCount }) => {
    const bytes = Buffer.allocUnsafe(byteCount);
    let lineSum = 0;
    let end = 0;
    for (let at = 0; at < RUN_NUMBERS * count; at += RUN_NUMBERS) {
      const { batch } = sources[table[at]];
      const [from, to] = [table[at + 1], table[at + 2]];
      for (let row = from; row < to; row++) {
        end += batch.bytes.copy(bytes, end, batch.start[row], batch.start[row] + batch.length[row] + 1);
      }
      lineSum = (lineSum + sumOf(batch, from, to)) % LINE_SUM_MODULUS;
    }
    return { bytes, lineSum };
  };
}
