// A log in exact event-time order: only the blocks that can hold wanted rows are read, and the block index says when rows may leave.
import { sumOf, type BlockIndex } from '../io/block-index.js';
import { readBlock } from '../io/chunks.js';
import type { ChunkDecoder } from '../io/decode.js';
import type { Log } from '../io/log.js';
import { createRun } from '../io/sorted-runs.js';
import type { Batch } from '../model/batch.js';
import type { SeriesTable } from '../model/series.js';
import { isInWindow } from '../model/window.js';
import { mergeInOrder, type BlockSource } from './external-merge.js';
import { keepRows } from './keep-rows.js';
import { readOutliers } from './read-outliers.js';
import { planReading, predictHeldBytes, wholeMilliseconds, type ReadingPlan, type TimeWindow } from './reading-plan.js';
import { ReorderBuffer } from './reorder.js';

/** What of a log is wanted, and in how much memory. */
export interface OrderOptions extends TimeWindow {
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
 * disorder. `series` is the table that the decoder numbers the sensors in.
 *
 * Time: O(n log n), and O(n) where no event is far from its place, over the blocks that overlap [from, to). Memory: `memoryBytes` and a
 * few blocks.
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
  const plan = planReading(index, ...wholeMilliseconds({ from, to }));
  onOutside?.(sumOf(index, 'rowCount') - plan.rows);
  const source = readPlanned(log, index, plan, decode, (batch, minMs, maxMs) => {
    if ((from === undefined || minMs > from.timeMs) && (to === undefined || maxMs < to.timeMs)) return;
    const { count, timeMs, timeNs } = batch;
    keepRows(batch, (row) => isInWindow(timeMs[row], timeNs[row], from, to));
    onOutside?.(count - batch.count);
  });
  const buffer = new ReorderBuffer(series);
  // What was written as a run stays in memory until it is collected, while the next one is filled beside it.
  const runBytes = predictHeldBytes(index, plan) > memoryBytes ? memoryBytes / 2 : memoryBytes;
  yield* mergeInOrder(source, buffer, createRun, runBytes);
  onHeld?.({ bytes: buffer.maxHeldBytes, rows: buffer.maxHeldRows });
}

/** @param select takes out of a batch, whose events lie in [minMs, maxMs], what is not wanted */
function readPlanned(
  log: Log,
  index: BlockIndex,
  { units, earliestMs }: ReadingPlan,
  decode: ChunkDecoder,
  select: (batch: Batch, minMs: number, maxMs: number) => void,
): BlockSource {
  const blocks = units.flatMap((unit) => ('block' in unit ? [unit.block] : []));
  const start = (block: number) => {
    const chunk = readBlock(log, index.fileIndex[block], index.offset[block], index.byteLength[block]);
    chunk.catch(() => undefined); // thrown where it is awaited
    return chunk;
  };
  let ahead: ReturnType<typeof start> | undefined;
  let next = 0;
  const readNextBlock = async () => {
    const block = blocks[next++];
    const { bytes, byteCount, offset } = await (ahead ?? start(block));
    ahead = next < blocks.length ? start(blocks[next]) : undefined; // the disk works while the block is decoded
    const { batch } = decode(bytes, byteCount, index.firstArrival[block], offset);
    const minMs = index.minMs[block];
    if (index.outlierCount[block] > 0) keepRows(batch, (row) => batch.timeMs[row] >= minMs);
    select(batch, minMs, index.maxMs[block]);
    return batch;
  };
  return {
    count: units.length,
    earliestMs,
    async read(k) {
      const unit = units[k];
      if ('block' in unit) return readNextBlock();
      const batch = await readOutliers(log, index.outliers, unit.outliers, decode);
      select(batch, -Infinity, Infinity);
      return batch;
    },
  };
}
