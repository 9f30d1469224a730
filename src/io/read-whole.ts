// Small files of our own, read whole: journals, locks, checkpoints.
import type { FileSystem } from './file-system.js';
import { readFully } from './read-fully.js';

/** All bytes of a file. @throws TelemendError where it cannot be read. */
export async function readWhole(fileSystem: FileSystem, path: string): Promise<Buffer> {
  const file = await fileSystem.open(path, 'read');
  try {
    const bytes = Buffer.alloc((await file.stat()).size);
    return bytes.subarray(0, await readFully(file, bytes, 0));
  } finally {
    await file.close();
  }
}
