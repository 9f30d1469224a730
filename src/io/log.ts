// A log: one or more inputs, each as a plain file that can be read again and anywhere.
import type { Readable } from 'node:stream';
import { TelemendError } from '../model/errors.js';
import { nodeFileSystem, type FileSystem, type OpenFile } from './file-system.js';
import type { LogLoss } from './gunzip.js';
import { readFully } from './read-fully.js';
import { readSequentially } from './read-sequentially.js';
import { isCompressed, MAGIC_BYTES, spool } from './spool.js';
import { systemError } from './system-error.js';

export type { LogLoss } from './gunzip.js';

/** Where the plain bytes of an input lie: all that another thread needs to read it. */
export interface PlainFile {
  /** As the user wrote it. */
  readonly name: string;
  /** The plain file: the input itself or its spool. */
  readonly path: string;
  /** Bytes at opening; what is appended later is no part of the log. */
  readonly size: number;
  /** Where the first line starts: behind a byte order mark, and behind the header of a table. */
  readonly dataOffset: number;
}

/** One input of a log. */
export interface LogFile extends PlainFile {
  /** When it was changed last before it was opened, nanoseconds since the epoch; absent for a spool, which nobody will meet again. */
  readonly modifiedNs?: bigint;
  /** What of a compressed input could not be read. */
  readonly losses: readonly LogLoss[];
  /** Lines before `dataOffset`; none by default. */
  readonly headLines?: number;
  /** How many rows each line of the input became; 1 by default. */
  readonly rowsPerLine?: number;
  /** The open file, for reading at a position. */
  readonly handle: OpenFile;
}

/** Opened inputs, in the user's order. */
export interface Log {
  readonly files: readonly LogFile[];
  /** Closes the files and removes the spools. */
  close(): Promise<void>;
}

/** How a log is opened. */
export interface LogOptions {
  readonly fileSystem?: FileSystem;
  /** What `-` and /dev/stdin read; process.stdin by default. */
  readonly stdin?: Readable;
}

/** An input: the name of a file, `-` for stdin, or bytes that come from elsewhere under a name. */
export type LogInput = string | { readonly name: string; readonly bytes: AsyncIterable<Buffer> };

interface OpenedFile {
  readonly file: LogFile;
  close(): Promise<void>;
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const STDIN_NAMES: ReadonlySet<string> = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);

/** Whether an input's name stands for stdin. */
export function isStdin(name: string): boolean {
  return STDIN_NAMES.has(name);
}

/** @throws TelemendError `usage` where stdin is named twice. */
export function refuseStdinTwice(inputs: readonly LogInput[]): void {
  if (inputs.filter((input) => typeof input === 'string' && isStdin(input)).length <= 1) return;
  throw new TelemendError('usage', 'stdin is named twice', { hint: 'stdin can be read once: name - once' });
}

/**
 * Opens the inputs of a log: paths, or `-` for stdin (once). A regular file is used in place; stdin, pipes, gzip and zstd (known by
 * their first bytes) are copied to a temporary file. O(1) for regular files, O(bytes) for what is copied.
 *
 * @throws TelemendError `usage` without inputs or where stdin is named twice; `not-found`, `not-usable`, `no-space` or `io` with the path.
 * @example
 * const log = await openLog(['monday.jsonl', 'tuesday.jsonl.gz']);
 * for await (const chunk of readChunks(log)) console.log(chunk.byteCount);
 * await log.close();
 */
export async function openLog(inputs: readonly LogInput[], options: LogOptions = {}): Promise<Log> {
  if (inputs.length === 0) throw new TelemendError('usage', 'no input was named', { hint: 'name a file, or - for stdin' });
  refuseStdinTwice(inputs);
  const opened: OpenedFile[] = [];
  const close = async () => {
    const results = await Promise.allSettled(opened.splice(0).map((one) => one.close()));
    const failure = results.find((result) => result.status === 'rejected');
    if (failure) throw failure.reason;
  };
  try {
    for (const input of inputs) {
      opened.push(typeof input === 'string'
        ? await openInput(input, options)
        : await openSpooled(input.bytes, input.name, options.fileSystem ?? nodeFileSystem));
    }
  } catch (error) {
    await close().catch(() => undefined); // the first error is the one to tell
    throw error;
  }
  return { files: opened.map((one) => one.file), close };
}

/** Opens again what an open log reads, for another thread; its owner keeps the spools. */
export async function reopenLog(files: readonly PlainFile[], fileSystem: FileSystem = nodeFileSystem): Promise<Log> {
  const handles: OpenFile[] = [];
  for (const { path } of files) handles.push(await fileSystem.open(path, 'read'));
  return {
    files: files.map((file, i) => ({ ...file, losses: [], handle: handles[i] })),
    close: async () => {
      for (const handle of handles) await handle.close();
    },
  };
}

async function openInput(name: string, options: LogOptions): Promise<OpenedFile> {
  const fileSystem = options.fileSystem ?? nodeFileSystem;
  if (isStdin(name)) return openSpooled(readStdin(options.stdin ?? process.stdin), name, fileSystem);
  const stat = await fileSystem.stat(name);
  if (stat.kind === 'directory') throw systemError({ code: 'EISDIR' }, 'read', name);
  const handle = await fileSystem.open(name, 'read');
  try {
    if (stat.kind === 'file' && !isCompressed(await readHead(handle, MAGIC_BYTES), name)) {
      const { size, modifiedNs } = await handle.stat();
      const dataOffset = await findDataOffset(handle);
      return { file: { name, path: name, size, dataOffset, modifiedNs, losses: [], handle }, close: () => handle.close() };
    }
    const spooled = await openSpooled(readSequentially(handle), name, fileSystem);
    await handle.close();
    return spooled;
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
}

async function openSpooled(input: AsyncIterable<Buffer>, name: string, fileSystem: FileSystem): Promise<OpenedFile> {
  const { file, size, losses } = await spool(input, name, fileSystem);
  const { handle } = file;
  const dataOffset = await findDataOffset(handle);
  return { file: { name, path: file.path, size, dataOffset, losses, handle }, close: () => file.close() };
}

async function* readStdin(stdin: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const piece of stdin) yield Buffer.from(piece as Uint8Array | string);
  } catch (error) {
    throw systemError(error, 'read', 'stdin');
  }
}

async function findDataOffset(handle: OpenFile): Promise<number> {
  const head = await readHead(handle, BYTE_ORDER_MARK.length);
  return head.equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
}

async function readHead(handle: OpenFile, count: number): Promise<Buffer> {
  const head = Buffer.alloc(count);
  return head.subarray(0, await readFully(handle, head, 0));
}
