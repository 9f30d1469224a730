// What `telemend aggregate` does: computes a view of a log, or brings one up to date, and says how much of it was computed.
import type { CsvTable } from '../io/csv/table.js';
import { openEventLog } from '../io/open-event-log.js';
import { TelemendError } from '../model/errors.js';
import { viewSettings, type ViewSettings } from '../pipeline/aggregate-options.js';
import type { AggregateResult } from '../pipeline/aggregate-view.js';
import { loadCalculation } from '../pipeline/load-calculation.js';
import type { ReadOptions } from '../pipeline/options.js';
import { readViewManifest, writeView } from '../pipeline/view-file.js';
import { formatCount, formatNoun } from '../report/number-format.js';
import type { AggregateFlags } from './aggregate-flags.js';
import { note, noteLosses, setExitCode } from './notes.js';
import { intervalSettings } from './options.js';
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
  // What of a view is still right is copied out of the middle of the file.
  if (/\.(gz|zst)$/i.test(update ?? output ?? '-')) throw new TelemendError('usage', 'a view is not compressed', { hint: 'an update reads parts of it' });
  if (update === undefined && named.length === 0) throw new TelemendError('usage', 'no log was named', { hint: 'see telemend aggregate --help' });
  await finishEarlierCommits([...named, view]);
  const manifest = update === undefined ? undefined : await readViewManifest(update);
  const inputs = named.length > 0 ? named : manifest!.inputs.map(({ name }) => name);
  if (manifest) refuseOthers(manifest.settings, flags, input);
  const { log, options } = await openEventLog(inputs, manifest ? { ...manifest.settings.decode, reading: manifest.settings.reading } : input);
  try {
    if (manifest) refuseOtherTable(manifest.settings, options.csv, view);
    const settings = manifest?.settings ?? newSettings(flags, options);
    const worker = calc ?? manifest?.calculation?.path;
    const calculation = worker === undefined ? undefined : await loadCalculation(worker);
    const bytes = bytesOf(log);
    const stages = [{ bytes, weight: 1 }, { bytes, weight: 2 }];
    const result = await withProgress({ label: 'aggregate', stages, output: view }, () => (
      writeView(log, { settings, calculation, view, manifest, verify, memoryBytes, indexFromBytes: INDEX_FROM_BYTES })
    ));
    const lost = noteLosses(log);
    // Seldom needed, and an update must start quickly.
    if (2 * result.deadLetters > result.lines) await (await import('./format-note.js')).noteFormat(log, options);
    report(result, update !== undefined);
    setExitCode(lost || result.deadLetters > 0 || result.lines === 0, flags.exitZero);
  } finally {
    await log.close();
  }
}

function newSettings(flags: AggregateFlags, input: ReadOptions): ViewSettings {
  const { window: windowMs = DEFAULT_WINDOW_MS, timezone: timeZone, range, quantiles, format, seed, sensor: sensors } = flags;
  const intervals = intervalSettings(flags);
  return viewSettings({ windowMs, timeZone, range, quantiles, intervals, format, seed, sensors, reading: input.reading }, input);
}

const VIEW_FLAGS = { window: 'windowMs', timezone: 'timeZone', range: 'range', quantiles: 'quantiles', interval: 'intervals', format: 'format', seed: 'seed', sensor: 'sensors' } as const;
const DECODE_FLAGS = { field: 'fields', timeUnit: 'timeUnit', assumeUtc: 'assumeUtc', defaultSensor: 'defaultSensor', maxLine: 'maxLineBytes', missing: 'missing' } as const;

/** The options of a view are its own: what is given must be the same. */
function refuseOthers(settings: ViewSettings, flags: AggregateFlags, input: ReadOptions): void {
  const asked = newSettings(flags, input);
  const isOther = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  const other = Object.keys(flags).find((flag) => {
    if (flag in VIEW_FLAGS) return isOther(asked[VIEW_FLAGS[flag as keyof typeof VIEW_FLAGS]], settings[VIEW_FLAGS[flag as keyof typeof VIEW_FLAGS]]);
    if (flag in DECODE_FLAGS) return isOther(asked.decode[DECODE_FLAGS[flag as keyof typeof DECODE_FLAGS]], settings.decode[DECODE_FLAGS[flag as keyof typeof DECODE_FLAGS]]);
    return false;
  });
  const what = other !== undefined ? `--${other.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}` : 'how the input is read';
  if (other === undefined && (input.reading === undefined || !isOther(input.reading, settings.reading))) return;
  throw new TelemendError('usage', `${what} is not that of the view`, { hint: 'leave it out, or compute another view with -o' });
}

function refuseOtherTable({ decode }: ViewSettings, table: CsvTable | undefined, view: string): void {
  if (JSON.stringify(decode.csv) === JSON.stringify(table)) return;
  throw new TelemendError('bad-input', `the columns of the log are no longer those that ${view} was made of`, { file: view, hint: 'compute the view anew: telemend aggregate LOG -o VIEW' });
}

function report(result: AggregateResult, isUpdate: boolean): void {
  const { manifest, computed, whole, readBytes, logBytes, deadLetters, replayed, indexes, notice, lines } = result;
  if (notice !== undefined) note(notice);
  for (const { written, failure } of indexes) {
    if (written && !isUpdate) note(`wrote ${written.path}, which says what of the log has changed: --update reads only that`);
    if (failure) note(`went without a time index beside the log: ${failure.message}`);
  }
  const all = manifest.windows.count;
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
