// telemend inspect: a first look at an unknown log, and the command to recover it.
import { Command } from 'commander';
import { logArgument } from '../log-argument.js';
import {
  addInputOptions, addUnitOption, CSV_GROUP, addIntervalOption, addOutputOption, inputSettings, intervalSettings, unitSettings, choiceOption,
  type InputFlags, type IntervalFlags, type OutputFlags, type UnitFlags,
} from '../options.js';

const FORMATS = ['text', 'json'] as const;

interface InspectFlags extends InputFlags, IntervalFlags, OutputFlags, UnitFlags {
  readonly format?: (typeof FORMATS)[number];
  readonly config?: string | boolean;
}

const EXAMPLES = `
Fields, units and zone are guessed from some lines; what you say with the
options above holds. The last line printed is the recover command to run next.

Examples:
  telemend inspect unknown.jsonl
  telemend inspect --field temperature=outlet --time-unit s plant.jsonl
  eval "$(telemend inspect log.jsonl | tail -n 1)"`;

export function inspectCommand(): Command {
  const command = new Command('inspect').addArgument(logArgument()).addHelpText('after', EXAMPLES);
  addIntervalOption(addUnitOption(addInputOptions(command)));
  return addOutputOption(command)
    .addOption(choiceOption('--format <FORMAT>', 'text (default) or json', FORMATS))
    .action(inspect);
}

async function inspect(inputs: string[], flags: InspectFlags, command: Command): Promise<void> {
  const { runInspect } = await import('../run-inspect.js');
  const { givenWords } = await import('../given-words.js');
  const { readConfig } = await import('../config-file.js');
  const read = await readConfig(flags.config === true ? undefined : flags.config);
  const isRanged = read && [read.config, ...Object.values(read.config.series ?? {})].some(({ range }) => range !== undefined);
  const { fields: _completed, ...settings } = inputSettings(flags);
  await runInspect({
    inputs,
    // As they were typed, so that a folder stays one.
    typed: command.args,
    options: { ...settings, ...unitSettings(flags), fields: flags.field, intervals: intervalSettings(flags) },
    given: givenWords(command, process.argv.slice(3), ['Input:', CSV_GROUP, 'More:']),
    rangeFrom: isRanged ? read.path : undefined,
    output: flags.output,
    format: flags.format,
  });
}
