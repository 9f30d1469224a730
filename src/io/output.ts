// One output being written: buffered, counted and checksummed on the way.
import { createHash, type Hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Writable } from 'node:stream';
import type { Checksum } from './checksum.js';
import { systemError } from './system-error.js';

/** Where an output's bytes go; an OpenFile is one. */
export interface Sink {
  write(bytes: Uint8Array, position: null): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

const BUFFER_BYTES = 2 ** 20;

/** Outputs up to this size get a SHA-256 too; of larger ones it would take longer than making them. */
const SHA256_BYTES = 2 ** 20;

/** Collects bytes into writes of about 1 MiB. Await every call before the next. */
export class OutputFile implements Checksum {
  /** As the user wrote it. */
  readonly name: string;
  readonly #sink: Sink;
  #buffer: Buffer | undefined;
  #filled = 0;
  #byteCount = 0;
  #crc32 = 0;
  #sha256: Hash | undefined = createHash('sha256');

  constructor(name: string, sink: Sink) {
    this.name = name;
    this.#sink = sink;
  }

  /** Bytes taken so far. */
  get byteCount(): number {
    return this.#byteCount;
  }

  /** CRC-32 of the bytes taken so far. */
  get crc32(): number {
    return this.#crc32;
  }

  /** SHA-256 of the bytes taken so far, in hexadecimal; undefined beyond a mebibyte. */
  get sha256(): string | undefined {
    return this.#sha256?.copy().digest('hex');
  }

  /** Takes bytes; they may be changed once the promise has resolved. */
  async write(bytes: Buffer): Promise<void> {
    this.#byteCount += bytes.length;
    this.#crc32 = crc32(bytes, this.#crc32);
    this.#sha256 = this.#byteCount <= SHA256_BYTES ? this.#sha256?.update(bytes) : undefined;
    if (this.#filled + bytes.length > BUFFER_BYTES) await this.flush();
    if (bytes.length >= BUFFER_BYTES) return this.#sink.write(bytes, null);
    this.#buffer ??= Buffer.allocUnsafeSlow(BUFFER_BYTES);
    this.#filled += bytes.copy(this.#buffer, this.#filled);
  }

  /** Hands on what is buffered, so that a live reader sees it. */
  async flush(): Promise<void> {
    const filled = this.#filled;
    this.#filled = 0;
    if (filled > 0) await this.#sink.write(this.#buffer!.subarray(0, filled), null);
  }

  /** Flushes and makes the bytes durable. A failed sync is not repeated: the kernel may have dropped the pages. */
  async sync(): Promise<void> {
    await this.flush();
    await this.#sink.sync();
  }

  async close(): Promise<void> {
    this.#buffer = undefined;
    await this.#sink.close();
  }
}

/** A stream that is already open, such as stdout, as a sink; it stays open. A reader that has gone is an `isClosedPipe` error. */
export function streamSink(stream: Writable, name: string): Sink {
  // Without a listener the stream's error would end the process; it reaches the caller through the write. It is emitted some time
  // after that, so the listener stays.
  if (!stream.listeners('error').includes(ignoreError)) stream.on('error', ignoreError);
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        stream.write(bytes, (error) => (error ? reject(systemError(error, 'write', name)) : resolve()));
      }),
    sync: async () => undefined,
    close: async () => undefined,
  };
}

function ignoreError(): void {}
