// Every operation on files that the project uses, behind one interface, so that a test can put a fault at each of them.
import { constants, type BigIntStats } from 'node:fs';
import * as fsPromises from 'node:fs/promises';
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
  stat(): Promise<FileStat>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * `read`: an existing file. `write`: an existing file, not truncated (devices and pipes).
 * `create`: a new file to read and write; an existing name is an error.
 */
export type OpenMode = 'read' | 'write' | 'create';

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

const OPEN_FLAGS: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY,
  write: constants.O_WRONLY,
  create: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
};

/** The real file system. */
export const nodeFileSystem: FileSystem = Object.freeze({
  open: (path, mode, permissions = 0o666) =>
    guarded(mode === 'read' ? 'read' : 'write', path, async () =>
      openFile(path, await fsPromises.open(path, OPEN_FLAGS[mode], permissions)),
    ),
  stat: (path) => guarded('read', path, async () => toFileStat(await fsPromises.stat(path, { bigint: true }))),
  realpath: (path) => guarded('read', path, () => fsPromises.realpath(path)),
  readLink: (path) => guarded('read', path, () => fsPromises.readlink(path).catch(undefinedIf('EINVAL', 'ENOENT', 'UNKNOWN'))),
  readDirectory: (path) => guarded('read', path, () => fsPromises.readdir(path)),
  makeDirectory: (path) => guarded('write', path, async () => void (await fsPromises.mkdir(path, { recursive: true }))),
  rename: (from, to) => guarded('write', to, () => fsPromises.rename(from, to)),
  unlink: (path) => guarded('remove', path, () => fsPromises.unlink(path)),
  syncDirectory: (path) => guarded('write', path, () => syncDirectory(path)),
  unlinkAtExit,
  self: ownIdentity,
  isRunning,
} satisfies FileSystem);

function openFile(path: string, handle: fsPromises.FileHandle): OpenFile {
  return {
    path,
    lastingPath: process.platform === 'linux' ? `/proc/self/fd/${handle.fd}` : undefined,
    read: (target, position) =>
      guarded('read', path, async () => (await handle.read(target, 0, target.length, position)).bytesRead),
    write: (bytes, position) => guarded('write', path, () => writeAll(handle, bytes, position)),
    stat: () => guarded('read', path, async () => toFileStat(await handle.stat({ bigint: true }))),
    sync: () => guarded('write', path, () => handle.sync()),
    close: () => guarded('write', path, () => handle.close()),
  };
}

async function writeAll(handle: fsPromises.FileHandle, bytes: Uint8Array, position: number | null): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const at = position === null ? null : position + done;
    done += (await handle.write(bytes, done, bytes.length - done, at)).bytesWritten;
  }
}

// dev and inode need more than 53 bits on some file systems, hence the bigint form.
function toFileStat(stat: BigIntStats): FileStat {
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
  const handle = await fsPromises.open(path, constants.O_RDONLY);
  try {
    // EINVAL and ENOTSUP: a file system that cannot sync directories at all, which is no failure of this sync.
    await handle.sync().catch(undefinedIf('EINVAL', 'ENOTSUP'));
  } finally {
    await handle.close();
  }
}

async function guarded<T>(action: 'read' | 'write' | 'remove', path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw systemError(error, action, path);
  }
}

function undefinedIf(...codes: string[]): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error;
  };
}
