// A log in event-time order while it is read for the first time: as long as no event is far behind, nobody need know what comes later.
import { digestBlocks, type DigestedBlock } from '../io/block-digest.js';
import { readChunks } from '../io/chunks.js';
import type { Log } from '../io/log.js';
import { scanChunks } from '../io/scan.js';
import { BLOCKS_A_PIECE, type LineWindow } from '../io/scanner/line-window.js';
import type { Batch } from '../model/batch.js';

/**
 * Reads a log, tells each block to `onBlock`, and gives the events of the blocks in the total order. It ends early, behind the block that was
 * told last, where an event comes that should have left before, or what waits does not fit: all that was given is then void.
 *
 * Batches are the window's: see LineWindow. Time: O(bytes).
 *
 * @param onBlock gives back before which time no event is expected any more
 * @returns whether the log was read to its end.
 */
export async function* orderInPassing(
  log: Log,
  window: LineWindow,
  { chunkBytes, maxLineBytes }: { readonly chunkBytes: number; readonly maxLineBytes: number },
  onBlock: (block: DigestedBlock) => Promise<number>,
): AsyncGenerator<Batch, boolean, undefined> {
  const allocate = (byteCount: number) => window.nextPiece(byteCount) ?? Buffer.allocUnsafeSlow(byteCount);
  const pieces = readChunks(log, { chunkBytes: BLOCKS_A_PIECE * chunkBytes, maxLineBytes, allocate });
  let leftMs = -Infinity;
  for await (const piece of scanChunks(pieces, window.decode)) {
    const blocks = await digestBlocks(log, piece, chunkBytes);
    const minMs = Math.min(...blocks.map(({ digest }) => digest.minMs));
    const maxMs = Math.max(...blocks.map(({ digest }) => digest.maxMs));
    const { batch } = piece.decoded;
    const fits = batch.count === 0 || (minMs >= leftMs && window.add(batch, maxMs));
    let boundMs = leftMs;
    for (const block of blocks) boundMs = await onBlock(block);
    if (!fits) return false;
    if (boundMs <= leftMs) continue;
    yield* window.release(boundMs);
    leftMs = boundMs;
  }
  yield* window.release(Infinity);
  return true;
}
