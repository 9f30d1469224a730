// Turns input that cannot be read twice (stdin, pipes, gzip) into a plain temporary file that can.
import type { FileSystem } from './file-system.js';
import { ByteQueue } from './byte-queue.js';
import { gunzip, type LogLoss } from './gunzip.js';
import { isZstd, unzstd, ZSTD_MAGIC_BYTES } from './zstd.js';
import { createTemporaryFile, type TemporaryFile } from './temporary-file.js';

/** A spooled input: the temporary file, its size, and what of the input could not be read. */
export interface Spool {
  readonly file: TemporaryFile;
  readonly size: number;
  readonly losses: readonly LogLoss[];
}

const GZIP_MAGIC_BYTES = 2;

/** How many bytes `isCompressed` wants to see. */
export const MAGIC_BYTES = Math.max(GZIP_MAGIC_BYTES, ZSTD_MAGIC_BYTES);

/** Whether an input is to be decompressed. */
export function isCompressed(head: Uint8Array, name: string): boolean {
  return isGzip(head, name) || isZstd(head);
}

/** Whether an input is gzip: by its first bytes, or by its name where it is too short to have them. */
function isGzip(head: Uint8Array, name: string): boolean {
  if (head.length >= GZIP_MAGIC_BYTES) return head[0] === 0x1f && head[1] === 0x8b;
  return name.endsWith('.gz') && (head.length === 0 || head[0] === 0x1f);
}

/** Copies an input to a temporary file, decompressed where it is gzip or zstd; writes while it reads on. O(bytes), bounded memory. */
export async function spool(input: AsyncIterable<Buffer>, name: string, fileSystem: FileSystem): Promise<Spool> {
  const queue = new ByteQueue(input);
  await queue.fill(MAGIC_BYTES);
  const losses: LogLoss[] = [];
  const onLoss = (loss: LogLoss) => void losses.push(loss);
  const plain = isGzip(queue.bytes, name) ? gunzip(queue.rest(), onLoss) : isZstd(queue.bytes) ? unzstd(queue.rest(), name, onLoss) : queue.rest();
  const file = await createTemporaryFile(fileSystem);
  let writing = Promise.resolve();
  try {
    let size = 0;
    for await (const bytes of plain) {
      await writing;
      writing = file.handle.write(bytes, size);
      writing.catch(() => undefined); // thrown where it is awaited
      size += bytes.length;
    }
    await writing;
    return { file, size, losses };
  } catch (error) {
    await writing.catch(() => undefined); // a file that is being written must not be closed
    await file.close();
    throw error;
  }
}
