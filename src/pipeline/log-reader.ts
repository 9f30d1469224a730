// Reads a log for a recovery, in this thread or, where the log is large, in one of its own: the same batches either way.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { BlockIndex } from '../io/block-index.js';
import { createDecoder } from '../io/create-decoder.js';
import type { ChunkDecoder, DecodeOptions } from '../io/decode.js';
import type { Log } from '../io/log.js';
import { scanLog, type ScannedBlock, type ScanOptions } from '../io/scan.js';
import type { Batch } from '../model/batch.js';
import { TelemendError } from '../model/errors.js';
import type { SeriesTable } from '../model/series.js';
import { orderLog, type HeldAtMost } from '../replay/order-log.js';
import {
  asBuffer, receiveBatch, restoreFailure, type ReaderReply, type ReaderRequest, type ReaderStart,
} from './reader-messages.js';

/** The ways to read a log. One reading at a time. */
export interface LogReader {
  /** For single blocks. */
  readonly decode: ChunkDecoder;
  /** All lines in input order. */
  scan(options: ScanOptions): AsyncGenerator<ScannedBlock, void, undefined>;
  /** All events in the total order; after a scan. */
  order(index: BlockIndex, memoryBytes: number, onHeld: (held: HeldAtMost) => void): AsyncGenerator<Batch, void, undefined>;
  close(): Promise<void>;
}

/** Below this, starting a thread takes longer than it saves. */
const THREAD_FROM_BYTES = 32 * 2 ** 20;

/**
 * A reader of the log whose sensors are numbered in `series`.
 *
 * @param threads 1 to stay in this thread, 2 for one more; by default 2 where the log is large and there are two cores
 */
export function createLogReader(log: Log, decodeOptions: DecodeOptions, series: SeriesTable, threads?: number): LogReader {
  const { decode } = createDecoder(decodeOptions, series);
  const bytes = log.files.reduce((sum, file) => sum + file.size, 0);
  const wanted = threads ?? (bytes >= THREAD_FROM_BYTES && availableParallelism() > 1 ? 2 : 1);
  // Run from its TypeScript sources, as the unit tests do, telemend has no file that a thread could begin with.
  if (wanted > 1 && import.meta.url.endsWith('.js')) {
    const entry = new URL('./reader-thread.js', import.meta.url);
    return threadReader(new Worker(entry, { workerData: readerStart(log, decodeOptions) }), decode, series);
  }
  return {
    decode,
    scan: (options) => scanLog(log, decode, options),
    order: (index, memoryBytes, onHeld) => orderLog(log, index, decode, series, { memoryBytes, onHeld }),
    close: () => Promise.resolve(),
  };
}

function readerStart(log: Log, decodeOptions: DecodeOptions): ReaderStart {
  return { files: log.files.map(({ name, path, size, dataOffset }) => ({ name, path, size, dataOffset })), decodeOptions };
}

function threadReader(worker: Worker, decode: ChunkDecoder, series: SeriesTable): LogReader {
  const replies = new ReplyQueue(worker);
  return {
    decode,
    async *scan(options) {
      replies.ask({ kind: 'scan', options });
      for (let reply = await replies.next(); reply.kind === 'block'; reply = await replies.next()) {
        for (const id of reply.ids) series.indexOf(id);
        const { block } = reply;
        receiveBatch(block.decoded.batch);
        yield block.chunk.kind === 'lines' ? { ...block, chunk: { ...block.chunk, bytes: asBuffer(block.chunk.bytes) } } : block;
      }
    },
    async *order(index, memoryBytes, onHeld) {
      replies.ask({ kind: 'order', index, memoryBytes });
      let reply = await replies.next();
      for (; reply.kind === 'batch'; reply = await replies.next()) yield receiveBatch(reply.batch);
      if (reply.kind === 'end' && reply.held) onHeld(reply.held);
    },
    async close() {
      await worker.terminate();
    },
  };
}

/** The replies of a thread, one after another; each that is taken lets it send one more. */
class ReplyQueue {
  readonly #worker: Worker;
  readonly #replies: ReaderReply[] = [];
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (reply: ReaderReply) => {
      this.#replies.push(reply);
      this.#wake?.();
    });
    const fail = (error: Error) => {
      this.#failure ??= error;
      this.#wake?.();
    };
    worker.on('error', fail);
    worker.on('exit', () => fail(new TelemendError('internal', 'the reading thread ended early')));
  }

  ask(request: ReaderRequest): void {
    this.#worker.postMessage(request);
  }

  async next(): Promise<ReaderReply> {
    while (this.#replies.length === 0) {
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const reply = this.#replies.shift()!;
    if (reply.kind === 'failure') throw restoreFailure(reply.failure);
    if (reply.kind !== 'end') this.ask({ kind: 'more' });
    return reply;
  }
}
