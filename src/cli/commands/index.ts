// telemend index: a time index beside each log, and whether it still fits.
import { Command } from 'commander';
import { logArgument } from '../log-argument.js';
import type { IndexFlags } from '../index-flags.js';
import { addDecodeOptions, addExitOption, inputSettings } from '../options.js';
import { addTalkOptions } from '../talk.js';

const EXAMPLES = `
LOG.tidx says which block of the log holds events of which time, so that replay --from reads only what it needs. It can be removed
at any time. It is made anew where the log, the options above or the version differ, and extended where the log has grown.
What it cannot see is a log edited in place that keeps its size and time of change; --verify compares every block.

Examples:
  telemend index log.jsonl
  telemend index --verify log.jsonl
  telemend replay log.jsonl --from -10m

Exits 3 where --verify finds blocks that differ.`;

export function indexCommand(): Command {
  const command = new Command('index')
    .addArgument(logArgument('files, folders or patterns, one index each'))
    .addHelpText('after', EXAMPLES)
    .option('--verify', 'compare every block of the log with its index')
    .option('--rebuild', 'read the whole log, whatever an earlier index says');
  addDecodeOptions(command);
  return addTalkOptions(addExitOption(command)).action(index);
}

async function index(inputs: string[], flags: IndexFlags): Promise<void> {
  const { runIndex, runVerify } = await import('../run-index.js');
  await (flags.verify ? runVerify : runIndex)(inputs, flags, inputSettings(flags));
}
