// A weaver in a thread of its own, as its owner sees it.
import { Worker } from 'node:worker_threads';
import type { Batch } from '../model/batch.js';
import { TelemendError } from '../model/errors.js';
import type { SeriesTable } from '../model/series.js';
import type { RowKey } from '../replay/row-key.js';
import type { Courses } from './course-counter.js';
import { NOTHING_WOVEN, PIECE_BYTES, type LoomState } from './loom.js';
import { giveRoom, memoryOf, receiveBatch, restoreFailure } from './reader-messages.js';
import { ReplyQueue } from './reply-queue.js';
import type { LineSink, Weaver, WeaverOptions } from './weaver.js';
import type { PieceMemory, WeaveReply, WeaveRequest, WeaverStart } from './weaver-messages.js';

/** So much may be on the way: the thread has always something to do, and little waits for it. */
const REQUESTS_AHEAD = 2;
/** Pieces of lines that are on the way or being written: more than come of the requests ahead, so that the thread waits for none. */
const PIECES = 8;

/** Sends rows to the thread as they are let go, and takes what comes back. */
export class WeavingThread implements Weaver {
  readonly #worker: Worker;
  readonly #replies = new ReplyQueue<WeaveReply>();
  #request: { reads: WeaveRequest['reads'][number][]; made: Batch[] } = { reads: [], made: [] };
  readonly #lines: LineSink | undefined;
  readonly #memory: PieceMemory | undefined;
  #open = 0;
  state: LoomState;
  courses: Courses | undefined;

  /** See LocalWeaver. */
  constructor(series: SeriesTable, state = NOTHING_WOVEN, { lines, withCourses }: WeaverOptions = {}) {
    this.state = state;
    this.#lines = lines;
    this.#memory = lines && createPieceMemory();
    const sensorIds = Array.from({ length: series.size }, (_, number) => series.id(number));
    const workerData: WeaverStart = { sensorIds, state, options: { behindRead: lines?.behindRead, withCourses }, lines: this.#memory };
    this.#worker = new Worker(new URL('./weaver-thread.js', import.meta.url), { workerData });
    // Only while it has something to do must the process wait for it.
    this.#worker.unref();
    this.#worker.on('message', (reply: WeaveReply) => this.#replies.take(reply));
    this.#worker.on('error', (error) => this.#replies.fail(error));
    this.#worker.on('exit', () => this.#replies.fail(new TelemendError('internal', 'the weaving thread ended early')));
  }

  pushRead(batch: Batch, isOut?: Uint8Array): void {
    if (batch.count > 0) this.#request.reads.push({ batch, isOut });
  }

  pushMade(batch: Batch): void {
    if (batch.count > 0) this.#request.made.push(batch);
  }

  async *release(bound: RowKey): AsyncGenerator<Batch, void, undefined> {
    this.#ask(bound);
    yield* this.#take(REQUESTS_AHEAD);
  }

  async *rest(): AsyncGenerator<Batch, void, undefined> {
    this.#ask('rest');
    yield* this.#take(0);
  }

  async takeWaiting(): Promise<Batch[]> {
    const waiting: Batch[] = [];
    this.#ask('waiting');
    for await (const batch of this.#take(0)) waiting.push(batch);
    return waiting;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(leaving: WeaveRequest['leaving']): void {
    const { reads, made } = this.#request;
    const memory = [...reads.map(({ batch }) => batch), ...made].flatMap(memoryOf);
    for (const { isOut } of reads) if (isOut) memory.push(isOut.buffer as ArrayBuffer);
    this.#worker.postMessage({ reads, made, leaving } satisfies WeaveRequest, memory);
    this.#request = { reads: [], made: [] };
    if (this.#open++ === 0) this.#worker.ref();
  }

  /** Takes replies until at most so many requests have none. */
  async *#take(openAtMost: number): AsyncGenerator<Batch, void, undefined> {
    while (this.#open > openAtMost || this.#replies.isReady) {
      const reply = await this.#replies.next();
      if (reply.kind === 'failure') throw restoreFailure(reply.failure);
      if (reply.kind === 'piece') {
        await this.#write(reply);
        continue;
      }
      if (--this.#open === 0) this.#worker.unref();
      this.state = reply.state;
      this.courses = reply.courses;
      for (const batch of reply.batches) yield receiveBatch(batch);
    }
  }

  async #write({ at, byteCount, crc32 }: Extract<WeaveReply, { kind: 'piece' }>): Promise<void> {
    const { bytes, room } = this.#memory!;
    await this.#lines!.write({ bytes: Buffer.from(bytes, at, byteCount), crc32, giveBack: () => giveRoom(room, 1) });
  }
}

function createPieceMemory(): PieceMemory {
  const room = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  giveRoom(room, PIECES);
  return { bytes: new SharedArrayBuffer(PIECES * PIECE_BYTES), room };
}
