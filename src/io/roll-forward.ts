// Finishes commits that a crash interrupted.
import { dirname, join } from 'node:path';
import { checksumFile } from './checksum.js';
import { nodeFileSystem, type FileSystem } from './file-system.js';
import { ifUsable } from './if-usable.js';
import { journalId, readJournal, type JournalEntry } from './journal.js';
import { isNotFound } from './system-error.js';
import { unlinkIfThere } from './unlink-if-there.js';

/**
 * What became of a journal that was met. `finished`: all its outputs are new. `discarded`: nothing had been renamed and not
 * everything was there, so all are old. `broken`: some are new and the new content of others is gone; the journal is left for
 * a person to look at (only tampering or a disk that lost synced data can cause it).
 */
export interface RolledJournal {
  readonly journal: string;
  readonly outcome: 'finished' | 'discarded' | 'broken';
  readonly targets: readonly string[];
}

/**
 * Finishes each journal of this user in a directory: renames what still waits, or clears up where that cannot be. Idempotent,
 * and safe beside a commit that is just happening. Reads the waiting files once to check them: O(their bytes).
 *
 * @throws TelemendError where a rename or sync fails; the journal stays and the next call tries again.
 */
export async function rollForward(directory: string, fileSystem: FileSystem = nodeFileSystem): Promise<RolledJournal[]> {
  const rolled: RolledJournal[] = [];
  for (const name of (await ifUsable(fileSystem.readDirectory(directory))) ?? []) {
    const id = journalId(name);
    if (id === undefined) continue;
    const one = await rollOne(fileSystem, join(directory, name), id);
    if (one) rolled.push(one);
  }
  return rolled;
}

async function rollOne(fileSystem: FileSystem, journal: string, id: string): Promise<RolledJournal | undefined> {
  try {
    // In a directory that others can write to, somebody else's journal could have us replace any file of ours.
    const stat = await fileSystem.stat(journal);
    if (process.getuid && stat.userId !== process.getuid()) return undefined;
    const entries = await readJournal(fileSystem, journal);
    if (!entries) {
      await discard(fileSystem, journal, await tempsOf(fileSystem, dirname(journal), id));
      return { journal, outcome: 'discarded', targets: [] };
    }
    return { journal, outcome: await roll(fileSystem, journal, entries), targets: entries.map((entry) => entry.target) };
  } catch (error) {
    if (await isGone(fileSystem, journal).catch(() => false)) return undefined; // whoever wrote it has just finished it
    throw error;
  }
}

async function roll(fileSystem: FileSystem, journal: string, entries: readonly JournalEntry[]): Promise<RolledJournal['outcome']> {
  const states = await Promise.all(entries.map((entry) => entryState(fileSystem, entry)));
  if (states.includes('lost')) {
    if (states.includes('renamed')) return 'broken';
    await discard(fileSystem, journal, entries.map((entry) => entry.temp));
    return 'discarded';
  }
  for (const [i, entry] of entries.entries()) if (states[i] === 'waiting') await renameOnce(fileSystem, entry);
  await finishCommit(fileSystem, journal, entries);
  return 'finished';
}

/** Renames a temp to its target; that somebody else has just done so is fine. */
export async function renameOnce(fileSystem: FileSystem, entry: JournalEntry): Promise<void> {
  try {
    await fileSystem.rename(entry.temp, entry.target);
  } catch (error) {
    if (!isNotFound(error) || (await entryState(fileSystem, entry)) !== 'renamed') throw error;
  }
}

/** Makes the renames durable, then removes the journal. */
export async function finishCommit(fileSystem: FileSystem, journal: string, entries: readonly JournalEntry[]): Promise<void> {
  for (const directory of new Set(entries.map((entry) => dirname(entry.target)))) await fileSystem.syncDirectory(directory);
  await unlinkIfThere(fileSystem, journal);
}

/** Gives a commit up of which nothing was renamed: the journal first, durably, so that it can never be met without its temps. */
export async function discard(fileSystem: FileSystem, journal: string, temps: readonly string[]): Promise<void> {
  await unlinkIfThere(fileSystem, journal);
  await fileSystem.syncDirectory(dirname(journal));
  for (const temp of temps) await unlinkIfThere(fileSystem, temp);
}

async function entryState(fileSystem: FileSystem, entry: JournalEntry): Promise<'waiting' | 'renamed' | 'lost'> {
  if (await matches(fileSystem, entry.temp, entry)) return 'waiting';
  return (await isGone(fileSystem, entry.temp)) && (await matches(fileSystem, entry.target, entry)) ? 'renamed' : 'lost';
}

async function matches(fileSystem: FileSystem, path: string, entry: JournalEntry): Promise<boolean> {
  try {
    if ((await fileSystem.stat(path)).size !== entry.byteCount) return false;
    return (await checksumFile(path, fileSystem)).crc32 === entry.crc32;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

async function isGone(fileSystem: FileSystem, path: string): Promise<boolean> {
  return fileSystem.stat(path).then(
    () => false,
    (error: unknown) => {
      if (isNotFound(error)) return true;
      throw error; // taken for gone or for there, it could give up a commit that has begun
    },
  );
}

async function tempsOf(fileSystem: FileSystem, directory: string, id: string): Promise<string[]> {
  const names = await fileSystem.readDirectory(directory);
  return names.filter((name) => name.startsWith(`.telemend-${id}-`)).map((name) => join(directory, name));
}
