// The commit journal: what a commit is about to rename, durable before the first rename, so that any later command can finish it.
import { basename, dirname, join, relative, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { formatCrc32, type Checksum } from './checksum.js';
import type { FileSystem } from './file-system.js';
import { readWhole } from './read-whole.js';
import { unlinkIfThere } from './unlink-if-there.js';

/** One file of a commit: `temp` is to take the place of `target`. */
export interface JournalEntry extends Checksum {
  readonly target: string;
  readonly temp: string;
}

const JOURNAL_NAME = /^\.telemend-([0-9a-f]{32})\.journal$/;

/** Where the new content of a target waits: beside it, under the commit's id. */
export function tempPath(target: string, id: string): string {
  return join(dirname(target), `.telemend-${id}-${basename(target)}.tmp`);
}

/** Where the journal of a commit lies: beside its first target. */
export function journalPath(directory: string, id: string): string {
  return join(directory, `.telemend-${id}.journal`);
}

/** Where a run that can be gone on with keeps what it knows: beside its first target. */
export function checkpointPath(home: string, id: string): string {
  return join(home, `.telemend-${id}.checkpoint`);
}

/** Whether a name in a directory is of something that a run of this id has made and not yet put in place. */
export function isOfRun(name: string, id: string): boolean {
  return name.startsWith(`.telemend-${id}`);
}

/** The run's id in the name of the temp of a target of this name; undefined where it is no such name. */
export function tempId(name: string, targetName: string): string | undefined {
  const [, id, rest] = /^\.telemend-([0-9a-f]{32})-(.*)$/s.exec(name) ?? [];
  return rest === `${targetName}.tmp` ? id : undefined;
}

/** The commit's id in a journal's file name; undefined where the name is no journal's. */
export function journalId(name: string): string | undefined {
  return JOURNAL_NAME.exec(name)?.[1];
}

/**
 * Writes a journal durably; it appears under its name only when it is whole.
 *
 * @param beforeNamed called when all that takes room is done
 */
export async function writeJournal(
  fileSystem: FileSystem,
  path: string,
  entries: readonly JournalEntry[],
  beforeNamed?: () => Promise<void>,
): Promise<void> {
  const directory = dirname(path);
  // Relative, so that a directory that is moved or mounted elsewhere can still be finished.
  const files = entries.map(({ target, byteCount, crc32 }) => ({ target: relative(directory, target), byteCount, crc32 }));
  const json = JSON.stringify({ version: 1, files });
  const draft = `${path}.tmp`;
  await unlinkIfThere(fileSystem, draft); // of the run that this one goes on with
  try {
    const file = await fileSystem.open(draft, 'create');
    try {
      await file.write(Buffer.from(`${formatCrc32(crc32(json))} ${json}\n`), null);
      await file.sync();
    } finally {
      await file.close();
    }
    await beforeNamed?.();
    await fileSystem.rename(draft, path);
  } catch (error) {
    await fileSystem.unlink(draft).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
  await fileSystem.syncDirectory(directory);
}

/** The entries of a journal; undefined where its checksum is wrong. */
export async function readJournal(fileSystem: FileSystem, path: string): Promise<JournalEntry[] | undefined> {
  const text = (await readWhole(fileSystem, path)).toString();
  const [, checksum, json] = /^([0-9a-f]{8}) (.*)\n$/.exec(text) ?? [];
  if (json === undefined || checksum !== formatCrc32(crc32(json))) return undefined;
  const directory = dirname(path);
  const id = journalId(basename(path))!;
  const { files } = JSON.parse(json) as { files: (Checksum & { target: string })[] };
  return files.map(({ target, byteCount, crc32 }) => {
    const absolute = resolve(directory, target);
    return { target: absolute, temp: tempPath(absolute, id), byteCount, crc32 };
  });
}
