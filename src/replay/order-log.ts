// A log in exact event-time order: only the blocks that can hold wanted rows are read, and the block index says when rows may leave.
import { blocksBetween, rowsOf, suffixMinima, type BlockIndex } from '../io/block-index.js';
import { readBlock } from '../io/chunks.js';
import type { ChunkDecoder } from '../io/decode.js';
import type { Log } from '../io/log.js';
import { createRun } from '../io/sorted-runs.js';
import type { Batch } from '../model/batch.js';
import type { Instant } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';
import { isInWindow } from '../model/window.js';
import { mergeInOrder, type BlockSource } from './external-merge.js';
import { keepRows } from './keep-rows.js';
import { ReorderBuffer } from './reorder.js';

/** What of a log is wanted, and in how much memory. */
export interface OrderOptions {
  /** Rows of event time [from, to); an absent bound is none. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** What the rows that wait may take; beyond it they are written to temporary files. */
  readonly memoryBytes?: number;
  /** Told how many rows lie outside [from, to), as they are left out. */
  readonly onOutside?: (rows: number) => void;
  /** Told at the end how much was held at most. */
  readonly onHeld?: (held: HeldAtMost) => void;
}

export interface HeldAtMost {
  readonly bytes: number;
  readonly rows: number;
}

export const DEFAULT_MEMORY_BYTES = 128 * 2 ** 20;

/**
 * The events of a log in the total order (event time to the nanosecond, sensor id by its UTF-8 bytes, input position), whatever the
 * disorder. `series` is the table that the decoder numbers the sensors in, and knows all of them already.
 *
 * Time: O(n + s log s) for s stragglers, over the blocks that overlap [from, to). Memory: `memoryBytes` and a few blocks.
 *
 * @throws TelemendError `bad-input` where a file has become shorter, `no-space` or `io` where temporary files fail.
 * @example
 * for await (const batch of orderLog(log, index, decode, series, { from: parseInstantArgument('2026-01-01T00:00:00Z') })) {
 *   process.stdout.write(linesOf(batch));
 * }
 */
export async function* orderLog(
  log: Log,
  index: BlockIndex,
  decode: ChunkDecoder,
  series: SeriesTable,
  options: OrderOptions = {},
): AsyncGenerator<Batch, void, undefined> {
  const { from, to, memoryBytes = DEFAULT_MEMORY_BYTES, onOutside, onHeld } = options;
  const lastMs = to === undefined ? Infinity : to.timeNs > 0 ? to.timeMs : to.timeMs - 1;
  const blocks = blocksBetween(index, from?.timeMs ?? -Infinity, lastMs);
  onOutside?.(rowsOf(index) - rowsOf(index, blocks));
  const isWithin = (block: number) => (
    (from === undefined || index.minMs[block] > from.timeMs) && (to === undefined || index.maxMs[block] < to.timeMs)
  );
  const source = readBlocks(log, index, blocks, decode, (batch, block) => {
    if (isWithin(block)) return;
    const { count, timeMs, timeNs } = batch;
    keepRows(batch, (row) => isInWindow(timeMs[row], timeNs[row], from, to));
    onOutside?.(count - batch.count);
  });
  const buffer = new ReorderBuffer(series);
  yield* mergeInOrder(source, buffer, createRun, memoryBytes);
  onHeld?.({ bytes: buffer.maxHeldBytes, rows: buffer.maxHeldRows });
}

function readBlocks(
  log: Log,
  index: BlockIndex,
  blocks: Uint32Array,
  decode: ChunkDecoder,
  select: (batch: Batch, block: number) => void,
): BlockSource {
  const start = (block: number) => {
    const chunk = readBlock(log, index.fileIndex[block], index.offset[block], index.byteLength[block]);
    chunk.catch(() => undefined); // thrown where it is awaited
    return chunk;
  };
  let ahead: ReturnType<typeof start> | undefined;
  return {
    count: blocks.length,
    earliestMs: suffixMinima(index, blocks),
    async read(k) {
      const block = blocks[k];
      const { bytes, byteCount, offset } = await (ahead ?? start(block));
      ahead = k + 1 < blocks.length ? start(blocks[k + 1]) : undefined; // the disk works while the block is decoded
      const { batch } = decode(bytes, byteCount, index.firstArrival[block], offset);
      select(batch, block);
      return batch;
    },
  };
}
