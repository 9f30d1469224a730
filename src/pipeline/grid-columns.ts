// The columns that tables of a grid's points have beside those of their log.
import { ADDED_COLUMNS, type CsvTable } from '../io/csv/table.js';
import { GRID_COLUMNS, type GridOptions } from '../model/grid.js';

/** A mean is no reading that was replaced. */
const COLUMNS_OF_MEANS: readonly string[] = ADDED_COLUMNS.filter((name) => name !== 'observed' && name !== 'reason');

/** What is added to the columns of a clean series that is laid on a grid. */
export function columnsOfCleanGrid({ by = 'nearest' }: GridOptions): readonly string[] {
  return [...ADDED_COLUMNS, ...GRID_COLUMNS[by]];
}

/** What is added to the columns of a log that is laid on a grid as it is. */
export function columnsOfReplayedGrid({ by = 'nearest' }: GridOptions): readonly string[] {
  return [...(by === 'mean' ? COLUMNS_OF_MEANS : []), ...GRID_COLUMNS[by]];
}

/** The options with these columns added to their table, where they have one. */
export function withAddedColumns<T extends { readonly csv?: CsvTable }>(options: T, added: readonly string[]): T {
  return options.csv ? { ...options, csv: { ...options.csv, added } } : options;
}
