// What `telemend aggregate` does: computes a view of a log, or brings one up to date, and says how much of it was computed.
import { openEventLog } from '../io/open-event-log.js';
import { TelemendError } from '../model/errors.js';
import { viewSettings, type LoadedCalculation, type ViewSettings } from '../pipeline/aggregate-options.js';
import type { AggregateResult } from '../pipeline/aggregate-view.js';
import { loadCalculation } from '../pipeline/load-calculation.js';
import type { ReadOptions } from '../pipeline/options.js';
import { readViewManifest, writeView } from '../pipeline/view-file.js';
import { formatCount, formatNoun } from '../report/number-format.js';
import type { AggregateFlags } from './aggregate-flags.js';
import { noteFormat } from './format-note.js';
import { note, noteLosses, setExitCode } from './notes.js';
import { finishEarlierCommits } from './output.js';
import { bytesOf, withProgress } from './progress.js';

const DEFAULT_WINDOW_MS = 3_600_000;
/** As for a replay. */
const INDEX_FROM_BYTES = 64 * 2 ** 20;

/** @param named the logs; with --update, none for those of the view */
export async function runAggregate(named: readonly string[], flags: AggregateFlags, input: ReadOptions): Promise<void> {
  const { update, output, calc, verify, memory: memoryBytes } = flags;
  if (update !== undefined && output !== undefined) throw new TelemendError('usage', '--update writes VIEW: -o cannot be given too');
  const view = update ?? output ?? '-';
  if (update === undefined && named.length === 0) throw new TelemendError('usage', 'no log was named', { hint: 'see telemend aggregate --help' });
  await finishEarlierCommits([...named, view]);
  const manifest = update === undefined ? undefined : await readViewManifest(update);
  const inputs = named.length > 0 ? named : manifest!.inputs.map(({ name }) => name);
  const { log, options } = await openEventLog(inputs, input);
  try {
    const settings = manifest ? settingsOf(manifest.settings, flags, options) : newSettings(flags, options);
    const calculation = await calculationOf(calc ?? manifest?.calculation?.path, settings);
    const bytes = bytesOf(log);
    const stages = [{ bytes, weight: 1 }, { bytes, weight: 2 }];
    const result = await withProgress({ label: 'aggregate', stages, output: view }, () => (
      writeView(log, { settings, calculation, view, manifest, verify, memoryBytes, indexFromBytes: INDEX_FROM_BYTES })
    ));
    const lost = noteLosses(log);
    if (2 * result.deadLetters > result.lines) await noteFormat(log, options);
    report(result, update !== undefined);
    setExitCode(lost || result.deadLetters > 0 || result.lines === 0, flags.exitZero);
  } finally {
    await log.close();
  }
}

function newSettings(flags: AggregateFlags, input: ReadOptions): ViewSettings {
  const { window: windowMs = DEFAULT_WINDOW_MS, timezone: timeZone, range, quantiles, interval: intervals, format, seed, sensor: sensors } = flags;
  return viewSettings({ windowMs, timeZone, range, quantiles, intervals, format, seed, sensors }, input);
}

/** The options of the view; what is given must be the same. */
function settingsOf(settings: ViewSettings, flags: AggregateFlags, input: ReadOptions): ViewSettings {
  const asked = newSettings({ ...flags, window: flags.window ?? settings.windowMs }, input);
  const names = { window: 'windowMs', timezone: 'timeZone', range: 'range', quantiles: 'quantiles', interval: 'intervals', format: 'format', seed: 'seed', sensor: 'sensors' } as const;
  for (const [flag, name] of Object.entries(names)) {
    if (flags[flag as keyof typeof names] === undefined || JSON.stringify(asked[name]) === JSON.stringify(settings[name])) continue;
    throw new TelemendError('usage', `--${flag} is not that of the view`, { hint: 'leave it out, or compute another view with -o' });
  }
  return settings;
}

async function calculationOf(path: string | undefined, { format }: ViewSettings): Promise<LoadedCalculation | undefined> {
  if (path === undefined) return undefined;
  if (format === 'csv') throw new TelemendError('usage', '--calc writes JSON lines', { hint: 'leave --format csv out' });
  return loadCalculation(path);
}

function report(result: AggregateResult, isUpdate: boolean): void {
  const { manifest, computed, whole, readBytes, logBytes, deadLetters, replayed, indexes, notice, lines } = result;
  if (notice !== undefined) note(notice);
  for (const { written, failure } of indexes) {
    if (written && !isUpdate) note(`wrote ${written.path}, which says what of the log has changed: --update reads only that`);
    if (failure) note(`went without a time index beside the log: ${failure.message}`);
  }
  const all = manifest.windows.length;
  if (lines === 0) note('the input is empty: there is nothing to aggregate');
  else if (!isUpdate) note(`${formatNoun(manifest.view.rows, 'row')} in ${formatNoun(all, 'window')}, of ${formatNoun(replayed.events, 'event')}`);
  else if (result.isCurrent) note(`up to date: the log is as it was, and all ${formatNoun(all, 'window')} were left alone`);
  else if (whole !== undefined) note(`computed all ${formatNoun(all, 'window')}: ${whole}`);
  else {
    note(`computed ${formatCount(computed)} of ${formatNoun(all, 'window')}, skipped ${formatCount(all - computed)}`);
    note(`read ${formatCount(readBytes)} of ${formatCount(logBytes)} bytes of the log`);
  }
  if (replayed.duplicates > 0) note(`${formatNoun(replayed.duplicates, 'duplicate was', 'duplicates were')} counted once`);
  if (replayed.conflicts > 0) note(`${formatNoun(replayed.conflicts, 'event differs', 'events differ')} from an earlier one of the same sensor and instant, and counts too`, 'telemend recover settles them');
  if (deadLetters > 0) note(`${formatNoun(deadLetters, 'line is', 'lines are')} no event`, 'telemend replay --dead FILE keeps them, with the reasons');
}
