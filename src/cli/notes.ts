// Lines on stderr that are no failure: what a person should know beside the output, and the exit code, alike in all commands.
import { decoderNotice } from '../io/create-decoder.js';
import type { FileSummary } from '../io/index-log.js';
import type { Log, LogLoss } from '../io/log.js';
import { ExitCode, messageText } from './failure.js';
import { clearProgress } from './progress.js';
import { isQuiet } from './talk.js';

const LOSS_TEXT: Readonly<Record<LogLoss['kind'], (offset: number) => string>> = {
  torn: (offset) => `ends in the middle, at byte ${offset}; what came before was read`,
  corrupt: (offset) => `is damaged at byte ${offset} or soon after; what came before was read`,
  'trailing-garbage': (offset) => `has bytes behind its end that are not gzip, from byte ${offset} on; what came before was read`,
};

/** Prints a note, and below it what to do about it. */
export function note(text: string, hint?: string): void {
  tell(messageText(text, hint));
}

/** Prints what must not be overlooked, with --quiet too. */
export function warn(text: string): void {
  clearProgress();
  process.stderr.write(messageText(text));
}

/** Prints what is no data, and no failure: nothing with --quiet. */
export function tell(text: string): void {
  if (isQuiet()) return;
  clearProgress();
  process.stderr.write(text);
}

/** Says where logs are read in the slow way. */
export function noteDecoder(): void {
  const notice = decoderNotice();
  if (notice !== undefined) note(notice);
}

/** Says what of the compressed inputs could not be read. @returns whether anything was lost. */
export function noteLosses(log: Log): boolean {
  for (const { name, losses } of log.files) {
    for (const { kind, offset } of losses) note(`${name} ${LOSS_TEXT[kind](offset)}`);
  }
  return log.files.some(({ losses }) => losses.length > 0);
}

/** Says which files hold the same bytes as an earlier one, by size and checksum: a copy that was meant to be another file. */
export function noteTwins(files: readonly FileSummary[]): void {
  if (files.length < 2) return; // checksums are put together when they are asked for
  const first = new Map<string, string>();
  for (const { name, byteCount, crc32 } of files) {
    if (byteCount === 0) continue;
    const content = `${byteCount} ${crc32}`;
    const twin = first.get(content);
    if (twin === undefined) first.set(content, name);
    else note(`${name} holds the same as ${twin}: its events count as duplicates`);
  }
}

/** Sets the exit code of a command that is done: 3 where input was lost or a question was answered no, unless --exit-zero. */
export function setExitCode(lost: boolean, exitZero = false): void {
  process.exitCode = lost && !exitZero ? ExitCode.Lost : ExitCode.Done;
}
