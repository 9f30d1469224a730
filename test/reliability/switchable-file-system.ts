// The file system of a process, exchanged under running commands: no command can pass by the one that is set.
// It imports nothing of src/, since the mock of a module must not wait for that module.
import type * as fileSystemModule from '../../src/io/file-system.js';
import type { FileSystem } from '../../src/io/file-system.js';

let current: FileSystem;
let real: FileSystem;

/** The module of the file system, for `vi.mock`, with one in it that can be exchanged. */
export function switchable(original: typeof fileSystemModule): typeof fileSystemModule {
  real = current = original.nodeFileSystem;
  return {
    ...original,
    get nodeFileSystem() {
      return current;
    },
  };
}

export function useFileSystem(fileSystem: FileSystem): void {
  current = fileSystem;
}

export function realFileSystem(): FileSystem {
  return real;
}
