// The system may give fewer bytes than were asked for; nobody here wants that.
import type { OpenFile } from './file-system.js';

/** Fills a buffer from a position of a file. Resolves to the bytes read: fewer than target.length only where the file ends before. */
export async function readFully(file: OpenFile, target: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < target.length) {
    const count = await file.read(target.subarray(done), position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
