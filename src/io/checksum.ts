// Checksums of files: CRC-32 to notice damage cheaply, SHA-256 to prove identity.
import { createHash } from 'node:crypto';
import { nodeFileSystem, type FileSystem } from './file-system.js';
import { readSequentially } from './read-sequentially.js';
import { crc32 } from './scanner/crc32.js';

/** Size and CRC-32 of a file's bytes. */
export interface Checksum {
  readonly byteCount: number;
  readonly crc32: number;
}

/** A CRC-32 as eight hexadecimal digits. */
export function formatCrc32(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/** Size and CRC-32 of a file. O(bytes), 256 KiB of memory. */
export async function checksumFile(path: string, fileSystem: FileSystem = nodeFileSystem): Promise<Checksum> {
  let byteCount = 0;
  let value = 0;
  for await (const bytes of readWhole(path, fileSystem)) {
    byteCount += bytes.length;
    value = crc32(bytes, value);
  }
  return { byteCount, crc32: value };
}

/** SHA-256 of a file in hexadecimal. O(bytes), 256 KiB of memory. */
export async function sha256File(path: string, fileSystem: FileSystem = nodeFileSystem): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of readWhole(path, fileSystem)) hash.update(bytes);
  return hash.digest('hex');
}

async function* readWhole(path: string, fileSystem: FileSystem): AsyncGenerator<Buffer, void> {
  const file = await fileSystem.open(path, 'read');
  try {
    yield* readSequentially(file);
  } finally {
    await file.close();
  }
}
