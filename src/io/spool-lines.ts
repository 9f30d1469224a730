// Lines that wait until it is known whether they are wanted: in a temporary file, then handed on whole or not at all.
import { nodeFileSystem, type FileSystem } from './file-system.js';
import { OutputFile } from './output.js';
import { readFully } from './read-fully.js';
import { createTemporaryFile, type TemporaryFile } from './temporary-file.js';

const PIECE_BYTES = 2 ** 20;

/** See createSpool. */
export interface Spool {
  write(bytes: Buffer): Promise<void>;
  /** Forgets what was written. */
  restart(): Promise<void>;
  /** Hands over what was written, in pieces. */
  handOver(write: (bytes: Buffer) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** A spool in the system's directory for temporary files. Memory: two pieces. */
export async function createSpool(fileSystem: FileSystem = nodeFileSystem): Promise<Spool> {
  let file: TemporaryFile = await createTemporaryFile(fileSystem);
  let output = new OutputFile('spool', file.handle);
  return {
    write: (bytes) => output.write(bytes),
    async restart() {
      await file.close();
      file = await createTemporaryFile(fileSystem);
      output = new OutputFile('spool', file.handle);
    },
    async handOver(write) {
      await output.flush();
      for (let at = 0; at < output.byteCount; at += PIECE_BYTES) {
        const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, output.byteCount - at));
        await readFully(file.handle, piece, at);
        await write(piece);
      }
    },
    close: () => file.close(),
  };
}
