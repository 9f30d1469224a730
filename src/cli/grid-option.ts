// --grid and --grid-by, which recover and replay share, and what is said of what came of them.
import type { Command } from 'commander';
import type { GridAccounting, GridMethod, GridOptions } from '../model/grid.js';
import { formatDuration } from '../model/duration.js';
import { TelemendError } from '../model/errors.js';
import { formatCount, formatNoun } from '../report/number-format.js';
import { note } from './notes.js';
import { choiceOption, valueOption } from './options.js';
import { parseGridStep } from './values.js';

/** What commander collects of them. */
export interface GridFlags {
  readonly grid?: number;
  readonly gridBy?: GridMethod;
}

/** Adds --grid and --grid-by. */
export function addGridOptions(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .addOption(valueOption('--grid <TIME>', 'all series at the same points of time, such as 1m', parseGridStep))
    .addOption(choiceOption<GridMethod>('--grid-by <HOW>', 'nearest reading (default), or mean of the step', ['nearest', 'mean']));
}

/** The grid that is asked for. @throws TelemendError `usage` where it is only said how. */
export function gridSettings({ grid, gridBy }: GridFlags): GridOptions | undefined {
  if (grid === undefined && gridBy !== undefined) {
    throw new TelemendError('usage', '--grid-by says how series are laid on a grid, but not on which', { hint: 'add its step: --grid 1m' });
  }
  return grid === undefined ? undefined : { stepMs: grid, by: gridBy };
}

/** Says how many points there are, and of what. */
export function noteGrid({ points, taken, unused, missing, absent }: GridAccounting, { by = 'nearest' }: GridOptions): void {
  note(`${formatNoun(points, 'point')} of the grid, of ${formatNoun(taken, 'reading')}`);
  if (unused > 0) note(`${formatNoun(unused, 'reading is', 'readings are')} at no point, since another one is nearer`, '--grid-by mean takes all of them');
  if (missing > 0) note(`${formatNoun(missing, 'event has', 'events have')} no value, and no place on the grid`);
  if (absent === 0) return;
  const where = by === 'nearest' ? 'within half a step' : 'in their step';
  note(
    `${formatNoun(absent, 'point')} between the first and the last of a series ${absent === 1 ? 'was' : 'were'} left out: no reading lies ${where}`,
    absent > points ? 'a wider --grid has fewer of them' : undefined,
  );
}

/** Says which series have fewer readings than the grid has points. */
export function noteFineGrid(series: readonly { readonly sensorId: string; readonly cadenceMs: number }[], { stepMs }: GridOptions): void {
  const slow = series.filter(({ cadenceMs }) => cadenceMs > stepMs);
  if (slow.length === 0) return;
  const [{ sensorId, cadenceMs }] = slow;
  const others = slow.length > 1 ? `, and of ${formatCount(slow.length - 1)} more series` : '';
  note(`the grid of ${formatDuration(stepMs)} is finer than the cadence of ${sensorId} (${formatDuration(cadenceMs)})${others}: between their readings there are no points`);
}
