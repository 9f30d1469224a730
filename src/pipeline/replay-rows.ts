// What becomes of the rows of a replay between the log and the output: selected, freed of duplicates, counted.
import type { LineFormat } from '../io/line-format.js';
import type { Batch } from '../model/batch.js';
import { isInAnyWindow, type ErrorWindow } from '../model/error-window.js';
import type { Instant } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';
import { isInWindow } from '../model/window.js';
import { cutRows } from '../replay/cut-rows.js';
import { keepRows } from '../replay/keep-rows.js';
import type { Rival } from '../replay/rivals.js';
import { settle } from '../replay/settle.js';
import type { ReplayAccounting } from './replay-accounting.js';

/** Which rows go on: of some sensors, of [from, to), or in some windows. */
export interface RowSelection {
  readonly sensors?: readonly string[];
  readonly from?: Instant;
  readonly to?: Instant;
  readonly windows?: readonly ErrorWindow[];
}

/** Leaves out the events that are not selected, and counts them as outside. */
export async function* selectRows(
  input: AsyncIterable<Batch>,
  series: SeriesTable,
  { sensors, from, to, windows }: RowSelection,
  accounting: ReplayAccounting,
): AsyncGenerator<Batch, void, undefined> {
  const wanted = sensors && new Set(sensors);
  for await (const batch of input) {
    const { count, timeMs, timeNs } = batch;
    if (from || to) keepRows(batch, (row) => isInWindow(timeMs[row], timeNs[row], from, to));
    if (wanted) keepRows(batch, (row) => wanted.has(series.id(batch.series[row])));
    if (windows) keepRows(batch, (row) => isInAnyWindow(windows, timeMs[row], timeNs[row], series.id(batch.series[row])));
    accounting.outside += count - batch.count;
    if (batch.count > 0) yield batch;
  }
}

/** The same of an ordered stream: without a look at each row for the sake of [from, to). */
export function selectOrderedRows(
  ordered: AsyncIterable<Batch>,
  series: SeriesTable,
  { from, to, ...others }: RowSelection,
  accounting: ReplayAccounting,
): AsyncGenerator<Batch, void, undefined> {
  return selectRows(from || to ? cut() : ordered, series, others, accounting);

  async function* cut(): AsyncGenerator<Batch, void, undefined> {
    for await (const batch of ordered) {
      const inside = cutRows(batch, { from, to });
      accounting.outside += batch.count - (inside?.count ?? 0);
      if (inside) yield inside;
    }
  }
}

/** Takes the duplicates out of an ordered stream, and counts what it lets through. */
export async function* settleReplay(
  ordered: AsyncIterable<Batch>,
  readId: LineFormat['readEventId'],
  accounting: ReplayAccounting,
): AsyncGenerator<Batch, void, undefined> {
  const count = ({ kind }: Rival) => void accounting[kind === 'duplicate' ? 'duplicates' : 'conflicts']++;
  for await (const batch of settle(ordered, 'replay', readId, count)) {
    accounting.events += batch.count;
    yield batch;
  }
}
