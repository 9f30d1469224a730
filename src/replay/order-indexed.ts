// A log whose index is known in event-time order, by way of a window over its last blocks: fast, where the disorder fits into it.
import { sumOf, type BlockIndex } from '../io/block-index.js';
import { readBlock, type LineChunk } from '../io/chunks.js';
import type { Log } from '../io/log.js';
import type { LineWindow } from '../io/scanner/line-window.js';
import type { Batch } from '../model/batch.js';
import type { Instant } from '../model/instant.js';
import { cutRows } from './cut-rows.js';
import { keepRows } from './keep-rows.js';
import type { OrderOptions } from './order-log.js';
import { groupUnits, planReading, wholeMilliseconds } from './reading-plan.js';

/**
 * The events of a log in the total order. As soon as what waits does not fit into the window, and at once where events are far behind, `rest`
 * is asked for the events from an instant on. Batches are the window's: see LineWindow.
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
  const plan = planReading(index, ...wholeMilliseconds({ from, to }));
  const { units, earliestMs, rows } = plan;
  const blocks = units.flatMap((unit) => ('block' in unit ? [unit.block] : []));
  if (blocks.length < units.length) return yield* rest(options);

  /** The first block of each piece that is read, by its place among the blocks. */
  const firsts = groupUnits(index, plan, window.pieceBytes);
  const blocksOf = (piece: number) => blocks.slice(firsts[piece], firsts[piece + 1]);
  const start = (k: number): Promise<LineChunk> | undefined => {
    const [first, ...others] = blocksOf(k);
    if (first === undefined) return undefined;
    const byteCount = others.reduce((sum, block) => sum + index.byteLength[block], index.byteLength[first]);
    const piece = window.nextPiece(byteCount + 1);
    const chunk = piece && readBlock(log, index.fileIndex[first], index.offset[first], byteCount, piece);
    chunk?.catch(() => undefined); // thrown where it is awaited
    return chunk;
  };
  let leftMs = -Infinity;
  let given = 0;
  let reading = start(0);
  try {
    for (const k of firsts.slice(1).keys()) {
      const chunk = await reading;
      reading = start(k + 1); // the disk works while the blocks are decoded
      if (!chunk || !addBlocks(chunk, blocksOf(k))) {
        onOutside?.(-given);
        return yield* rest({ ...options, from: laterOf(from, leftMs) });
      }
      leftMs = earliestMs[firsts[k + 1]];
      for (const batch of window.release(leftMs)) {
        given += batch.count;
        const wanted = cutRows(batch, options);
        onOutside?.(batch.count - (wanted?.count ?? 0));
        if (wanted) yield wanted;
      }
    }
    onOutside?.(sumOf(index, 'rowCount') - rows);
  } finally {
    await reading?.catch(() => undefined);
  }

  function addBlocks({ bytes, byteCount, offset }: LineChunk, together: readonly number[]): boolean {
    const [first] = together;
    const { batch } = window.decode(bytes, byteCount, index.firstArrival[first], offset);
    // The others are outliers, none of which is asked for; a block with such stands alone.
    if (index.outlierCount[first] > 0) keepRows(batch, (row) => batch.timeMs[row] >= index.minMs[first]);
    return batch.count === 0 || window.add(batch, Math.max(...together.map((block) => index.maxMs[block])));
  }
}

function laterOf(from: Instant | undefined, leftMs: number): Instant | undefined {
  if (leftMs === -Infinity || (from && from.timeMs >= leftMs)) return from;
  return { timeMs: leftMs, timeNs: 0 };
}
