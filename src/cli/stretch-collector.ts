// Watches a recovery go by and keeps a stretch of one series, as it came and as it is now, for a picture.
import { rawLine, type Batch } from '../model/batch.js';
import type { SyntheticEvent } from '../model/event.js';
import { Origin } from '../model/flag.js';
import type { PointKind } from '../report/stretch.js';

/** By origin: what a point was in the log, and what it is now. */
const DAMAGED_KIND: readonly PointKind[] = ['good', 'failed', 'missing'];
const RECOVERED_KIND: readonly PointKind[] = ['good', 'repaired', 'filled'];

/** The first events of the first series that comes by. */
export class StretchCollector {
  readonly damaged = { timeMs: [] as number[], value: [] as number[], kind: [] as PointKind[] };
  readonly recovered = { timeMs: [] as number[], value: [] as number[], kind: [] as PointKind[], lo: [] as number[], hi: [] as number[] };
  readonly #most: number;
  #series: number | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes what is wanted of a batch of the clean series. */
  add(batch: Batch): void {
    for (let i = 0; i < batch.count && this.recovered.timeMs.length < this.#most; i++) {
      this.#series ??= batch.series[i];
      if (batch.series[i] === this.#series) this.#addPoint(batch, i);
    }
  }

  #addPoint(batch: Batch, i: number): void {
    const { damaged, recovered } = this;
    const origin = batch.origin[i] as Origin;
    // What was made says in its line what it replaced, and how sure it is.
    const made = origin === Origin.Observed ? undefined : (JSON.parse(rawLine(batch, i).toString()) as SyntheticEvent);
    damaged.timeMs.push(batch.timeMs[i]);
    damaged.value.push(made ? (made.observed ?? NaN) : batch.value[i]);
    damaged.kind.push(DAMAGED_KIND[origin]);
    recovered.timeMs.push(batch.timeMs[i]);
    recovered.value.push(batch.value[i]);
    recovered.kind.push(RECOVERED_KIND[origin]);
    recovered.lo.push(made?.lo ?? NaN);
    recovered.hi.push(made?.hi ?? NaN);
  }
}
