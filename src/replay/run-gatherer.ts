// Puts rows of several batches together, as runs of neighbours: a copy of a line costs next to nothing where the kernel makes it.
import { createKernel, type Kernel } from '../io/scanner/kernel.js';
import { roomIn, type LineRoom } from '../io/scanner/line-room.js';
import { createLineSum, LINE_SUM_MODULUS } from '../io/scanner/line-sum.js';
import { copyRow, createBatch, type Batch } from '../model/batch.js';

/** Rows [from, to) of one batch. */
export interface RowRun {
  readonly batch: Batch;
  readonly from: number;
  readonly to: number;
}

/** Builds batches of runs. O(bytes), some ten nanoseconds a row. */
export class RunGatherer {
  readonly #kernel = createKernel();
  readonly #sumOf = this.#kernel ? undefined : createLineSum();
  #room: LineRoom | undefined;
  /** The sum of the lines gathered so far: see createLineSum. */
  lineSum = 0;

  /** The rows of all runs in their order, with columns and bytes of their own. `rows` and `byteCount` (with newlines) are their sums. */
  gather(runs: readonly RowRun[], rows: number, byteCount: number): Batch {
    const target = createBatch(rows, Buffer.allocUnsafeSlow(byteCount), byteCount);
    for (const { batch, from, to } of runs) {
      for (let row = from; row < to; row++) {
        const at = target.count++;
        copyRow(batch, row, target, at);
        target.length[at] = batch.length[row];
      }
    }
    if (this.#kernel) this.#gatherLines(this.#kernel, runs, target);
    else copyLines(runs, target);
    if (this.#sumOf) this.#addSum(this.#sumOf(target, 0, target.count));
    return target;
  }

  #gatherLines(kernel: Kernel, runs: readonly RowRun[], target: Batch): void {
    const sources = spansOf(runs);
    let sourceBytes = 0;
    for (const { from, to } of sources.values()) sourceBytes += to - from;
    const { starts, lengths, bytes } = this.#roomFor(kernel, target.count, sourceBytes + target.byteCount);
    let end = 0;
    for (const [batch, span] of sources) {
      batch.bytes.copy(bytes, end, span.from, span.to);
      span.shift = end - span.from;
      end += span.to - span.from;
    }
    let at = 0;
    for (const { batch, from, to } of runs) {
      const { start } = batch;
      const { shift } = sources.get(batch)!;
      for (let row = from; row < to; row++) starts[at++] = start[row] + shift;
    }
    lengths.set(target.length);
    const { byteOffset } = bytes;
    kernel.gatherLines(byteOffset, starts.byteOffset, lengths.byteOffset, target.count, byteOffset + sourceBytes);
    target.start.set(starts.subarray(0, target.count));
    bytes.copy(target.bytes, 0, sourceBytes, sourceBytes + target.byteCount);
    this.#addSum(kernel.sumLines(byteOffset + sourceBytes, starts.byteOffset, lengths.byteOffset, keepRead(target, starts, lengths)));
  }

  #addSum(sum: number): void {
    this.lineSum = (this.lineSum + sum) % LINE_SUM_MODULUS;
  }

  #roomFor(kernel: Kernel, rows: number, byteCount: number): LineRoom {
    const room = this.#room;
    if (room && rows <= room.starts.length && byteCount <= room.bytes.length) return room;
    return (this.#room = roomIn(kernel, Math.max(rows, room?.starts.length ?? 0), Math.max(2 * byteCount, room?.bytes.length ?? 0)));
  }
}

/** Moves the places of lines with a place in the input to the front. @returns how many they are. */
function keepRead({ count, offset }: Batch, starts: Uint32Array, lengths: Uint32Array): number {
  let kept = 0;
  for (let row = 0; row < count; row++) {
    if (offset[row] < 0) continue;
    starts[kept] = starts[row];
    lengths[kept++] = lengths[row];
  }
  return kept;
}

/** Which bytes of each batch the runs touch. */
function spansOf(runs: readonly RowRun[]): Map<Batch, { from: number; to: number; shift: number }> {
  const spans = new Map<Batch, { from: number; to: number; shift: number }>();
  for (const { batch, from, to } of runs) {
    const { start, length } = batch;
    let span = spans.get(batch);
    if (!span) spans.set(batch, (span = { from: Infinity, to: 0, shift: 0 }));
    for (let row = from; row < to; row++) {
      const end = start[row] + length[row] + 1;
      if (start[row] < span.from) span.from = start[row];
      if (end > span.to) span.to = end;
    }
  }
  return spans;
}

function copyLines(runs: readonly RowRun[], target: Batch): void {
  let at = 0;
  let end = 0;
  for (const { batch, from, to } of runs) {
    for (let row = from; row < to; row++) {
      target.start[at++] = end;
      end += batch.bytes.copy(target.bytes, end, batch.start[row], batch.start[row] + batch.length[row] + 1);
    }
  }
}
