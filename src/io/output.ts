// One output being written: buffered, counted and checksummed on the way.
import { createHash, type Hash } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { Checksum } from './checksum.js';
import type { Compressor } from './compress.js';
import { combineCrc32 } from './crc32-combine.js';
import { crc32 } from './scanner/crc32.js';
import { systemError } from './system-error.js';

/** Where an output's bytes go; an OpenFile is one. */
export interface Sink {
  write(bytes: Uint8Array, position: null): Promise<void>;
  /** Several pieces at once, where it can. */
  writeAll?(pieces: readonly Uint8Array[], position: null): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Bytes whose checksum is known. */
export interface SummedBytes {
  readonly bytes: Buffer;
  readonly crc32: number;
  /**
   * Where it is given, the bytes stay as they are until it is called: once they are written, or will not be any more, and in the order in
   * which they came.
   */
  readonly giveBack?: () => void;
}

const BUFFER_BYTES = 2 ** 20;
/** Fewer bytes are better collected than written by themselves. */
const LEAST_LENT_BYTES = 2 ** 16;
/** So many buffers may be under way, all but those of one write waiting for it. */
const MOST_UNDER_WAY = 6;

/** Outputs up to this size get a SHA-256 too; of larger ones it would take longer than making them. */
const SHA256_BYTES = 2 ** 20;

/**
 * Collects bytes into writes of 1 MiB, of which one is under way while the next is collected: two buffers of memory. What is lent is written
 * from where it lies. Await every call before the next. That a write failed is told by one of the next calls and all after it.
 */
export class OutputFile implements Checksum {
  /** As the user wrote it. */
  readonly name: string;
  readonly #sink: Sink;
  readonly #compressor: Compressor | undefined;
  #buffer: Buffer | undefined;
  #spare: Buffer | undefined;
  #filled = 0;
  /** How often bytes were handed on, or taken up. */
  #handed = 0;
  /** When each of the buffers that are under way is written. */
  readonly #underWay: Promise<void>[] = [];
  /** Buffers that wait for the write before them, to be written together: it is noticed to be through only from time to time. */
  #waiting: Buffer[] = [];
  #isEnded = false;
  #byteCount = 0;
  #crc32 = 0;
  /** What was handed on first, as long as nothing else was: it stays in its buffer, and few ask for its hash. */
  #first: Buffer | undefined;
  #sha256: Hash | undefined;

  constructor(name: string, sink: Sink, compressor?: Compressor) {
    this.name = name;
    this.#sink = sink;
    this.#compressor = compressor;
  }

  /** Bytes of the file so far, compressed where it is. */
  get byteCount(): number {
    return this.#byteCount;
  }

  /** CRC-32 of these bytes. */
  get crc32(): number {
    return this.#crc32;
  }

  /** SHA-256 of these bytes, in hexadecimal, between `end` and `close`; undefined beyond a mebibyte. */
  get sha256(): string | undefined {
    if (this.#byteCount > SHA256_BYTES) return undefined;
    return this.#hashSoFar().copy().digest('hex');
  }

  /** Takes bytes; they may be changed once the promise has resolved. */
  async write(bytes: Buffer): Promise<void> {
    if (this.#compressor) await this.#takeAll(await this.#compressor.write(bytes));
    else await this.#take(bytes);
  }

  /** The same for bytes whose checksum is known; those that are to be given back are not copied, unless they are few. */
  async writeSummed({ bytes, crc32, giveBack }: SummedBytes): Promise<void> {
    if (!this.#compressor && giveBack && bytes.length >= LEAST_LENT_BYTES) return this.#pass(bytes, crc32, giveBack);
    if (this.#compressor) await this.write(bytes);
    else await this.#take(bytes, crc32);
    if (giveBack) this.#afterWrites(giveBack);
  }

  /** Nothing more is written: what is buffered, and what a compressor still holds, goes to the file, and is counted. Once is enough. */
  async end(): Promise<void> {
    if (this.#compressor && !this.#isEnded) await this.#takeAll(await this.#compressor.end());
    this.#isEnded = true;
    await this.#empty();
  }

  async #takeAll(pieces: readonly Buffer[]): Promise<void> {
    for (const piece of pieces) await this.#take(piece);
  }

  async #take(bytes: Buffer, sum?: number): Promise<void> {
    this.#count(bytes, sum);
    for (let taken = 0; taken < bytes.length; ) {
      this.#buffer ??= Buffer.allocUnsafeSlow(BUFFER_BYTES);
      const count = bytes.copy(this.#buffer, this.#filled, taken);
      taken += count;
      this.#filled += count;
      if (this.#filled === BUFFER_BYTES) await this.#handOn();
    }
  }

  async #pass(bytes: Buffer, sum: number, giveBack: () => void): Promise<void> {
    if (this.#filled > 0) await this.#handOn();
    await this.#settle(MOST_UNDER_WAY - 1);
    this.#count(bytes, sum);
    this.#handed++;
    this.#hash(bytes);
    this.#begin(bytes).then(giveBack, giveBack);
  }

  /** Does it once the writes that are under way are through, or at once: what was lent earlier is given back earlier. */
  #afterWrites(giveBack: () => void): void {
    const last = this.#underWay.at(-1);
    if (last) last.then(giveBack, giveBack);
    else giveBack();
  }

  /** Counts bytes that stand in the file already, in their order, before anything is written. */
  takeUp(bytes: Buffer): void {
    this.#count(bytes);
    this.#handed++;
    this.#hash(bytes);
  }

  #count(bytes: Buffer, sum?: number): void {
    this.#byteCount += bytes.length;
    this.#crc32 = sum === undefined ? crc32(bytes, this.#crc32) : combineCrc32(this.#crc32, sum, bytes.length);
  }

  #hash(bytes: Buffer): void {
    if (this.#byteCount <= SHA256_BYTES) this.#sha256 = this.#hashSoFar().update(bytes);
  }

  #hashSoFar(): Hash {
    return this.#sha256 ?? createHash('sha256').update(this.#first ?? '');
  }

  /** Hands on what is buffered, so that a live reader sees it. */
  async flush(): Promise<void> {
    if (this.#compressor) await this.#takeAll(await this.#compressor.flush());
    await this.#empty();
  }

  async #empty(): Promise<void> {
    if (this.#filled > 0) await this.#handOn();
    await this.#settle();
  }

  /** Makes the bytes so far durable, but for what a compressor still holds. A failed sync is not repeated: the kernel may have dropped the pages. */
  async sync(): Promise<void> {
    await this.#empty();
    await this.#sink.sync();
  }

  async close(): Promise<void> {
    this.#compressor?.destroy();
    await Promise.allSettled(this.#underWay); // what failed was told where it was awaited, or nobody wants the output any more
    this.#buffer = undefined;
    this.#spare = undefined;
    this.#first = undefined;
    await this.#sink.close();
  }

  /** Hands on the buffer, once the writes before are through, so that the other one is free. */
  async #handOn(): Promise<void> {
    await this.#settle();
    const full = this.#buffer!;
    const bytes = full.subarray(0, this.#filled);
    if (this.#handed++ === 0) this.#first = bytes;
    else this.#hash(bytes);
    void this.#begin(bytes);
    this.#filled = 0;
    this.#buffer = this.#spare;
    this.#spare = full;
  }

  /** Begins to write bytes behind those that are under way, or, where that fails, nothing. */
  #begin(bytes: Buffer): Promise<void> {
    const before = this.#underWay.at(-1);
    const joins = before !== undefined && this.#waiting.length > 0;
    this.#waiting.push(bytes);
    const written = joins ? before : (before ?? Promise.resolve()).then(() => this.#writeWaiting());
    written.catch(() => undefined); // thrown where it is awaited
    this.#underWay.push(written);
    return written;
  }

  async #writeWaiting(): Promise<void> {
    const pieces = this.#waiting;
    this.#waiting = [];
    if (pieces.length > 1 && this.#sink.writeAll) await this.#sink.writeAll(pieces, null);
    else for (const piece of pieces) await this.#sink.write(piece, null);
  }

  /** Waits until at most so many buffers are under way. */
  async #settle(most = 0): Promise<void> {
    while (this.#underWay.length > most) {
      await this.#underWay[0];
      void this.#underWay.shift(); // it has come
    }
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
