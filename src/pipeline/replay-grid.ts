// A replay that is laid on a grid: a log as it is, of which no cadence is known.
import type { TimeGrid } from '../aggregate/time-grid.js';
import type { DecodeOptions } from '../io/decode.js';
import type { Batch } from '../model/batch.js';
import { checkGridAccounting, type GridAccounting, type GridOptions } from '../model/grid.js';
import type { SeriesTable } from '../model/series.js';
import { columnsOfReplayedGrid, withAddedColumns } from './grid-columns.js';
import { layGrid } from './lay-grid.js';
import type { ReplayAccounting } from './replay-accounting.js';

/** What is replayed, and how its lines are read. */
export interface ReplayedLog {
  readonly events: AsyncIterable<Batch>;
  readonly table: SeriesTable;
  readonly decode: DecodeOptions;
  /** Complete at the end of the events. */
  readonly accounting: ReplayAccounting;
}

/** Lays replayed events on a grid. @throws TelemendError as layGrid. */
export async function* layReplay(log: ReplayedLog, options: GridOptions, grid: TimeGrid, books: GridAccounting): AsyncGenerator<Batch, void, undefined> {
  const { events, table, accounting } = log;
  const decode = withAddedColumns(log.decode, columnsOfReplayedGrid(options));
  yield* layGrid(events, { grid, by: options.by, table, decode, clean: { annotate: false, draws: 0 }, cadenceAtMs: () => NaN, accounting: books });
  checkGridAccounting(books, accounting.events);
}
