// Folders and patterns on the command line: the files in them take their place, and what is left out is said.
import type { Command } from 'commander';
import { expandInputs, type LeftOut } from '../io/expand-inputs.js';
import { formatNoun } from '../report/number-format.js';
import { note } from './notes.js';

/** Puts the files behind folders and patterns in the place of a command's logs, and says which files were left out. */
export async function expandLogArguments(command: Command): Promise<void> {
  const index = command.registeredArguments.findIndex((argument) => argument.name() === 'LOG');
  if (index < 0) return;
  const { names, leftOut } = await expandInputs(command.processedArgs[index] as string[]);
  command.processedArgs[index] = names;
  noteLeftOut(leftOut);
}

function noteLeftOut(leftOut: readonly LeftOut[]): void {
  for (const { name, because, twin } of leftOut) {
    if (because === 'same-file') note(`${name} ${name === twin ? 'is named twice' : `is the same file as ${twin}`}, and is read once`);
  }
  noteSome(leftOut, 'ours', 'that telemend made', 'name them to read them all the same');
  noteSome(leftOut, 'no-log', 'not named like a log', 'name them to read them all the same');
}

function noteSome(leftOut: readonly LeftOut[], because: LeftOut['because'], what: string, hint: string): void {
  const names = leftOut.filter((one) => one.because === because).map(({ name }) => name);
  if (names.length === 0) return;
  const rest = names.length > 3 ? ', ...' : '';
  note(`left out ${formatNoun(names.length, 'file')} ${what}: ${names.slice(0, 3).join(', ')}${rest}`, hint);
}
