// telemend aggregate: a log by windows of time, and a view of it that is brought up to date where it can have changed.
import { Command } from 'commander';
import { logArgument } from '../log-argument.js';
import type { AggregateFlags } from '../aggregate-flags.js';
import { addDecodeOptions, addExitOption, addIntervalOption, addOutputOption, inputSettings, memoryOption, choiceOption, valueOption } from '../options.js';
import { addTalkOptions } from '../talk.js';
import { parsePercentages, parsePositiveDuration, parseRange, parseRepeated } from '../values.js';

const EXAMPLES = `
A row for each series and window: count, expected and coverage (share of the expected events that was observed), filled, repaired, missing,
mean, min, max, sd, first, last, exact quantiles, seconds in and out of range. Beside VIEW.jsonl stands VIEW.manifest.json: the options, and
from which bytes of the log (range, checksum) each window was computed. --update reads these, computes the windows that can have changed,
and gives the same bytes as computing all of them. Of a log that has grown it reads what is new; --verify reads all.

A calculation of your own: export default { version, init(context), step(state, event, context), finish(state, context) }. It gets the
events in order of time, no clock, and context.random(). Its version and SHA-256 go into the manifest. In CSV, all results have the same fields.

Examples:
  telemend aggregate --window 1h clean.jsonl -o hourly.jsonl
  telemend aggregate --window 1d --timezone Europe/Berlin --format csv clean.jsonl -o daily.csv
  telemend aggregate --update hourly.jsonl
  telemend aggregate --window 5m --calc ./worker.mjs log.jsonl -o results.jsonl

With --timezone, days begin at local midnight; with --assume-utc beside it, timestamps without a zone are UTC all the same.
Exits 3 where lines are no events.`;

export function aggregateCommand(): Command {
  const command = new Command('aggregate')
    .addArgument(logArgument('files, folders, patterns, .gz too, or - for stdin; with --update those of VIEW').argOptional())
    .addHelpText('after', EXAMPLES)
    .optionsGroup('Windows:')
    .addOption(valueOption('--window <TIME>', 'length: 1m, 1h (default), 1d', parsePositiveDuration))
    .addOption(valueOption('--range <LOW:HIGH>', 'what is in range, bounds included (default 50:55)', parseRange))
    .addOption(valueOption('--quantiles <LIST>', 'in percent (default 5,25,50,75,95)', parsePercentages));
  addIntervalOption(command)
    .option('--calc <FILE>', 'run a calculation of your own over each window')
    .option('--seed <TEXT>', 'what its random numbers begin with (default 1)')
    .optionsGroup('Update:')
    .option('--update <VIEW>', 'compute only what can have changed, with the options of VIEW')
    .option('--verify', 'read the whole log, however it has grown');
  addDecodeOptions(command)
    .addOption(valueOption('--sensor <ID>', 'only this series; may be repeated', parseRepeated))
    .addOption(memoryOption());
  addOutputOption(command).addOption(choiceOption('--format <FORMAT>', 'jsonl (default), or csv', ['jsonl', 'csv']));
  return addTalkOptions(addExitOption(command)).action(aggregate);
}

async function aggregate(inputs: string[], flags: AggregateFlags): Promise<void> {
  const { runAggregate } = await import('../run-aggregate.js');
  await runAggregate(inputs, flags, inputSettings(flags.assumeUtc ? { ...flags, timezone: undefined } : flags));
}
