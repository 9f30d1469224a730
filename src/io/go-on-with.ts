// Goes on behind what an interrupted run had written of an output.
import type { Checksum } from './checksum.js';
import type { FileSystem } from './file-system.js';
import { OutputFile } from './output.js';
import { ifUsable } from './if-usable.js';
import { readSequentially } from './read-sequentially.js';

/**
 * Opens a file that holds at least what was `written`, to write behind that; what follows it is cut off. It is read once, and is not touched
 * where it holds anything else. O(bytes written).
 *
 * @param name what the user calls it
 * @returns undefined where it is not as it was written.
 */
export async function goOnWith(fileSystem: FileSystem, path: string, name: string, written: Checksum): Promise<OutputFile | undefined> {
  const file = await ifUsable(fileSystem.open(path, 'update'));
  if (!file) return undefined;
  let at = written.byteCount;
  const output = new OutputFile(name, {
    write: async (bytes) => {
      await file.write(bytes, at);
      at += bytes.length;
    },
    writeAll: async (pieces) => {
      await file.writeAll(pieces, at);
      for (const { length } of pieces) at += length;
    },
    sync: () => file.sync(),
    close: () => file.close(),
  });
  try {
    for await (const bytes of readSequentially(file)) {
      output.takeUp(bytes.subarray(0, written.byteCount - output.byteCount));
      if (output.byteCount === written.byteCount) break;
    }
    if (output.byteCount === written.byteCount && output.crc32 === written.crc32) {
      await file.truncate(written.byteCount);
      return output;
    }
  } catch (error) {
    await file.close().catch(() => undefined); // the first error is the one to tell
    throw error;
  }
  await file.close();
  return undefined;
}
