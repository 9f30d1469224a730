// Time indexes beside logs (LOG.tidx): a log that was read once can be entered at any time of its events.
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { TelemendError } from '../model/errors.js';
import type { DecodeOptions } from './decode.js';
import { firstBlocks, type FileIndex } from './file-index.js';
import { nodeFileSystem, type FileSystem } from './file-system.js';
import { checksumOf } from './block-digest.js';
import { tempPath } from './journal.js';
import { clearTarget } from './leftovers.js';
import { takeLock } from './lock.js';
import type { LogFile } from './log.js';
import { readFully } from './read-fully.js';
import { isNotFound } from './system-error.js';
import { randomName } from './temporary-file.js';
import { decodeTimeIndex, encodeTimeIndex, isTimeIndex, MAGIC, MARK_BYTES, type FileMark, type TimeIndex } from './time-index-format.js';
import { unlinkIfThere } from './unlink-if-there.js';

/** What the time index beside a file says of it. */
export interface StoredIndex {
  readonly known: FileIndex;
  /** It is about the file as it is; otherwise about the part of it that did not change. */
  readonly isCurrent: boolean;
}

/** The name of the time index of a file. */
export function timeIndexPath(file: Pick<LogFile, 'path'>): string {
  return `${file.path}.tidx`;
}

/** Whether a file can have a time index beside it: not where it is a spool of compressed or piped input. */
export function canHaveTimeIndex(file: LogFile): boolean {
  return file.modifiedNs !== undefined;
}

/**
 * What the time index beside a file says of it, or undefined where there is none that can be used: missing, damaged, made by another
 * version or with other decoding options, or of another content. Of a file that has only grown it is what still holds; whether it has
 * only grown is told by the checksums of all blocks.
 *
 * A file edited in place whose size and time of change stayed the same is not noticed, but for its first and last 4 KiB; `differingBlocks`
 * does notice.
 *
 * @param trustsGrowth take a file that is longer, and has the same bytes at its head and where it ended, for one that has only grown,
 *   without reading what is between
 *
 * O(size of the index) where the file did not change or growth is trusted, else O(bytes that were indexed).
 */
export async function loadTimeIndex(
  file: LogFile,
  options: DecodeOptions,
  fileSystem: FileSystem = nodeFileSystem,
  trustsGrowth = false,
): Promise<StoredIndex | undefined> {
  if (!canHaveTimeIndex(file)) return undefined;
  const index = await readTimeIndex(file, options, fileSystem).catch(() => undefined);
  if (!index || index.mark.size > file.size) return undefined;
  const { headCrc32, tailCrc32 } = await markOf(file, index.mark.size);
  if (headCrc32 !== index.mark.headCrc32 || tailCrc32 !== index.mark.tailCrc32) return undefined;
  const isCurrent = index.mark.size === file.size && index.mark.modifiedNs === file.modifiedNs;
  if (isCurrent) return { known: index, isCurrent };
  const hasOnlyGrown = index.mark.size < file.size && trustsGrowth;
  if (!hasOnlyGrown && (await differingBlocks(file, index)).length > 0) return undefined;
  if (index.mark.size === file.size) return { known: index, isCurrent };
  // The last block ended where the file did, maybe within a line.
  return { known: { blocks: firstBlocks(index.blocks, Math.max(0, index.blocks.count - 1)), torn: false }, isCurrent };
}

/**
 * Reads the time index beside a file, of whatever state of the file.
 *
 * @returns undefined where it is damaged, or was made by another version or with other decoding options.
 * @throws TelemendError where it cannot be read.
 */
export async function readTimeIndex(
  file: LogFile,
  options: DecodeOptions,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<TimeIndex | undefined> {
  const handle = await fileSystem.open(timeIndexPath(file), 'read');
  try {
    const bytes = Buffer.allocUnsafeSlow((await handle.stat()).size);
    return (await readFully(handle, bytes, 0)) === bytes.length ? decodeTimeIndex(bytes, options) : undefined;
  } finally {
    await handle.close();
  }
}

/** The numbers of the blocks whose bytes are not those that were indexed. O(bytes that were indexed). */
export async function differingBlocks(file: LogFile, { blocks }: FileIndex): Promise<number[]> {
  const differing: number[] = [];
  for (let i = 0; i < blocks.count; i++) {
    const isThere = blocks.offset[i] + blocks.byteLength[i] <= file.size;
    if (!isThere || (await checksumOf(file, blocks.offset[i], blocks.byteLength[i])) !== blocks.crc32[i]) differing.push(i);
  }
  return differing;
}

/**
 * Writes the time index beside a file; it appears whole or not at all. It is not made durable: its checksum tells whether it survived.
 *
 * @returns its size.
 * @throws TelemendError where it cannot be written, `locked` where another run is at it, or something else has its name.
 */
export async function saveTimeIndex(
  file: LogFile,
  known: FileIndex,
  options: DecodeOptions,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<number> {
  const path = timeIndexPath(file);
  await refuseForeign(path, fileSystem);
  const bytes = encodeTimeIndex({ ...known, mark: await markOf(file, file.size) }, options);
  const id = randomName();
  const lock = await takeLock(fileSystem, path, { id, home: dirname(path) }, (dead) => clearTarget(fileSystem, path, id, dead));
  try {
    await replaceFile(fileSystem, path, tempPath(path, id), bytes, (await file.handle.stat()).permissions);
  } finally {
    await lock.release();
  }
  return bytes.length;
}

async function replaceFile(fileSystem: FileSystem, path: string, temp: string, bytes: Buffer, permissions: number): Promise<void> {
  const spare = fileSystem.unlinkAtExit(temp);
  try {
    const handle = await fileSystem.open(temp, 'create', permissions);
    try {
      await handle.write(bytes, 0);
    } finally {
      await handle.close();
    }
    await fileSystem.rename(temp, path);
  } catch (error) {
    await unlinkIfThere(fileSystem, temp).catch(() => undefined); // the first error is the one to tell
    throw error;
  } finally {
    spare();
  }
}

/** A file of somebody else that happens to have the name must stay. */
async function refuseForeign(path: string, fileSystem: FileSystem): Promise<void> {
  let handle;
  try {
    handle = await fileSystem.open(path, 'read');
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  try {
    const head = Buffer.alloc(MAGIC.length);
    if ((await readFully(handle, head, 0)) === 0 || isTimeIndex(head)) return;
  } finally {
    await handle.close();
  }
  throw new TelemendError('not-usable', `${path} is no time index of telemend: it is left alone`, {
    file: path,
    hint: 'move it away, if it was meant to be one',
  });
}

/** The mark of a file's first `size` bytes. */
async function markOf(file: LogFile, size: number): Promise<FileMark> {
  const end = Buffer.alloc(Math.min(size, MARK_BYTES));
  const headCrc32 = crc32(end.subarray(0, await readFully(file.handle, end, 0)));
  const tailCrc32 = crc32(end.subarray(0, await readFully(file.handle, end, size - end.length)));
  return { size, modifiedNs: file.modifiedNs ?? 0n, headCrc32, tailCrc32 };
}
