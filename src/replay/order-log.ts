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
import { groupUnits, planReading, predictHeldBytes, wholeMilliseconds, type ReadingPlan, type TimeWindow } from './reading-plan.js';
import { ReorderBuffer } from './reorder.js';

/** What of a log is wanted, and in how much memory. */
export interface OrderOptions extends TimeWindow {
  /** What the rows that wait may take; beyond it they are written to temporary files. */
  readonly memoryBytes?: number;
  /** Told how many rows lie outside [from, to), as they are left out. */
  readonly onOutside?: (rows: number) => void;
}

export const DEFAULT_MEMORY_BYTES = 128 * 2 ** 20;

/** So much is read at once where blocks follow each other, since each read and each batch has a price of its own. */
const GROUP_BYTES = 2 ** 20;
const GROUP_SHARE = 1 / 64;
/** A run takes this share of the memory, where runs are written at all. */
const RUN_SHARE = 1 / 4;

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
  const { from, to, memoryBytes = DEFAULT_MEMORY_BYTES, onOutside } = options;
  const plan = planReading(index, ...wholeMilliseconds({ from, to }));
  onOutside?.(sumOf(index, 'rowCount') - plan.rows);
  const groupBytes = Math.min(GROUP_BYTES, memoryBytes * GROUP_SHARE);
  const source = readPlanned(log, index, plan, groupBytes, decode, (batch, minMs, maxMs) => {
    if ((from === undefined || minMs > from.timeMs) && (to === undefined || maxMs < to.timeMs)) return;
    const { count, timeMs, timeNs } = batch;
    keepRows(batch, (row) => isInWindow(timeMs[row], timeNs[row], from, to));
    onOutside?.(count - batch.count);
  });
  // What was written as a run stays in memory until it is collected, while the next ones are filled beside it.
  const runBytes = predictHeldBytes(index, plan) > memoryBytes ? memoryBytes * RUN_SHARE : memoryBytes;
  yield* mergeInOrder(source, new ReorderBuffer(series), createRun, runBytes);
}

/** @param select takes out of a batch, whose events lie in [minMs, maxMs], what is not wanted */
function readPlanned(
  log: Log,
  index: BlockIndex,
  plan: ReadingPlan,
  groupBytes: number,
  decode: ChunkDecoder,
  select: (batch: Batch, minMs: number, maxMs: number) => void,
): BlockSource {
  const { units, earliestMs } = plan;
  const firsts = groupUnits(index, plan, groupBytes);
  const count = firsts.length - 1;
  /** The blocks of group g; none where it is of outliers. */
  const blocksOf = (g: number) => units.slice(firsts[g], firsts[g + 1]).flatMap((unit) => ('block' in unit ? [unit.block] : []));
  const start = (g: number) => {
    const blocks = g < count ? blocksOf(g) : [];
    if (blocks.length === 0) return undefined;
    const bytes = blocks.reduce((sum, block) => sum + index.byteLength[block], 0);
    const chunk = readBlock(log, index.fileIndex[blocks[0]], index.offset[blocks[0]], bytes);
    chunk.catch(() => undefined); // thrown where it is awaited
    return chunk;
  };
  let ahead: ReturnType<typeof start>;
  return {
    count,
    earliestMs: Float64Array.from(firsts, (unit) => earliestMs[unit]),
    async read(g) {
      const unit = units[firsts[g]];
      if ('outliers' in unit) {
        const batch = await readOutliers(log, index.outliers, unit.outliers, decode);
        select(batch, -Infinity, Infinity);
        return batch;
      }
      const blocks = blocksOf(g);
      const { bytes, byteCount, offset, fileIndex } = await (ahead ?? start(g))!;
      ahead = start(g + 1); // the disk works while the blocks are decoded
      const { batch } = decode(bytes, byteCount, index.firstArrival[blocks[0]], offset, fileIndex);
      const minMs = Math.min(...blocks.map((block) => index.minMs[block]));
      // Blocks with outliers are read alone.
      if (index.outlierCount[blocks[0]] > 0) keepRows(batch, (row) => batch.timeMs[row] >= minMs);
      select(batch, minMs, Math.max(...blocks.map((block) => index.maxMs[block])));
      return batch;
    },
  };
}
