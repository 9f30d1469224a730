// A log whose index is known in event-time order, by way of a window over its last blocks: fast, where the disorder fits into it.
import { sumOf, type BlockIndex } from '../io/block-index.js';
import { readBlock, type LineChunk } from '../io/chunks.js';
import type { Log } from '../io/log.js';
import type { LineWindow } from '../io/scanner/line-window.js';
import type { Batch } from '../model/batch.js';
import type { Instant } from '../model/instant.js';
import { keepRows } from './keep-rows.js';
import type { OrderOptions } from './order-log.js';
import { BLOCKS_A_BATCH } from './order-in-passing.js';
import { planReading, wholeMilliseconds } from './reading-plan.js';

/**
 * The events of a log from `from` on, and some around [from, to), in the total order. As soon as what waits does not fit into the window, and
 * at once where events are far behind, `rest` is asked for the events from an instant on. Batches are the window's: see LineWindow.
 *
 * Time: O(bytes) of the blocks that overlap [from, to).
 *
 * @param rest see orderLog
 */
export async function* orderIndexed(
  log: Log,
  window: LineWindow,
  index: BlockIndex,
  options: OrderOptions,
  rest: (options: OrderOptions) => AsyncGenerator<Batch, void, undefined>,
): AsyncGenerator<Batch, void, undefined> {
  const { from, to, onOutside } = options;
  const { units, earliestMs, rows } = planReading(index, ...wholeMilliseconds({ from, to }));
  const blocks = units.flatMap((unit) => ('block' in unit ? [unit.block] : []));
  if (blocks.length < units.length) return yield* rest(options);

  const start = (k: number): Promise<LineChunk> | undefined => {
    const piece = k < blocks.length ? window.nextPiece(index.byteLength[blocks[k]] + 1) : undefined;
    const chunk = piece && readBlock(log, index.fileIndex[blocks[k]], index.offset[blocks[k]], piece.length - 1, piece);
    chunk?.catch(() => undefined); // thrown where it is awaited
    return chunk;
  };
  let leftMs = -Infinity;
  let given = 0;
  let reading = start(0);
  try {
    for (const [k, block] of blocks.entries()) {
      const chunk = await reading;
      reading = start(k + 1); // the disk works while the block is decoded
      if (!chunk || !addBlock(chunk, block)) {
        onOutside?.(-given);
        return yield* rest({ ...options, from: laterOf(from, leftMs) });
      }
      if ((k + 1) % BLOCKS_A_BATCH > 0 && k + 1 < blocks.length) continue;
      leftMs = earliestMs[k + 1];
      for (const batch of window.release(leftMs)) {
        given += batch.count;
        yield batch;
      }
    }
    onOutside?.(sumOf(index, 'rowCount') - rows);
  } finally {
    await reading?.catch(() => undefined);
  }

  function addBlock({ bytes, byteCount, offset }: LineChunk, block: number): boolean {
    const { batch } = window.decode(bytes, byteCount, index.firstArrival[block], offset);
    // The others are outliers, none of which is asked for.
    if (index.outlierCount[block] > 0) keepRows(batch, (row) => batch.timeMs[row] >= index.minMs[block]);
    return batch.count === 0 || window.add(batch, index.maxMs[block]);
  }
}

function laterOf(from: Instant | undefined, leftMs: number): Instant | undefined {
  if (leftMs === -Infinity || (from && from.timeMs >= leftMs)) return from;
  return { timeMs: leftMs, timeNs: 0 };
}
