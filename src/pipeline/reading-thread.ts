// A reading thread as its owner sees it.
import { Worker } from 'node:worker_threads';
import type { BlockIndex } from '../io/block-index.js';
import type { DecodeOptions } from '../io/decode.js';
import type { Log } from '../io/log.js';
import { sharedMeter } from '../io/read-meter.js';
import type { ScannedBlock, ScanOptions } from '../io/scan.js';
import type { Batch } from '../model/batch.js';
import { TelemendError } from '../model/errors.js';
import type { SeriesTable } from '../model/series.js';
import type { OrderOptions } from '../replay/order-log.js';
import type { CheckOptions } from '../validate/checks.js';
import { BATCHES_AHEAD, giveRoom, receiveBatch, restoreFailure, type ReaderReply, type ReaderRequest, type ReaderStart } from './reader-messages.js';
import { ReplyQueue } from './reply-queue.js';
import type { SurveyedPart, SurveyOptions } from './survey-part.js';

/** A thread that reads a log. It answers one request after another, each with the replies that belong to it. */
export class ReadingThread {
  readonly #worker: Worker;
  readonly #room = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #replies = new ReplyQueue<ReaderReply>();
  /** Requests that were not answered to the end. */
  #open = 0;

  constructor(log: Log, decodeOptions: DecodeOptions, checkOptions: CheckOptions) {
    const files = log.files.map(({ name, path, size, dataOffset }) => ({ name, path, size, dataOffset }));
    const { range, sensorRange, series, unit, outputUnit } = checkOptions;
    const workerData: ReaderStart = { files, decodeOptions, checkOptions: { range, sensorRange, series, unit, outputUnit }, room: this.#room, meter: sharedMeter() };
    this.#worker = new Worker(new URL('./reader-thread.js', import.meta.url), { workerData });
    this.#worker.on('message', (reply: ReaderReply) => this.#replies.take(reply));
    this.#worker.on('error', (error) => this.#replies.fail(error));
    this.#worker.unref();
    this.#worker.on('exit', () => this.#replies.fail(new TelemendError('internal', 'the reading thread ended early')));
  }

  /** See SurveyPart; may be called again before it has answered. */
  readonly survey = async (options: SurveyOptions): Promise<SurveyedPart> => {
    this.#ask({ kind: 'survey', options });
    const reply = await this.#next();
    this.#done();
    if (reply.kind !== 'part') throw new TelemendError('internal', `the reading thread sent a ${reply.kind} for a part`);
    return reply.part;
  };

  /** Events in the total order; sensors that are met get their numbers in `series`. The thread begins at once. */
  order(index: BlockIndex, series: SeriesTable, { onOutside, from, to, memoryBytes }: OrderOptions): AsyncGenerator<Batch, void, undefined> {
    const sensorIds = Array.from({ length: series.size }, (_, number) => series.id(number));
    this.#ask({ kind: 'order', index, options: { from, to, memoryBytes }, sensorIds });
    return this.#batches(series, onOutside);
  }

  /** All lines in input order; sensors that are met get their numbers in `series`. */
  async *scan(options: ScanOptions, series: SeriesTable): AsyncGenerator<ScannedBlock, void, undefined> {
    this.#ask({ kind: 'scan', options });
    for (let reply = await this.#next(); reply.kind === 'block'; reply = await this.#next()) {
      giveRoom(this.#room, 1);
      for (const id of reply.ids) series.indexOf(id);
      const { block } = reply;
      block.decoded.batch = receiveBatch(block.decoded.batch);
      const { bytes } = block.decoded.batch;
      yield block.chunk.kind === 'lines' ? { ...block, chunk: { ...block.chunk, bytes } } : block;
    }
    this.#done();
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  async *#batches(series: SeriesTable, onOutside?: (rows: number) => void): AsyncGenerator<Batch, void, undefined> {
    for (;;) {
      const reply = await this.#next();
      if (reply.kind === 'end') onOutside?.(reply.outside ?? 0);
      if (reply.kind !== 'batch') break;
      giveRoom(this.#room, 1);
      for (const id of reply.ids) series.indexOf(id);
      yield receiveBatch(reply.batch);
    }
    this.#done();
  }

  /** Only while it has something to do must the process wait for it. */
  #ask(request: ReaderRequest): void {
    if (this.#open++ === 0) this.#worker.ref();
    if (request.kind !== 'survey') Atomics.store(this.#room, 0, BATCHES_AHEAD);
    this.#worker.postMessage(request);
  }

  #done(): void {
    if (--this.#open === 0) this.#worker.unref();
  }

  async #next(): Promise<ReaderReply> {
    const reply = await this.#replies.next();
    if (reply.kind === 'failure') throw restoreFailure(reply.failure);
    return reply;
  }
}
