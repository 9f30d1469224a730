// What runs that died leave beside their outputs, and who clears it up: the next command that meets it.
import { basename, dirname, join } from 'node:path';
import type { FileSystem } from './file-system.js';
import { ifUsable } from './if-usable.js';
import { isOfRun, tempId } from './journal.js';
import { isHeld, isSettled, lockedName, readHolder, type LockHolder } from './lock.js';
import { rollForward, type RolledJournal } from './roll-forward.js';
import { unlinkIfThere } from './unlink-if-there.js';

/** Files of a run, beside its temps, that say that these are still wanted. */
const KEEPERS = ['journal', 'checkpoint'] as const;

/**
 * Clears up after dead runs in a directory: finishes their commits, removes temporary files that nothing refers to, and locks. What
 * waits for `--resume` stays. Idempotent, and safe beside runs that live.
 *
 * @returns the commits that were met.
 */
export async function clearDeadRuns(fileSystem: FileSystem, directory: string): Promise<RolledJournal[]> {
  const rolled = await rollForward(directory, fileSystem);
  for (const name of (await ifUsable(fileSystem.readDirectory(directory))) ?? []) {
    const target = lockedName(name);
    if (target === undefined) continue;
    const lock = join(directory, name);
    const holder = await readHolder(fileSystem, lock);
    if (holder === 'gone' || !(await isOwn(fileSystem, lock))) continue;
    if (holder ? isHeld(fileSystem, lock, holder) : !(await isSettled(fileSystem, lock))) continue;
    if (!holder) {
      // A loss of power took what it said.
      await removeUnwanted(fileSystem, directory, target);
      await unlinkIfThere(fileSystem, lock);
      continue;
    }
    if (holder.home !== directory) rolled.push(...(await rollForward(holder.home, fileSystem)));
    if (await isWanted(fileSystem, holder.home, holder.id)) continue;
    await clearTarget(fileSystem, join(directory, target), undefined, holder);
    await unlinkIfThere(fileSystem, lock);
  }
  return rolled;
}

/**
 * Removes what dead runs left of one output, whose lock is held or about to be taken: the new run takes its place, so a checkpoint of theirs
 * goes too. A commit that was about to happen happens.
 *
 * @param ownId of the new run: where it goes on with one that is dead, what that left stays
 * @param holder who held the lock, where there was one
 */
export async function clearTarget(fileSystem: FileSystem, target: string, ownId: string | undefined, holder?: LockHolder): Promise<void> {
  const directory = dirname(target);
  if (holder && holder.home !== directory) {
    await rollForward(holder.home, fileSystem);
    if (holder.id !== ownId) await removeCheckpoint(fileSystem, holder.home, holder.id);
  }
  await rollForward(directory, fileSystem);
  const names = (await ifUsable(fileSystem.readDirectory(directory))) ?? [];
  const targetName = basename(target);
  const ids = new Set(names.map((name) => tempId(name, targetName)).filter((id) => id !== undefined));
  if (holder) ids.add(holder.id);
  for (const id of ids) {
    if (id === ownId) continue;
    if (names.some((name) => name === `.telemend-${id}.journal`)) continue; // a broken commit, for a person to look at
    await removeCheckpoint(fileSystem, directory, id);
    await removeOfRun(fileSystem, directory, names, id, targetName);
  }
}

/** The checkpoint goes before what it counts on, durably. */
export async function removeCheckpoint(fileSystem: FileSystem, home: string, id: string): Promise<void> {
  const names = ((await ifUsable(fileSystem.readDirectory(home))) ?? []).filter((name) => name.startsWith(`.telemend-${id}.checkpoint`));
  if (names.length === 0) return;
  for (const name of names.sort()) await unlinkIfThere(fileSystem, join(home, name));
  await fileSystem.syncDirectory(home);
}

/** Removes what runs left of an output, where nothing in its directory counts on it. */
async function removeUnwanted(fileSystem: FileSystem, directory: string, targetName: string): Promise<void> {
  const names = (await ifUsable(fileSystem.readDirectory(directory))) ?? [];
  for (const id of new Set(names.map((name) => tempId(name, targetName)))) {
    if (id !== undefined && !(await isWanted(fileSystem, directory, id))) await removeOfRun(fileSystem, directory, names, id, targetName);
  }
}

/** Removes a run's temp of an output, and its drafts. */
async function removeOfRun(fileSystem: FileSystem, directory: string, names: readonly string[], id: string, targetName: string): Promise<void> {
  for (const name of names) {
    if (tempId(name, targetName) === id || (isOfRun(name, id) && isDraft(name))) await unlinkIfThere(fileSystem, join(directory, name));
  }
}

/** Whether something in a run's home still counts on its temps. */
async function isWanted(fileSystem: FileSystem, home: string, id: string): Promise<boolean> {
  const names = new Set((await ifUsable(fileSystem.readDirectory(home))) ?? []);
  return KEEPERS.some((kind) => names.has(`.telemend-${id}.${kind}`));
}

/** The draft of a journal or a checkpoint, which counts for nothing before it has its name. */
function isDraft(name: string): boolean {
  return KEEPERS.some((kind) => name.endsWith(`.${kind}.tmp`));
}

/** In a directory that others can write to, somebody else's lock must not tell us where to look. */
async function isOwn(fileSystem: FileSystem, path: string): Promise<boolean> {
  const stat = await ifUsable(fileSystem.stat(path));
  return stat !== undefined && (!process.getuid || stat.userId === process.getuid());
}
