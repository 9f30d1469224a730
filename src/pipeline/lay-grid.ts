// The last stage before the output, where --grid asks for it: each series is laid on the points of one grid.
import type { TimeGrid } from '../aggregate/time-grid.js';
import type { Batch } from '../model/batch.js';
import type { GridAccounting, GridMethod } from '../model/grid.js';
import { GridWriter, type GridSeries } from './grid-writer.js';
import { MeanPoints } from './mean-points.js';
import { NearestPoints } from './nearest-points.js';

/** What is laid on a grid. */
export interface GridInput extends GridSeries {
  readonly grid: TimeGrid;
  /** `nearest` by default. */
  readonly by?: GridMethod;
  /** The nominal time between two readings of a series at an instant; NaN where it is not known. */
  readonly cadenceAtMs: (series: number, timeMs: number) => number;
  readonly accounting: GridAccounting;
  /** Takes back a batch that is used up. */
  readonly letGo?: (batch: Batch) => void;
}

/**
 * Lays ordered batches on a grid: its points come ordered by time, then series. O(rows); memory: a row a series, and of means the points
 * of one and a half cadences of the slowest series.
 *
 * @throws TelemendError `bad-input` where a series cannot spell the points.
 */
export async function* layGrid(input: AsyncIterable<Batch>, { grid, by, cadenceAtMs, accounting, letGo, ...series }: GridInput): AsyncGenerator<Batch, void, undefined> {
  const writer = new GridWriter(series, grid, accounting);
  const ranks = createRanks(series);
  const points = by === 'mean'
    ? new MeanPoints(writer, grid, ranks, series, cadenceAtMs, accounting)
    : new NearestPoints(writer, grid, ranks, accounting);
  for await (const batch of input) {
    accounting.events += batch.count;
    points.add(batch);
    letGo?.(batch);
    if (writer.isFull) yield writer.take();
  }
  points.end();
  const rest = writer.take();
  if (rest.count > 0) yield rest;
}

/** The order of the series; a replay may meet new ones to its end. */
function createRanks({ table }: GridSeries): () => Uint32Array {
  let ranks = table.ranks();
  return () => {
    if (ranks.length !== table.size) ranks = table.ranks();
    return ranks;
  };
}
