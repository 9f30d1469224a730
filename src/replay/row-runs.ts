// Rows of several batches that are to be put together, as runs of neighbours: a few numbers a run, however long it is.
import { RUN_NUMBERS, type LineRuns, type RunSource } from '../io/scanner/line-gatherer.js';
import type { Batch } from '../model/batch.js';
import { DEFAULT_GATHER_LIMITS } from './gather.js';

const { rows: MOST_ROWS, bytes: MOST_BYTES } = DEFAULT_GATHER_LIMITS;

/** As many runs as there is room for; a line that is longer than all of it finds room by itself. */
export class RowRuns implements LineRuns {
  /** Those that rows were added of, each in turn. */
  readonly sources: { -readonly [K in keyof RunSource]: RunSource[K] }[] = [];
  readonly table = new Uint32Array(RUN_NUMBERS * MOST_ROWS);
  readonly #behind: number;
  count = 0;
  rows = 0;
  byteCount = 0;

  /** @param behind bytes that may come to stand behind a line, beside its newline */
  constructor(behind = 0) {
    this.#behind = behind;
  }

  /** Adds rows [from, to) as far as there is room. @returns the first that found none; `to` where all did. */
  add(batch: Batch, from: number, to: number): number {
    const { length } = batch;
    const last = Math.min(to, from + MOST_ROWS - this.rows);
    let { byteCount } = this;
    let end = from;
    for (; end < last; end++) {
      const after = byteCount + length[end] + 1 + this.#behind;
      if (after > MOST_BYTES && byteCount > 0) break;
      byteCount = after;
    }
    if (end === from) return from;
    const at = RUN_NUMBERS * this.count++;
    this.table[at] = this.#sourceOf(batch, from, end);
    this.table[at + 1] = from;
    this.table[at + 2] = end;
    this.rows += end - from;
    this.byteCount = byteCount;
    return end;
  }

  clear(): void {
    this.sources.length = 0;
    this.count = this.rows = this.byteCount = 0;
  }

  /** The number of the source for these rows: two take turns mostly. */
  #sourceOf(batch: Batch, from: number, to: number): number {
    const { sources } = this;
    for (let i = sources.length - 1; i >= 0 && i >= sources.length - 2; i--) {
      if (sources[i].batch !== batch) continue;
      sources[i].to = to;
      return i;
    }
    return sources.push({ batch, from, to }) - 1;
  }
}
