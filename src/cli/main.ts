// The command `telemend`: puts the commands together, runs one, and turns what happens into an exit code.
import { Command } from 'commander';
import { systemError } from '../io/system-error.js';
import { VERSION } from '../model/version.js';
import { COMMANDS } from './command-list.js';
import { ExitCode, describeFailure, messageText, usageFailure } from './failure.js';
import { interrupt } from './interruption.js';

const DESCRIPTION = 'Puts sensor telemetry in order, flags, repairs, fills and accounts for it.';

const EXAMPLES = `
Examples:
  telemend inspect log.jsonl                  what is in it, what to run next
  telemend recover log.jsonl -o clean.jsonl   order, check, repair and fill`;

/** The program with the one command that is asked for, since loading all takes longer than many a replay; where none is, with their names. */
async function createProgram(name: string | undefined): Promise<Command> {
  const program = new Command('telemend')
    .description(DESCRIPTION)
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .addHelpCommand(new Command('help').argument('[command]').description('show help for a command').helpGroup('More:'))
    .usage('<command> [options] [LOG...]')
    .enablePositionalOptions()
    .addHelpText('after', EXAMPLES)
    // Errors are printed by this file, all in one form.
    .configureOutput({ outputError: () => {} })
    // A subcommand's own terms say more than "[options] <log...>".
    .configureHelp({
      subcommandTerm: (command) => command.name(),
      // Without commander's own list of choices, which our texts tell.
      optionDescription: (option) => option.description,
      argumentDescription: (argument) => argument.description,
    });
  const isAsked = Object.hasOwn(COMMANDS, name ?? '');
  for (const each of isAsked ? [name!] : Object.keys(COMMANDS)) {
    const { group, summary, load } = COMMANDS[each];
    const command = isAsked ? await load() : new Command(each);
    if (isAsked && (each === 'config' || command.registeredArguments.some((argument) => argument.name() === 'LOG'))) addConfigOptions(command);
    program.addCommand(command.description(summary).helpGroup(group).copyInheritedSettings(program));
  }
  program.hook('preAction', async (_program, command) => {
    const { setTalk } = await import('./talk.js');
    setTalk(command.opts());
    const { expandLogArguments } = await import('./expand-log-arguments.js');
    if (command.name() !== 'config') await takeConfig(command);
    await expandLogArguments(command);
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride((error) => {
      throw usageFailure(error, command);
    });
  }
  return program;
}

function addConfigOptions(command: Command): void {
  command
    .optionsGroup('More:')
    .option('--config <FILE>', 'more options from FILE (default telemend.json)')
    .option('--no-config', 'from no file');
}

/** The options of a file that the command line does not say. */
async function takeConfig(command: Command): Promise<void> {
  if (!command.options.some((option) => option.long === '--config')) return;
  const { applyConfig, readConfig } = await import('./config-file.js');
  const { config } = command.opts<{ readonly config?: string | boolean }>();
  const read = await readConfig(config === true ? undefined : config);
  if (!read) return;
  applyConfig(command, read);
  process.stderr.write(messageText(`options are taken from ${read.path} too`));
}

async function run(): Promise<void> {
  const [first, second] = process.argv.slice(2);
  const program = await createProgram(first === 'help' ? second : first);
  await program.parseAsync();
}

function fail(error: unknown): never {
  const { text, exitCode } = describeFailure(error, Boolean(process.env.TELEMEND_DEBUG));
  process.stderr.write(text);
  process.exit(exitCode);
}

// Temporary files are removed by src/io as the process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
process.stdout.on('error', (error) => fail(systemError(error, 'write', 'stdout')));
process.stderr.on('error', () => process.exit(ExitCode.Failed));
run().catch(fail);
