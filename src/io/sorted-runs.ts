// Batches that do not fit in memory: written to a temporary file and read back in the order written.
import { layOutBatch, ROW_BYTES, type Batch } from '../model/batch.js';
import { TelemendError } from '../model/errors.js';
import { nodeFileSystem, type FileSystem } from './file-system.js';
import { letGo } from './let-go.js';
import { readFully } from './read-fully.js';
import { createTemporaryFile, type TemporaryFile } from './temporary-file.js';

interface Place {
  readonly position: number;
  readonly count: number;
  readonly byteCount: number;
}

/**
 * Starts a run in a directory (default: the system's for temporary files).
 *
 * @throws TelemendError with the path where the file cannot be made.
 * @example
 * const run = await createRun();
 * await run.append(batch);
 * for await (const again of run) console.log(again.count);
 * await run.close();
 */
export async function createRun(directory?: string, fileSystem: FileSystem = nodeFileSystem): Promise<Run> {
  return new Run(await createTemporaryFile(fileSystem, { directory }));
}

/**
 * A queue of batches on disk: a sorted run of an external merge, or what does not fit in a queue in memory. A batch is one write and one
 * read of its own size, so memory is what the caller's batches take: many runs open at once want small ones (some thousand rows).
 * Beside that, some 50 bytes a waiting batch. Await every call before the next.
 */
export class Run implements AsyncIterable<Batch> {
  readonly #file: TemporaryFile;
  #waiting: Place[] = [];
  #first = 0;
  #end = 0;
  #rowCount = 0;

  /** Use createRun. */
  constructor(file: TemporaryFile) {
    this.#file = file;
  }

  /** Rows that have not been read back. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /** Writes a copy of a batch behind the others; the batch stays the caller's. */
  async append(batch: Batch): Promise<void> {
    const { count, byteCount } = batch;
    const block = layOut(count, byteCount, new ArrayBuffer(count * ROW_BYTES + byteCount));
    for (const name of COLUMN_NAMES) block[name].set(batch[name].subarray(0, count));
    batch.bytes.copy(block.bytes, 0, 0, byteCount);
    const bytes = new Uint8Array(block.bytes.buffer);
    const { length } = bytes;
    await this.#file.handle.write(bytes, this.#end);
    letGo(block);
    this.#waiting.push({ position: this.#end, count, byteCount });
    this.#end += length;
    this.#rowCount += count;
  }

  /** Takes the batch that was appended first; undefined where none waits. */
  async next(): Promise<Batch | undefined> {
    if (this.#first === this.#waiting.length) return undefined;
    const { handle } = this.#file;
    const { position, count, byteCount } = this.#waiting[this.#first];
    const buffer = new ArrayBuffer(count * ROW_BYTES + byteCount);
    if ((await readFully(handle, new Uint8Array(buffer), position)) < buffer.byteLength) {
      throw new TelemendError('io', `${handle.path} has become shorter`, { file: handle.path, hint: 'leave temporary files alone' });
    }
    this.#first++;
    this.#rowCount -= count;
    if (this.#first === this.#waiting.length) {
      // All read: a queue that fills and empties again and again uses the same part of the disk.
      this.#waiting = [];
      this.#first = 0;
      this.#end = 0;
    } else if (this.#first > 1024 && this.#first * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
    return layOut(count, byteCount, buffer);
  }

  /** Takes all that wait, in order. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void> {
    for (let batch = await this.next(); batch; batch = await this.next()) yield batch;
  }

  /** Removes the file. */
  close(): Promise<void> {
    return this.#file.close();
  }
}

const COLUMN_NAMES = [
  'timeMs', 'value', 'arrival', 'offset', 'timeNs', 'series', 'start', 'length', 'reason', 'status', 'flag', 'origin',
] as const satisfies readonly (keyof Batch)[];

function layOut(count: number, byteCount: number, memory: ArrayBuffer): Batch {
  return layOutBatch(count, Buffer.from(memory, ROW_BYTES * count, byteCount), byteCount, memory);
}
