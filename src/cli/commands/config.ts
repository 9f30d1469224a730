// telemend config: which options hold, and from where.
import { Command } from 'commander';
import { TelemendError } from '../../model/errors.js';
import type { CommandEntry } from '../command-entry.js';

interface ConfigFlags {
  readonly config?: string | false;
  readonly schema?: true;
}

const EXAMPLES = `
Settings of telemend.json, where the command is run, or of --config FILE hold for every command that has such an option; what stands on
its command line comes first. Their names are those of the options: --max-gap is maxGap.

Examples:
  telemend config
  telemend config validate --config plant.json
  telemend config --schema > telemend.schema.json`;

/** Of these commands the options are told. */
export function configCommand(commands: Readonly<Record<string, CommandEntry>>): Command {
  return new Command('config')
    .argument('[COMMAND]', 'whose options to print (default recover)')
    .addHelpText('after', EXAMPLES)
    .option('--schema', 'print the JSON Schema of the file, for editors')
    .action((name: string | undefined, flags: ConfigFlags) => printConfig(commands, name, flags));
}

async function printConfig(commands: Readonly<Record<string, CommandEntry>>, name: string | undefined, flags: ConfigFlags): Promise<void> {
  const { textTable } = await import('../../report/text-table.js');
  const { applyConfig, readConfig, wordsFor } = await import('../config-file.js');
  if (flags.schema) {
    const { configJsonSchema } = await import('../config-schema.js');
    process.stdout.write(`${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
    return;
  }
  const asked = name ?? 'recover';
  if (!Object.hasOwn(commands, asked)) throw new TelemendError('usage', `there is no command "${asked}"`, { hint: 'see telemend --help' });
  const command = await commands[asked].load();
  const read = await readConfig(flags.config);
  if (read) applyConfig(command, read);
  const rows = command.options.map((option) => {
    const isSet = command.getOptionValueSource(option.attributeName()) === 'config';
    const value = isSet ? wordsFor(option, read!.config)!.map(({ text }) => text).join(',') || 'yes' : (/\(default ([^)]*)\)/.exec(option.description)?.[1] ?? '-');
    return [option.attributeName(), value, isSet ? read!.path : 'default'];
  });
  process.stdout.write(textTable([{ title: 'setting' }, { title: 'value', shrinks: true }, { title: 'from' }], rows, process.stdout.columns || 120));
}
