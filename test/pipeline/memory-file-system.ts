// Files in memory: a property test runs thousands of recoveries, and the disk's syncs would take all of its time.
import type { FileStat, FileSystem, OpenFile } from '../../src/io/file-system.js';
import { systemError } from '../../src/io/system-error.js';

interface MemoryFile {
  bytes: Buffer;
  size: number;
  readonly identity: string;
}

/** A file system of one flat directory. */
export interface MemoryFileSystem extends FileSystem {
  put(path: string, bytes: Buffer): void;
  content(path: string): Buffer;
  names(): string[];
  /** Another one with the same files, which go on by themselves. */
  clone(): MemoryFileSystem;
}

export function createMemoryFileSystem(): MemoryFileSystem {
  const files = new Map<string, MemoryFile>();
  let made = 0;

  const fail = (code: string, action: 'read' | 'write' | 'remove', path: string) => systemError({ code, message: code }, action, path);
  const find = (path: string, action: 'read' | 'write' | 'remove'): MemoryFile => {
    const file = files.get(path);
    if (!file) throw fail('ENOENT', action, path);
    return file;
  };
  const statOf = ({ size, identity }: MemoryFile): FileStat => ({ kind: 'file', size, identity, userId: 0, permissions: 0o644 });
  const directory: FileStat = { kind: 'directory', size: 0, identity: 'directory', userId: 0, permissions: 0o755 };

  function handleOf(path: string, file: MemoryFile): OpenFile {
    let at = 0;
    async function write(bytes: Uint8Array, position: number | null): Promise<void> {
      const from = position ?? at;
      if (from + bytes.length > file.bytes.length) file.bytes = Buffer.concat([file.bytes, Buffer.alloc(from + bytes.length)]);
      file.bytes.set(bytes, from);
      file.size = Math.max(file.size, from + bytes.length);
      if (position === null) at += bytes.length;
    }
    return {
      path,
      async read(target, position) {
        const from = position ?? at;
        const count = Math.max(0, Math.min(target.length, file.size - from));
        target.set(file.bytes.subarray(from, from + count));
        if (position === null) at += count;
        return count;
      },
      write,
      writeAll: (pieces, position) => write(Buffer.concat(pieces), position),
      stat: async () => statOf(file),
      truncate: async (size) => {
        file.size = Math.min(file.size, size);
      },
      sync: async () => undefined,
      close: async () => undefined,
    };
  }

  function put(path: string, bytes: Buffer): MemoryFile {
    const file = { bytes, size: bytes.length, identity: `memory:${made++}` };
    files.set(path, file);
    return file;
  }

  return {
    put: (path, bytes) => void put(path, bytes),
    content(path) {
      const { bytes, size } = find(path, 'read');
      return bytes.subarray(0, size);
    },
    names: () => [...files.keys()],
    clone() {
      const copy = createMemoryFileSystem();
      for (const [path, { bytes, size }] of files) copy.put(path, Buffer.from(bytes.subarray(0, size)));
      return copy;
    },
    async open(path, mode) {
      if (mode !== 'create') return handleOf(path, find(path, mode === 'read' ? 'read' : 'write'));
      if (files.has(path)) throw fail('EEXIST', 'write', path);
      return handleOf(path, put(path, Buffer.alloc(0)));
    },
    stat: async (path) => (path === '.' ? directory : statOf(find(path, 'read'))),
    async realpath(path) {
      if (path !== '.') find(path, 'read');
      return path;
    },
    readLink: async () => undefined,
    readDirectory: async () => [...files.keys()],
    makeDirectory: async () => undefined,
    async rename(from, to) {
      files.set(to, find(from, 'write'));
      files.delete(from);
    },
    async unlink(path) {
      find(path, 'remove');
      files.delete(path);
    },
    syncDirectory: async () => undefined,
    unlinkAtExit: () => () => undefined,
    self: () => ({ pid: 1, host: 'memory', start: '', thread: 0 }),
    isRunning: () => true,
  };
}
