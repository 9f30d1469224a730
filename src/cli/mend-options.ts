// The options of mending, which recover and fill share.
import type { Command } from 'commander';
import type { MaintenanceWindow } from '../model/maintenance.js';
import type { MendOptions, SeriesRule } from '../pipeline/options.js';
import { addChecksOption, checkSettings, type ChecksFlags } from './checks-option.js';
import { addIntervalOption, addRangeOptions, choiceOption, intervalSettings, valueOption, type IntervalFlags, type RangeFlags } from './options.js';
import { parseCount, parseMaintenanceWord, parsePositiveDuration, type Ruled } from './values.js';
import { ruledOption, settled } from './ruled-option.js';

/** What commander collects of the options on mending. */
export interface MendFlags extends RangeFlags, ChecksFlags, IntervalFlags, Pick<MendOptions, 'fill' | 'repair' | 'value' | 'draws' | 'seed'> {
  readonly maxGap?: readonly Ruled<number>[];
  /** Windows, and paths of files of them. */
  readonly maintenance?: readonly (MaintenanceWindow | string)[];
  /** Path of a manifest. */
  readonly model?: string;
}

/** Adds --range, --sensor-range, --checks, --interval, --max-gap, --maintenance, --fill, --value, --draws and --seed. */
export function addMendOptions(command: Command): Command {
  addChecksOption(addRangeOptions(command)).optionsGroup('Filling:');
  return addIntervalOption(command)
    .addOption(ruledOption('--max-gap <TIME>', 'longest gap to fill (default 60 cadences)', parsePositiveDuration))
    .addOption(valueOption('--maintenance <WINDOW>', 'never fill there: FROM..TO=REASON, or a file', parseMaintenanceWord))
    .addOption(choiceOption('--fill <HOW>', 'plausible (default), linear, hold, none', ['plausible', 'linear', 'hold', 'none']))
    .addOption(choiceOption('--value <WHICH>', 'of plausible: a draw (default), or the mean', ['draw', 'mean']))
    .addOption(valueOption('--draws <K>', 'K further draws with each made event (default 0)', parseCount))
    .option('--model <MANIFEST>', 'take cadence and fit from an earlier run')
    .option('--seed <TEXT>', 'what the random numbers begin with (default 1)');
}

/** Adds --repair. */
export function addRepairOption(command: Command): Command {
  return command
    .optionsGroup('Checks:')
    .addOption(choiceOption('--repair <HOW>', 'failed readings: replace (default), drop, keep', ['replace', 'drop', 'keep']));
}

/**
 * The options of mending as the pipeline takes them.
 *
 * @throws TelemendError `usage` where two of them do not go together; as for any input where a file of windows cannot be read.
 */
export async function mendSettings(flags: MendFlags): Promise<MendOptions> {
  const { fill, repair, value, draws, seed } = flags;
  const { series: checkRules, ...checks } = checkSettings(flags);
  const maxGap = settled(flags.maxGap);
  const series: SeriesRule[] = [...checkRules, ...maxGap.rules.map((rule) => ({ pattern: rule.pattern, maxGapMs: rule.value }))];
  const maintenance = flags.maintenance && (await maintenanceWindows(flags.maintenance));
  return {
    ...checks, intervals: intervalSettings(flags), maxGapMs: maxGap.all, series: series.length > 0 ? series : undefined,
    maintenance, fill, repair, value, draws, seed,
  };
}

async function maintenanceWindows(words: readonly (MaintenanceWindow | string)[]): Promise<MaintenanceWindow[]> {
  const { readMaintenance } = await import('../pipeline/read-windows.js');
  const windows: MaintenanceWindow[] = [];
  for (const word of words) windows.push(...(typeof word === 'string' ? await readMaintenance(word) : [word]));
  return windows;
}
