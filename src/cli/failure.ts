// Errors become exit codes and messages here, so that no failure of the user's making ever shows a stack trace.
import { Command, CommanderError } from 'commander';
import { isClosedPipe } from '../io/system-error.js';
import { TelemendError, type ErrorCode } from '../model/errors.js';
import { printable } from '../report/printable.js';

/** What the process says to its caller. */
export const ExitCode = { Done: 0, Failed: 1, Usage: 2, Lost: 3, Interrupted: 130 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

const EXIT_CODES: Partial<Record<ErrorCode, ExitCode>> = { usage: ExitCode.Usage, interrupted: ExitCode.Interrupted };

/** What to print on stderr (nothing where it is empty) and what to exit with. */
export interface Failure {
  readonly text: string;
  readonly exitCode: ExitCode;
}

/**
 * The message and exit code of anything that was thrown. A stack trace only for a defect of ours, and only with `debug`.
 *
 * @example
 * describeFailure(new TelemendError('usage', 'no input', { hint: 'name a log' }), false);
 * // { text: 'telemend: no input\nhint: name a log\n', exitCode: 2 }
 */
export function describeFailure(error: unknown, debug: boolean): Failure {
  // commander throws after help and version too; and a reader such as `head` that has seen enough is no failure.
  if (error instanceof CommanderError || isClosedPipe(error)) return { text: '', exitCode: ExitCode.Done };
  if (error instanceof TelemendError && error.code !== 'internal') {
    return { text: messageText(error.message, error.hint), exitCode: EXIT_CODES[error.code] ?? ExitCode.Failed };
  }
  const what = error instanceof Error ? error.message : String(error);
  const text = messageText(
    `internal error: ${what}`,
    'this is a defect of telemend, please report it; TELEMEND_DEBUG=1 prints where it happened',
  );
  const stack = debug && error instanceof Error ? `${error.stack ?? ''}\n` : '';
  return { text: text + stack, exitCode: ExitCode.Failed };
}

/**
 * commander's complaint about a command line as an error of ours; help and version, which commander throws too, stay as they are.
 */
export function usageFailure(error: CommanderError, command: Command): CommanderError | TelemendError {
  if (error.exitCode === 0) return error;
  const name = commandPath(command);
  if (error.code === 'commander.help') return new TelemendError('usage', 'no command given', { hint: `see ${name} --help` });
  const [what, suggestion] = splitSuggestion(error.message);
  const inline = /^unknown option '(--[^=']+)=/.exec(what);
  if (inline) return unknownInlineOption(inline[1], command);
  return new TelemendError('usage', what, { hint: suggestion ?? `see ${name} --help` });
}

// commander compares the whole of `--rang=50:55` with the option names and finds nothing near; so ask it again with the name alone.
function unknownInlineOption(flag: string, command: Command): TelemendError {
  const hint = `see ${commandPath(command)} --help`;
  const probe = new Command().configureOutput({ outputError: () => {} }).exitOverride();
  for (const option of command.options) probe.addOption(option);
  try {
    probe.parse([flag], { from: 'user' });
  } catch (error) {
    const suggestion = error instanceof CommanderError ? splitSuggestion(error.message)[1] : undefined;
    return new TelemendError('usage', `unknown option '${flag}'`, { hint: suggestion ?? hint });
  }
  return new TelemendError('usage', `option '${flag}' takes no value`, { hint });
}

function splitSuggestion(text: string): [what: string, suggestion: string | undefined] {
  const [what, suggestion] = text.replace(/^error: /, '').split('\n');
  return [what, suggestion?.replace(/^\(D(.*)\)$/, 'd$1')];
}

function commandPath(command: Command): string {
  return command.parent ? `${commandPath(command.parent)} ${command.name()}` : command.name();
}

/** The form of everything said on stderr: what, and below it what to do about it. Control characters are escaped. */
export function messageText(what: string, hint?: string): string {
  return `telemend: ${printable(what)}\n${hint === undefined ? '' : `hint: ${printable(hint)}\n`}`;
}
