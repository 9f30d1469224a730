// telemend recover: the whole job, from a damaged log to a complete series with its books.
import { Command } from 'commander';
import { TelemendError } from '../../model/errors.js';
import { addGridOptions, gridSettings, type GridFlags } from '../grid-option.js';
import { logArgument } from '../log-argument.js';
import {
  addExitOption, addFormatOption, addInputOptions, addOutputOption, addSideFileOptions, addWindowOptions, addWindowsOption, inputSettings, memoryOption, valueOption,
  type ExitFlags, type InputFlags, type FormatFlags, type OutputFlags, type SideFileFlags, type WindowFlags, type WindowsFlags,
} from '../options.js';
import { addTalkOptions } from '../talk.js';
import { parseSaving } from '../values.js';
import { addMendOptions, addRepairOption, mendSettings, type MendFlags } from '../mend-options.js';

interface RecoverFlags extends InputFlags, WindowFlags, WindowsFlags, MendFlags, GridFlags, OutputFlags, FormatFlags, SideFileFlags, ExitFlags {
  readonly annotate?: true;
  readonly memory?: number;
  readonly with?: string;
  readonly dryRun?: true;
  readonly resume?: true;
  readonly saveEvery?: { readonly everyMs?: number; readonly everyBytes?: number };
  readonly strict?: true;
}

const EXAMPLES = `
Examples:
  telemend recover log.jsonl -o clean.jsonl
  telemend recover --range 15:30 --max-gap 2h monday.jsonl tuesday.jsonl.gz -o week.jsonl
  telemend recover --field temperature=value,timestamp=ts --time-unit s --range 0:110 --dry-run log.jsonl
  telemend recover log.jsonl --with clean.dead.jsonl -o clean.jsonl
  telemend recover log.jsonl --grid 1m --annotate -o minutes.csv

Beside clean.jsonl come clean.dead.jsonl, clean.audit.jsonl and clean.manifest.json.
Exits 3 where input was lost: dead letters, a torn file, nothing to recover.`;

export function recoverCommand(): Command {
  const command = new Command('recover')
    .addArgument(logArgument())
    .addHelpText('after', EXAMPLES);
  addRepairOption(addMendOptions(command));
  addInputOptions(command)
    .option('--with <FILE>', 'corrected dead letters, taken back in')
    .addOption(memoryOption());
  addWindowsOption(addWindowOptions(command));
  addGridOptions(addFormatOption(addOutputOption(command)).option('--annotate', 'put origin and flag on every line'));
  addSideFileOptions(command)
    .option('--dry-run', 'say what would be done, write nothing')
    .option('--resume', 'go on with an interrupted run of this output')
    .addOption(valueOption('--save-every <TIME>', 'save the run for --resume: 1m, 64MiB (default 10s)', parseSaving))
    .option('--strict', 'exit 3 where gaps are left or events conflict');
  return addTalkOptions(addExitOption(command)).action(recover);
}

async function recover(inputs: string[], flags: RecoverFlags): Promise<void> {
  const { runRecovery } = await import('../run-recovery.js');
  const { recoverOutputs } = await import('../recover-outputs.js');
  const { readWindows } = await import('../../pipeline/read-windows.js');
  const windows = flags.windows === undefined ? undefined : await readWindows(flags.windows);
  if (flags.wide && flags.annotate) {
    throw new TelemendError('usage', '--annotate is for rows of one reading', { hint: 'a wide table tells its made cells in the column "made"' });
  }
  const { annotate, memory: memoryBytes, from, to, strict, exitZero, format } = flags;
  await runRecovery({
    command: 'recover',
    inputs,
    options: { ...inputSettings(flags), ...(await mendSettings(flags)), annotate, memoryBytes, from, to, windows, grid: gridSettings(flags) },
    format,
    outputs: flags.dryRun ? {} : await recoverOutputs(flags),
    model: flags.model,
    corrections: flags.with,
    strict,
    exitZero,
    saving: { resume: flags.resume, ...flags.saveEvery },
  });
}
