// What every command does before it reads or writes: it clears up after dead runs beside its inputs and outputs.
import { dirname } from 'node:path';
import { nodeFileSystem, type FileSystem } from './file-system.js';
import { ifUsable } from './if-usable.js';
import { clearDeadRuns } from './leftovers.js';
import { isStdin } from './log.js';
import { isStdout, resolveTarget } from './output-target.js';
import type { RolledJournal } from './roll-forward.js';

/** Clears up in the directories of inputs and outputs, symbolic links resolved; `-` and paths that are not there count for nothing. */
export async function clearUpBeside(names: readonly string[], fileSystem: FileSystem = nodeFileSystem): Promise<RolledJournal[]> {
  const directories = new Set<string>();
  for (const name of names) {
    if (isStdin(name) || isStdout(name)) continue;
    const target = await ifUsable(resolveTarget(fileSystem, name));
    if (target) directories.add(dirname(target.path));
  }
  const rolled: RolledJournal[] = [];
  for (const directory of directories) rolled.push(...(await clearDeadRuns(fileSystem, directory)));
  return rolled;
}
