// The argument of all commands that read a log. Folders and patterns in it give way to files before the command's action runs.
import { Argument } from 'commander';

/** The argument `<LOG...>`. */
export function logArgument(description = 'files, folders, patterns, .gz too, or - for stdin'): Argument {
  return new Argument('<LOG...>', description);
}
