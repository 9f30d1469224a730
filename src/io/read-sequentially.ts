// A file from front to back, for what needs no position: pipes, checksums.
import type { OpenFile } from './file-system.js';

/** The bytes of an open file from where it stands to its end, in pieces of at most 256 KiB that belong to the receiver. */
export async function* readSequentially(file: OpenFile): AsyncGenerator<Buffer, void> {
  for (;;) {
    const buffer = Buffer.allocUnsafe(256 * 1024);
    const count = await file.read(buffer, null);
    if (count === 0) return;
    yield buffer.subarray(0, count);
  }
}
