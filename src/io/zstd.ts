// Zstandard, where Node has it: from 22.15 on, and 23.8.
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { TelemendError } from '../model/errors.js';
import type { LogLoss } from './gunzip.js';

/** What zlib has in a Node that knows zstd; the types of older ones leave it out. */
interface ZstdApi {
  readonly createZstdCompress?: () => zlib.Gzip;
  readonly createZstdDecompress?: () => zlib.Gunzip;
}

export const ZSTD_HINT = 'Node 22.15 and later know it';

const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** How many bytes `isZstd` wants to see. */
export const ZSTD_MAGIC_BYTES = ZSTD_MAGIC.length;

/** Whether an input is zstd, by its first bytes. */
export function isZstd(head: Uint8Array): boolean {
  return head.length >= ZSTD_MAGIC_BYTES && ZSTD_MAGIC.equals(head.subarray(0, ZSTD_MAGIC_BYTES));
}

/** A stream that compresses; undefined where this Node has none. */
export function createZstdCompress(): zlib.Gzip | undefined {
  return (zlib as unknown as ZstdApi).createZstdCompress?.();
}

/**
 * Decompresses zstd. What can be read of a damaged input comes out; that it is damaged is handed to `onLoss`.
 *
 * @throws TelemendError `not-usable` where this Node has no zstd.
 */
export async function* unzstd(input: AsyncIterable<Buffer>, name: string, onLoss: (loss: LogLoss) => void): AsyncGenerator<Buffer, void, undefined> {
  const stream = (zlib as unknown as ZstdApi).createZstdDecompress?.();
  if (!stream) {
    throw new TelemendError('not-usable', `cannot read ${name}: Node ${process.versions.node} knows no zstd`, {
      file: name, hint: `${ZSTD_HINT}; or decompress it: zstd -dc ${name} | telemend COMMAND -`,
    });
  }
  let isOver = false;
  Readable.from(input, { objectMode: false }).on('error', (error) => stream.destroy(error)).pipe(stream);
  try {
    for await (const bytes of stream) yield bytes as Buffer;
    isOver = true;
  } catch {
    isOver = true;
    onLoss({ kind: 'corrupt', offset: stream.bytesWritten });
  } finally {
    if (!isOver) stream.destroy();
  }
}
