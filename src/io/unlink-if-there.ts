// Removing what may be gone already.
import type { FileSystem } from './file-system.js';
import { isNotFound } from './system-error.js';

/** Removes a file; that it is not there is fine. */
export async function unlinkIfThere(fileSystem: FileSystem, path: string): Promise<void> {
  await fileSystem.unlink(path).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
}
