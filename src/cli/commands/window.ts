// telemend window: where a log departs from its own normal, as intervals that replay, recover and reconcile take.
import { Command } from 'commander';
import { logArgument } from '../log-argument.js';
import { addDecodeOptions, addExitOption, addIntervalOption, addOutputOption, addRangeOptions, inputSettings, memoryOption, valueOption } from '../options.js';
import { parsePositiveDuration, parseRepeated } from '../values.js';
import type { WindowCommandFlags } from '../window-flags.js';

const EXAMPLES = `
Each series is cut into buckets of time, and each bucket held against the median one: error-rate (share of readings out of range), gap-rate
(share of expected events that are missing), lateness (share of events behind later ones in the input), cadence (share of readings at no
whole number of cadences from the one before). What is more than five standard deviations above the normal, by chance and by the spread of
the buckets, is told: a line of JSON an interval, with its reasons. What is amiss most of the time is the normal, and not found.

Examples:
  telemend window --range 15:30 log.jsonl -o windows.jsonl
  telemend replay --windows windows.jsonl log.jsonl
  telemend recover --windows windows.jsonl log.jsonl -o window.jsonl
  telemend reconcile --windows windows.jsonl right.jsonl results.jsonl -o corrections.jsonl`;

export function windowCommand(): Command {
  const command = new Command('window')
    .addArgument(logArgument())
    .addHelpText('after', EXAMPLES)
    .addOption(valueOption('--bucket <TIME>', 'length of the buckets (default 60 cadences)', parsePositiveDuration));
  addIntervalOption(addRangeOptions(command));
  addDecodeOptions(command)
    .addOption(valueOption('--sensor <ID>', 'only this series; may be repeated', parseRepeated))
    .addOption(memoryOption());
  addOutputOption(command);
  return addExitOption(command).action(window);
}

async function window(inputs: string[], flags: WindowCommandFlags): Promise<void> {
  const { runWindow } = await import('../run-window.js');
  await runWindow(inputs, flags, inputSettings(flags));
}
