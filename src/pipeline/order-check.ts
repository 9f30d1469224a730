// Guarantee 2, checked on every run: the series leaves in the total order, one event a series and instant.
import type { Batch } from '../model/batch.js';
import { TelemendError } from '../model/errors.js';
import { formatInstant } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';

/** Follows the series as it leaves. */
export class OrderCheck {
  readonly #series: SeriesTable;
  #ranks: Uint32Array | undefined;
  /** Where the series has got to: no second event at the same instant of the same series may follow, wherever it came from. */
  #timeMs = -Infinity;
  #timeNs = 0;
  #rank = 0;

  constructor(series: SeriesTable) {
    this.#series = series;
  }

  /** The next rows. @throws TelemendError `internal`, out of order. */
  check({ count, timeMs, timeNs, series }: Batch): void {
    const ranks = (this.#ranks ??= this.#series.ranks());
    let [lastMs, lastNs, lastRank] = [this.#timeMs, this.#timeNs, this.#rank];
    for (let i = 0; i < count; i++) {
      const rank = ranks[series[i]];
      const isBehind = timeMs[i] > lastMs || (timeMs[i] === lastMs && (timeNs[i] > lastNs || (timeNs[i] === lastNs && rank > lastRank)));
      if (!isBehind) throw new TelemendError('internal', `the output is out of order at ${formatInstant(timeMs[i], timeNs[i])}`);
      lastMs = timeMs[i];
      lastNs = timeNs[i];
      lastRank = rank;
    }
    [this.#timeMs, this.#timeNs, this.#rank] = [lastMs, lastNs, lastRank];
  }
}
