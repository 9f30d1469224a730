// The end of a commit: the journal, and then the renames, after which all outputs are new.
import { TelemendError } from '../model/errors.js';
import type { FileSystem } from './file-system.js';
import { writeJournal, type JournalEntry } from './journal.js';
import { discard, finishCommit, renameOnce } from './roll-forward.js';
import { isNotFound } from './system-error.js';

/**
 * Puts durable temps in place of their targets. Where it fails before the first rename, journal and temps are removed and the targets are as
 * they were; after that both stay, and `rollForward` finishes the job.
 *
 * @param beforeJournal called when the journal is about to be there: where it fails until then, the temps stay
 */
export async function putInPlace(
  fileSystem: FileSystem,
  journal: string,
  entries: readonly JournalEntry[],
  beforeJournal: () => Promise<void>,
): Promise<void> {
  const temps = entries.map(({ temp }) => temp);
  let isJournaled = false;
  try {
    await writeJournal(fileSystem, journal, entries, async () => {
      await beforeJournal();
      isJournaled = true;
    });
  } catch (error) {
    if (isJournaled) await discard(fileSystem, journal, temps).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
  for (const [i, entry] of entries.entries()) {
    try {
      await renameOnce(fileSystem, entry);
    } catch (error) {
      if (i === 0 && (await isThere(fileSystem, entry.temp))) {
        await discard(fileSystem, journal, temps);
        throw error;
      }
      throw new TelemendError('io', `cannot replace ${entry.target}: ${(error as Error).message}`, {
        file: entry.target,
        hint: 'the new files are complete and wait beside the old ones; the next telemend command here puts them in place',
        cause: error,
      });
    }
  }
  await finishCommit(fileSystem, journal, entries);
}

async function isThere(fileSystem: FileSystem, path: string): Promise<boolean> {
  return fileSystem.stat(path).then(
    () => true,
    (error) => !isNotFound(error),
  );
}
