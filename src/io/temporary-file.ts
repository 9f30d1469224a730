// Files nobody else can guess or open first, which are gone when they are closed or the process ends.
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isNotFound } from './system-error.js';
import type { FileSystem, OpenFile } from './file-system.js';

/** A temporary file: read and write it through `handle`. */
export interface TemporaryFile {
  readonly handle: OpenFile;
  /** Closes and removes it. */
  close(): Promise<void>;
}

/** 128 random bits as 32 hexadecimal digits. */
export function randomName(): string {
  return randomBytes(16).toString('hex');
}

/** Creates a temporary file, readable by this user alone, in a directory (default: the system's, which honours TMPDIR). */
export async function createTemporaryFile(fileSystem: FileSystem, directory = tmpdir()): Promise<TemporaryFile> {
  const path = join(directory, `telemend-${randomName()}.tmp`);
  const handle = await fileSystem.open(path, 'create', 0o600);
  const keep = fileSystem.unlinkAtExit(path);
  return {
    handle,
    async close() {
      keep();
      try {
        await handle.close();
      } finally {
        await fileSystem.unlink(path).catch((error: unknown) => {
          if (!isNotFound(error)) throw error;
        });
      }
    },
  };
}
