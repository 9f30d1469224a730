#!/usr/bin/env node
// The command `telemend`: puts the commands together, runs one, and turns what happens into an exit code.
import { Command } from 'commander';
import { systemError } from '../io/system-error.js';
import { VERSION } from '../model/version.js';
import { ExitCode, describeFailure, usageFailure } from './failure.js';

// In the order of the help. A command's file imports only what its options need; the rest is imported by its action.
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  recover: async () => (await import('./commands/recover.js')).recoverCommand(),
  validate: async () => (await import('./commands/validate.js')).validateCommand(),
  suggest: async () => (await import('./commands/suggest.js')).suggestCommand(),
  fill: async () => (await import('./commands/fill.js')).fillCommand(),
  replay: async () => (await import('./commands/replay.js')).replayCommand(),
  index: async () => (await import('./commands/index.js')).indexCommand(),
  generate: async () => (await import('./commands/generate.js')).generateCommand(),
  score: async () => (await import('./commands/score.js')).scoreCommand(),
  demo: async () => (await import('./commands/demo.js')).demoCommand(),
};

const DESCRIPTION = 'Puts sensor telemetry in order, flags, repairs and fills it, accounts for it all.';

const EXAMPLES = `
Examples:
  telemend demo                               see it work in a minute
  telemend recover log.jsonl -o clean.jsonl   order, check, repair and fill`;

/** The program with the one command that is asked for, since loading all takes longer than many a replay; with all where none is known. */
async function createProgram(name: string | undefined): Promise<Command> {
  const program = new Command('telemend')
    .description(DESCRIPTION)
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .usage('<command> [options] [LOG...]')
    .enablePositionalOptions()
    .addHelpText('after', EXAMPLES)
    // Errors are printed by this file, all in one form.
    .configureOutput({ outputError: () => {} })
    // A subcommand's own terms say more than "[options] <log...>".
    .configureHelp({ subcommandTerm: (command) => command.name() });
  const asked = Object.hasOwn(COMMANDS, name ?? '') ? [COMMANDS[name!]] : Object.values(COMMANDS);
  for (const create of asked) program.addCommand((await create()).copyInheritedSettings(program));
  for (const command of [program, ...program.commands]) {
    command.exitOverride((error) => {
      throw usageFailure(error, command);
    });
  }
  return program;
}

function fail(error: unknown): never {
  const { text, exitCode } = describeFailure(error, Boolean(process.env.TELEMEND_DEBUG));
  process.stderr.write(text);
  process.exit(exitCode);
}

// Temporary files are removed by src/io as the process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(ExitCode.Interrupted));
process.stdout.on('error', (error) => fail(systemError(error, 'write', 'stdout')));
process.stderr.on('error', () => process.exit(ExitCode.Failed));
try {
  const program = await createProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  fail(error);
}
