// How much a command says on stderr beside its errors, as --quiet and --no-progress ask for it.
import type { Command } from 'commander';

/** What commander collects of these options. */
export interface TalkFlags {
  readonly quiet?: true;
  readonly progress?: boolean;
}

const talk = { isQuiet: false, hasProgress: true };

/** Adds --quiet and --no-progress. */
export function addTalkOptions(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .option('-q, --quiet', 'say nothing on stderr but errors')
    .option('--no-progress', 'no progress on stderr (it is for terminals only)');
}

/** Takes them over for the command that is about to run. */
export function setTalk({ quiet, progress = true }: TalkFlags): void {
  talk.isQuiet = quiet === true;
  talk.hasProgress = progress;
}

/** Whether notes and summaries are unwanted. */
export function isQuiet(): boolean {
  return talk.isQuiet;
}

/** Whether progress is to be shown: not where nobody watches. */
export function isProgressWanted(): boolean {
  return talk.hasProgress && !talk.isQuiet && process.stderr.isTTY;
}
