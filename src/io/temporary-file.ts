// Files nobody else can guess or open first, which are gone when they are closed or the process ends.
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileSystem, OpenFile } from './file-system.js';
import { unlinkIfThere } from './unlink-if-there.js';

/** A temporary file: read and write it through `handle`. */
export interface TemporaryFile {
  readonly handle: OpenFile;
  /** Under which another thread of this process can open it. */
  readonly path: string;
  /** Closes and removes it. */
  close(): Promise<void>;
}

/** 128 random bits as 32 hexadecimal digits. */
export function randomName(): string {
  return randomBytes(16).toString('hex');
}

export interface TemporaryFileOptions {
  /** Default: the system's for temporary files, which honours TMPDIR. */
  readonly directory?: string;
}

const NAME = /^telemend-(\d+)-[0-9a-f]{32}\.tmp$/;
/** A file that is being made has its name for less than that. */
const SETTLING_MS = 60_000;
/** Directories that were looked through. */
const clearedUp = new WeakMap<FileSystem, Set<string>>();

/** Creates a temporary file that this user alone can read. Where the platform allows, its name is removed at once. */
export async function createTemporaryFile(fileSystem: FileSystem, options: TemporaryFileOptions = {}): Promise<TemporaryFile> {
  const { directory = tmpdir() } = options;
  await clearUpOnce(fileSystem, directory);
  const path = join(directory, `telemend-${fileSystem.self().pid}-${randomName()}.tmp`);
  const handle = await fileSystem.open(path, 'create', 0o600);
  const { lastingPath } = handle;
  const isNameless = lastingPath !== undefined && (await fileSystem.unlink(path).then(() => true, () => false));
  if (isNameless) return { handle, path: lastingPath, close: () => handle.close() };
  const spare = fileSystem.unlinkAtExit(path);
  return {
    handle,
    path,
    async close() {
      try {
        await handle.close();
      } finally {
        await unlinkIfThere(fileSystem, path);
        spare();
      }
    },
  };
}

/**
 * Removes what processes left that died between the making and the unlinking of a file, or where the platform cannot unlink it at once.
 * Never throws: it is a service to others.
 */
async function clearUpOnce(fileSystem: FileSystem, directory: string): Promise<void> {
  const known = clearedUp.get(fileSystem) ?? new Set<string>();
  if (known.has(directory)) return;
  clearedUp.set(fileSystem, known.add(directory));
  for (const name of await fileSystem.readDirectory(directory).catch(() => [])) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || fileSystem.isRunning({ ...fileSystem.self(), pid: Number(pid), start: '' })) continue;
    const path = join(directory, name);
    const { userId, modifiedNs = 0n } = (await fileSystem.stat(path).catch(() => undefined)) ?? {};
    const isOwn = userId !== undefined && (!process.getuid || userId === process.getuid());
    if (isOwn && Date.now() - Number(modifiedNs / 1_000_000n) > SETTLING_MS) await unlinkIfThere(fileSystem, path).catch(() => undefined);
  }
}
