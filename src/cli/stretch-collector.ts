// Watches a recovery go by and keeps a stretch of one series, as it came and as it is now, for a picture.
import { rawLine, type Batch } from '../model/batch.js';
import { Origin } from '../model/flag.js';
import type { PointKind, Stretch } from '../report/stretch.js';

interface MutableStretch {
  readonly timeMs: number[];
  readonly value: number[];
  readonly kind: PointKind[];
}

/** The first events of the first series that comes by. */
export class StretchCollector {
  readonly damaged: MutableStretch & Stretch = { timeMs: [], value: [], kind: [] };
  readonly recovered: MutableStretch & Stretch = { timeMs: [], value: [], kind: [] };
  readonly #most: number;
  #series: number | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes what is wanted of a batch of the clean series. */
  add(batch: Batch): void {
    for (let i = 0; i < batch.count && this.recovered.timeMs.length < this.#most; i++) {
      this.#series ??= batch.series[i];
      if (batch.series[i] !== this.#series) continue;
      const timeMs = batch.timeMs[i];
      switch (batch.origin[i]) {
        case Origin.Filled:
          push(this.damaged, timeMs, NaN, 'missing');
          push(this.recovered, timeMs, batch.value[i], 'filled');
          break;
        case Origin.Repaired:
          push(this.damaged, timeMs, observedValue(rawLine(batch, i)), 'failed');
          push(this.recovered, timeMs, batch.value[i], 'repaired');
          break;
        default:
          push(this.damaged, timeMs, batch.value[i], 'good');
          push(this.recovered, timeMs, batch.value[i], 'good');
      }
    }
  }
}

function push(stretch: MutableStretch, timeMs: number, value: number, kind: PointKind): void {
  stretch.timeMs.push(timeMs);
  stretch.value.push(value);
  stretch.kind.push(kind);
}

function observedValue(line: Buffer): number {
  return (JSON.parse(line.toString()) as { observed: number }).observed;
}
