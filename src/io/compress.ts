// Outputs named .gz or .zst are compressed on their way to the file.
import { once } from 'node:events';
import { createGzip, type Gzip } from 'node:zlib';
import { TelemendError } from '../model/errors.js';
import { createZstdCompress, ZSTD_HINT } from './zstd.js';

/** Compresses bytes; each call gives the compressed ones that are ready. One call at a time. */
export interface Compressor {
  write(bytes: Buffer): Promise<readonly Buffer[]>;
  /** All bytes so far, so that a reader can read them now. */
  flush(): Promise<readonly Buffer[]>;
  /** What is left, once. */
  end(): Promise<readonly Buffer[]>;
  destroy(): void;
}

/** Writing is to take no longer than making what is written: level 6 takes three times as long, for a sixth less. */
const GZIP_LEVEL = 3;

/** Whether the name of an output asks for a compressor. */
export function isCompressedName(name: string): boolean {
  return /\.(gz|zst)$/i.test(name);
}

/** The compressor that the name of an output asks for; undefined for none. @throws TelemendError `usage` where this Node has none of that kind. */
export function compressorOf(name: string): Compressor | undefined {
  if (/\.gz$/i.test(name)) return streamCompressor(createGzip({ level: GZIP_LEVEL }));
  if (!/\.zst$/i.test(name)) return undefined;
  const stream = createZstdCompress();
  if (!stream) throw new TelemendError('usage', `${name} cannot be written: Node ${process.versions.node} knows no zstd`, { file: name, hint: `${ZSTD_HINT}, or write .gz` });
  return streamCompressor(stream);
}

function streamCompressor(stream: Gzip): Compressor {
  const ready: Buffer[] = [];
  stream.on('data', (bytes: Buffer) => ready.push(bytes));
  return {
    async write(bytes) {
      await new Promise<void>((resolve, reject) => {
        stream.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
      return ready.splice(0);
    },
    async flush() {
      await new Promise<void>((resolve) => {
        stream.flush(resolve);
      });
      return ready.splice(0);
    },
    async end() {
      const ended = once(stream, 'end');
      stream.end();
      await ended;
      return ready.splice(0);
    },
    destroy: () => void stream.destroy(),
  };
}
