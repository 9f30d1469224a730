// The file that an interrupted run is gone on from: what it knew, piece by piece, between a head that says of which run and a checksum of it all.
import { basename, dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Checksum } from './checksum.js';
import type { FileSystem, OpenFile } from './file-system.js';
import { ifUsable } from './if-usable.js';
import { checkpointPath, tempId } from './journal.js';
import { lockPath, readHolder } from './lock.js';
import { OutputFile } from './output.js';
import { readFully } from './read-fully.js';
import { crc32 } from './scanner/crc32.js';
import { unlinkIfThere } from './unlink-if-there.js';

/** Begins every checkpoint. */
const MAGIC = Buffer.from('tlmchk\r\n');
const LENGTH_BYTES = 4;
const SUM_BYTES = 4;
/** So much is read at a time to look whether it is intact. */
const READ_BYTES = 2 ** 18;

/** What an output held when it was saved. */
export interface SavedOutput extends Checksum {
  readonly name: string;
}

/** A checkpoint that was read. */
export interface Checkpoint<Head, Part> {
  /** Undefined where it is damaged. */
  readonly content: CheckpointContent<Head, Part> | undefined;
  /** Of the run: its temporary files bear this name. */
  readonly id: string;
}

export interface CheckpointContent<Head, Part> {
  /** What it was made from, and with what. */
  readonly head: Head;
  readonly outputs: readonly SavedOutput[];
  readonly parts: readonly Part[];
}

/** What a checkpoint is made of. */
export interface CheckpointSource {
  readonly head: unknown;
  readonly outputs: readonly SavedOutput[];
  /** Plain data, which may hold typed arrays. */
  readonly parts: AsyncIterable<unknown>;
}

/**
 * Writes a checkpoint durably; it takes the place of the run's last one when it is whole. O(bytes).
 *
 * @param permissions of the file, which holds lines of the log as the outputs do
 */
export async function writeCheckpoint(
  fileSystem: FileSystem,
  home: string,
  id: string,
  { head, outputs, parts }: CheckpointSource,
  permissions?: number,
): Promise<void> {
  const path = checkpointPath(home, id);
  const draft = `${path}.tmp`;
  await unlinkIfThere(fileSystem, draft); // of the run that this one goes on with
  const file = new OutputFile(draft, await fileSystem.open(draft, 'create', permissions));
  const put = async (piece: Buffer) => {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(piece.length);
    await file.write(length);
    await file.write(piece);
  };
  try {
    try {
      await file.write(MAGIC);
      await put(Buffer.from(JSON.stringify({ head, outputs })));
      for await (const part of parts) await put(serialize(part));
      const sum = Buffer.alloc(SUM_BYTES);
      sum.writeUInt32LE(file.crc32);
      await file.write(sum);
      await file.sync();
    } finally {
      await file.close();
    }
    await fileSystem.rename(draft, path);
  } catch (error) {
    await fileSystem.unlink(draft).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
  await fileSystem.syncDirectory(home);
}

/** The checkpoint of a run that was writing this output and is gone; undefined where there is none of this user. */
export async function findCheckpoint<Head, Part>(fileSystem: FileSystem, target: string): Promise<Checkpoint<Head, Part> | undefined> {
  const home = dirname(target);
  const names = (await ifUsable(fileSystem.readDirectory(home))) ?? [];
  const holder = await readHolder(fileSystem, lockPath(target));
  const ids = names.map((name) => tempId(name, basename(target)));
  if (typeof holder === 'object') ids.push(holder.id);
  for (const id of new Set(ids)) {
    if (id === undefined) continue;
    const path = checkpointPath(home, id);
    const stat = await ifUsable(fileSystem.stat(path));
    // In a directory that others can write to, somebody else's must not tell us what to do.
    if (!stat || (process.getuid && stat.userId !== process.getuid())) continue;
    const file = await fileSystem.open(path, 'read');
    try {
      return { id, content: await readContent<Head, Part>(file) };
    } finally {
      await file.close();
    }
  }
  return undefined;
}

/** Undefined where a single bit is not as it was written. */
async function readContent<Head, Part>(file: OpenFile): Promise<CheckpointContent<Head, Part> | undefined> {
  const end = (await file.stat()).size - SUM_BYTES;
  if (end < MAGIC.length || !(await isIntact(file, end))) return undefined;
  const parts: Part[] = [];
  let first: Pick<CheckpointContent<Head, Part>, 'head' | 'outputs'> | undefined;
  for (let at = MAGIC.length; at < end; ) {
    const length = (await readAt(file, at, LENGTH_BYTES)).readUInt32LE();
    const piece = await readAt(file, at + LENGTH_BYTES, length);
    at += LENGTH_BYTES + length;
    if (first) parts.push(deserialize(piece) as Part);
    else first = JSON.parse(piece.toString()) as NonNullable<typeof first>;
  }
  return first && { ...first, parts };
}

async function isIntact(file: OpenFile, end: number): Promise<boolean> {
  if (!(await readAt(file, 0, MAGIC.length)).equals(MAGIC)) return false;
  let sum = 0;
  for (let at = 0; at < end; at += READ_BYTES) sum = crc32(await readAt(file, at, Math.min(READ_BYTES, end - at)), sum);
  return (await readAt(file, end, SUM_BYTES)).readUInt32LE() === sum;
}

async function readAt(file: OpenFile, at: number, byteCount: number): Promise<Buffer> {
  const bytes = Buffer.alloc(byteCount);
  await readFully(file, bytes, at);
  return bytes;
}
