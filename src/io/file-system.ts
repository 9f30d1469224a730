// Every operation on files that the project uses, behind one interface, so that a test can put a fault at each of them.
import * as fs from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.js';
import { systemError } from './system-error.js';
import { unlinkAtExit } from './unlink-at-exit.js';

/** What a path is and which file it names. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  /** When the content was changed last, nanoseconds since the epoch; absent where the file system does not say. */
  readonly modifiedNs?: bigint;
  /** Device and inode: the same for every name of one file. */
  readonly identity: string;
  readonly userId: number;
  /** Permission bits, 0 to 0o777. */
  readonly permissions: number;
}

/** An open file. */
export interface OpenFile {
  readonly path: string;
  /** A path under which this process can open it again even if it has lost its name; undefined where the platform has none. */
  readonly lastingPath?: string;
  /** Reads up to target.length bytes from a position (null: where the last read ended); 0 at the end. */
  read(target: Uint8Array, position: number | null): Promise<number>;
  /** Writes all bytes at a position (null: where the last write ended). */
  write(bytes: Uint8Array, position: number | null): Promise<void>;
  /** The same for several pieces, one behind the other, at once. */
  writeAll(pieces: readonly Uint8Array[], position: number | null): Promise<void>;
  stat(): Promise<FileStat>;
  /** Cuts it to so many bytes. */
  truncate(size: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * `read`: an existing file. `write`: an existing file, not truncated (devices and pipes).
 * `update`: an existing file to read and write. `create`: a new one; an existing name is an error.
 */
export type OpenMode = 'read' | 'write' | 'update' | 'create';

/** The file system as telemend sees it. Every failure is a TelemendError whose cause is the system's error. */
export interface FileSystem {
  /** `permissions` count for `create` only; the umask applies. */
  open(path: string, mode: OpenMode, permissions?: number): Promise<OpenFile>;
  stat(path: string): Promise<FileStat>;
  realpath(path: string): Promise<string>;
  /** Where a symbolic link points; undefined where the path is no link or nothing. */
  readLink(path: string): Promise<string | undefined>;
  readDirectory(path: string): Promise<string[]>;
  makeDirectory(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Makes the names of a directory durable; nothing where the platform has no such thing. */
  syncDirectory(path: string): Promise<void>;
  /** Has the file removed should the process end or be interrupted first; the function that comes back calls that off. */
  unlinkAtExit(path: string): () => void;
  /** The process on whose behalf all this happens, as it signs its locks. */
  self(): ProcessIdentity;
  /** Whether a process that signed a lock still lives. */
  isRunning(process: ProcessIdentity): boolean;
}

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL } = fs.constants;
const OPEN_FLAGS: Readonly<Record<OpenMode, number>> = { read: O_RDONLY, write: O_WRONLY, update: O_RDWR, create: O_RDWR | O_CREAT | O_EXCL };

/**
 * The real file system. What is asked of names is answered at once, in a tenth of the time that handing it to another thread takes; that is
 * for what can take its time: opening, which may wait for the other end of a pipe, bytes, and making them durable.
 */
export const nodeFileSystem: FileSystem = Object.freeze({
  open: (path, mode, permissions = 0o666) =>
    guarded(mode === 'read' ? 'read' : 'write', path, async () => openFile(path, await open(path, OPEN_FLAGS[mode], permissions))),
  stat: (path) => guarded('read', path, () => toFileStat(fs.statSync(path, { bigint: true }))),
  realpath: (path) => guarded('read', path, () => fs.realpathSync.native(path)),
  readLink: (path) => guarded('read', path, () => readLink(path)),
  readDirectory: (path) => guarded('read', path, () => fs.readdirSync(path)),
  makeDirectory: (path) => guarded('write', path, () => void fs.mkdirSync(path, { recursive: true })),
  rename: (from, to) => guarded('write', to, () => fs.renameSync(from, to)),
  unlink: (path) => guarded('remove', path, () => fs.unlinkSync(path)),
  syncDirectory: (path) => guarded('write', path, () => syncDirectory(path)),
  unlinkAtExit,
  self: ownIdentity,
  isRunning,
} satisfies FileSystem);

function openFile(path: string, handle: FileHandle): OpenFile {
  return {
    path,
    lastingPath: process.platform === 'linux' ? `/proc/self/fd/${handle.fd}` : undefined,
    read: (target, position) =>
      guarded('read', path, async () => (await handle.read(target, 0, target.length, position)).bytesRead),
    write: (bytes, position) => guarded('write', path, () => writeWhole(handle, bytes, position)),
    writeAll: (pieces, position) => guarded('write', path, () => writeAll(handle, pieces, position)),
    stat: () => guarded('read', path, () => toFileStat(fs.fstatSync(handle.fd, { bigint: true }))),
    truncate: (size) => guarded('write', path, () => fs.ftruncateSync(handle.fd, size)),
    sync: () => guarded('write', path, () => handle.sync()),
    close: () => guarded('write', path, () => handle.close()),
  };
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array, position: number | null): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const at = position === null ? null : position + done;
    done += (await handle.write(bytes, done, bytes.length - done, at)).bytesWritten;
  }
}

async function writeAll(handle: FileHandle, pieces: readonly Uint8Array[], position: number | null): Promise<void> {
  let { bytesWritten: done } = await handle.writev(pieces, position ?? undefined);
  let start = 0; // of the piece, in all of them
  for (const piece of pieces) {
    const end = start + piece.length;
    // Seldom is not all written at once.
    if (done < end) {
      await writeWhole(handle, piece.subarray(Math.max(done - start, 0)), position === null ? null : position + Math.max(done, start));
      done = end;
    }
    start = end;
  }
}

// dev and inode need more than 53 bits on some file systems, hence the bigint form.
function toFileStat(stat: fs.BigIntStats): FileStat {
  return {
    kind: stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : 'other',
    size: Number(stat.size),
    modifiedNs: stat.mtimeNs,
    identity: `${stat.dev}:${stat.ino}`,
    userId: Number(stat.uid),
    permissions: Number(stat.mode) & 0o777,
  };
}

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, O_RDONLY);
  try {
    // EINVAL and ENOTSUP: a file system that cannot sync directories at all, which is no failure of this sync.
    await handle.sync().catch(undefinedIf('EINVAL', 'ENOTSUP'));
  } finally {
    await handle.close();
  }
}

async function guarded<T>(action: 'read' | 'write' | 'remove', path: string, operation: () => T | Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw systemError(error, action, path);
  }
}

function undefinedIf(...codes: string[]): (error: unknown) => undefined {
  return (error) => {
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  };
}

function readLink(path: string): string | undefined {
  try {
    return fs.readlinkSync(path);
  } catch (error) {
    return undefinedIf('EINVAL', 'ENOENT', 'UNKNOWN')(error);
  }
}
