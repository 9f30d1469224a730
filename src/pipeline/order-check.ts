// Guarantee 2, checked on every run: the series leaves in the total order, one event a series and instant.
import { RUN_NUMBERS } from '../io/scanner/line-gatherer.js';
import { TelemendError } from '../model/errors.js';
import { formatInstant } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';
import type { RowKey } from '../replay/row-key.js';
import type { RowRuns } from '../replay/row-runs.js';

/** Where the series has got to: no second event at the same instant of the same series may follow, wherever it came from. */
export type LastPlace = Pick<RowKey, 'timeMs' | 'timeNs' | 'rank'>;

/** Before every row. */
export const FIRST_PLACE: LastPlace = Object.freeze({ timeMs: -Infinity, timeNs: 0, rank: 0 });

/** Follows the series as it leaves. */
export class OrderCheck {
  readonly #series: SeriesTable;
  #ranks: Uint32Array | undefined;
  #last: LastPlace;

  constructor(series: SeriesTable, last = FIRST_PLACE) {
    this.#series = series;
    this.#last = last;
  }

  get last(): LastPlace {
    return this.#last;
  }

  /** The next rows. @throws TelemendError `internal`, out of order. */
  check({ sources, table, count }: RowRuns): void {
    const ranks = (this.#ranks ??= this.#series.ranks());
    let { timeMs: lastMs, timeNs: lastNs, rank: lastRank } = this.#last;
    for (let at = 0; at < RUN_NUMBERS * count; at += RUN_NUMBERS) {
      const { timeMs, timeNs, series } = sources[table[at]].batch;
      const end = table[at + 2];
      for (let i = table[at + 1]; i < end; i++) {
        const rank = ranks[series[i]];
        const isBehind = timeMs[i] > lastMs || (timeMs[i] === lastMs && (timeNs[i] > lastNs || (timeNs[i] === lastNs && rank > lastRank)));
        if (!isBehind) throw new TelemendError('internal', `the output is out of order at ${formatInstant(timeMs[i], timeNs[i])}`);
        lastMs = timeMs[i];
        lastNs = timeNs[i];
        lastRank = rank;
      }
    }
    this.#last = { timeMs: lastMs, timeNs: lastNs, rank: lastRank };
  }
}
