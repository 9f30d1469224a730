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

/** Creates a temporary file that this user alone can read. Where the platform allows, its name is removed at once: not even kill -9 leaves it behind. */
export async function createTemporaryFile(fileSystem: FileSystem, options: TemporaryFileOptions = {}): Promise<TemporaryFile> {
  const path = join(options.directory ?? tmpdir(), `telemend-${randomName()}.tmp`);
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
