// What a shell can complete, as plain values: each command with its options, read from their definitions so that nothing is listed twice.
import type { Command, Option } from 'commander';
import type { CommandEntry } from '../command-entry.js';

/** An option as a shell sees it. */
export interface OptionWords {
  /** With the dashes. */
  readonly long: string;
  readonly short?: string;
  readonly description: string;
  /** What follows it: nothing, one of `choices`, the name of a file, or a value that nobody can guess. */
  readonly takes: 'nothing' | 'choice' | 'file' | 'value';
  readonly choices: readonly string[];
}

/** A command as a shell sees it. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly OptionWords[];
  /** What its arguments are: one of these words, or files where there are none. */
  readonly choices: readonly string[];
}

/** Loads all commands, and tells their words. */
export function commandWords(entries: Readonly<Record<string, CommandEntry>>): Promise<CommandWords[]> {
  return Promise.all(
    Object.entries(entries).map(async ([name, { summary, load }]) => {
      const command = await load();
      const choices = command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
      return { name, summary, options: visibleOptions(command).map(optionWords), choices };
    }),
  );
}

function visibleOptions(command: Command): Option[] {
  return command.createHelp().visibleOptions(command).filter(({ long }) => long);
}

function optionWords({ long, short, description, flags, required, optional, argChoices = [] }: Option): OptionWords {
  return { long: long!, short, description, takes: whatFollows(flags, required || optional, argChoices), choices: argChoices };
}

// What the help calls <FILE> is one; the other words in brackets are values.
function whatFollows(flags: string, takesValue: boolean, choices: readonly string[]): OptionWords['takes'] {
  if (!takesValue) return 'nothing';
  if (choices.length > 0) return 'choice';
  return /[<[](FILE|FOLDER|VIEW|MANIFEST)[\]>]/.test(flags) ? 'file' : 'value';
}
