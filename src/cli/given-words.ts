// The options of a command line as they were typed, for the next command that needs the same ones.
import type { Command } from 'commander';

/**
 * The words of those options of `command` whose heading in the help is one of `groups`.
 *
 * @param argv the words behind the command's name
 */
export function givenWords(command: Command, argv: readonly string[], groups: readonly string[]): string[] {
  const words: string[] = [];
  for (let i = 0; i < argv.length && argv[i] !== '--'; i++) {
    const equals = argv[i].indexOf('=');
    const name = argv[i].startsWith('--') && equals > 0 ? argv[i].slice(0, equals) : argv[i];
    const option = command.options.find((one) => one.long === name || one.short === name);
    if (!option) continue;
    const takesNext = option.required && equals < 0;
    if (groups.includes(option.helpGroupHeading ?? '')) words.push(argv[i], ...(takesNext ? argv.slice(i + 1, i + 2) : []));
    if (takesNext) i++;
  }
  return words;
}
