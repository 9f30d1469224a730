// A grid by the nearest reading: each point of a series gets the reading nearest to it within half a step.
import type { TimeGrid } from '../aggregate/time-grid.js';
import type { Batch } from '../model/batch.js';
import { EARLIEST_MS, LATEST_MS, NS_PER_MS } from '../model/calendar.js';
import type { GridAccounting } from '../model/grid.js';
import type { GridWriter } from './grid-writer.js';
import { WithheldRows } from './withheld.js';

/**
 * Finds the nearest readings. The reading half way between two points is the earlier one's; of two readings equally near the later one is
 * taken (as pandas' nearest does). All series have the same points, so a point is settled for all of them once the stream has passed half
 * a step behind it. Memory: a row a series.
 */
export class NearestPoints {
  readonly #writer: GridWriter;
  readonly #grid: TimeGrid;
  readonly #ranks: () => Uint32Array;
  readonly #accounting: GridAccounting;
  /** The present point, and the last instant that is nearest to it. */
  #pointMs = NaN;
  #untilMs = -Infinity;
  #untilNs = 0;
  /** The series that have a reading near the present point, and by series the nearest one: its batch, row and distance. */
  readonly #near: number[] = [];
  readonly #batch: (Batch | undefined)[] = [];
  readonly #row: number[] = [];
  readonly #distanceNs: number[] = [];
  /** Rows whose batch is over before their point is settled. */
  readonly #kept = new WithheldRows();

  /** @param ranks the order of the series, of those met so far */
  constructor(writer: GridWriter, grid: TimeGrid, ranks: () => Uint32Array, accounting: GridAccounting) {
    this.#writer = writer;
    this.#grid = grid;
    this.#ranks = ranks;
    this.#accounting = accounting;
  }

  /** Takes the next rows in order. O(rows). */
  add(batch: Batch): void {
    const { count, timeMs, timeNs, series, value } = batch;
    for (let row = 0; row < count; row++) {
      if (Number.isNaN(value[row])) {
        this.#accounting.missing++;
        continue;
      }
      if (timeMs[row] > this.#untilMs || (timeMs[row] === this.#untilMs && timeNs[row] > this.#untilNs)) {
        this.#settle();
        this.#goTo(timeMs[row], timeNs[row]);
      }
      this.#offer(batch, row, series[row], Math.abs((timeMs[row] - this.#pointMs) * NS_PER_MS + timeNs[row]));
    }
    for (const s of this.#near) {
      if (this.#batch[s] !== batch) continue;
      this.#row[s] = this.#kept.add(batch, this.#row[s]);
      this.#batch[s] = this.#kept.copies;
    }
    this.#kept.copyLent();
  }

  /** Nothing more comes. */
  end(): void {
    this.#settle();
  }

  #offer(batch: Batch, row: number, s: number, distanceNs: number): void {
    if (this.#batch[s] === undefined) {
      this.#writer.meet(batch, row);
      this.#near.push(s);
    } else {
      this.#accounting.unused++;
      if (distanceNs > this.#distanceNs[s]) return;
      this.#giveUp(s);
    }
    this.#batch[s] = batch;
    this.#row[s] = row;
    this.#distanceNs[s] = distanceNs;
  }

  #giveUp(s: number): void {
    if (this.#batch[s] === this.#kept.copies) this.#kept.release(this.#row[s]);
  }

  /** Writes the present point of all series that have one. */
  #settle(): void {
    const near = this.#near;
    if (near.length > 1) {
      const ranks = this.#ranks();
      near.sort((a, b) => ranks[a] - ranks[b]);
    }
    for (const s of near) {
      this.#writer.moved(this.#batch[s]!, this.#row[s], this.#pointMs);
      this.#giveUp(s);
      this.#batch[s] = undefined;
    }
    this.#accounting.taken += near.length;
    near.length = 0;
  }

  /** Goes on to the point nearest to an instant. */
  #goTo(timeMs: number, timeNs: number): void {
    const { windowOf } = this.#grid;
    const { startMs, endMs } = windowOf(timeMs);
    const isFirstHalf = (timeMs - startMs) * NS_PER_MS + timeNs <= (endMs - timeMs) * NS_PER_MS - timeNs;
    // Years before 0000 and after 9999 have no spelling.
    if (endMs > LATEST_MS) {
      [this.#pointMs, this.#untilMs, this.#untilNs] = [startMs, Infinity, 0];
      return;
    }
    this.#pointMs = isFirstHalf && startMs >= EARLIEST_MS ? startMs : endMs;
    const nextMs = this.#pointMs === startMs ? endMs : windowOf(endMs).endMs;
    const half = (this.#pointMs + nextMs) / 2;
    this.#untilMs = Math.floor(half);
    this.#untilNs = (half - this.#untilMs) * NS_PER_MS;
  }
}
