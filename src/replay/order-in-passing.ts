// A log in event-time order while it is read for the first time: as long as no event is far behind, nobody need know what comes later.
import { digestBlock, type DigestedBlock } from '../io/block-digest.js';
import { readChunks, type ChunkOptions } from '../io/chunks.js';
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
  options: ChunkOptions,
  onBlock: (block: DigestedBlock) => Promise<number>,
): AsyncGenerator<Batch, boolean, undefined> {
  let isWhole = true;
  const allocate = (byteCount: number) => window.nextPiece(byteCount) ?? Buffer.allocUnsafeSlow(byteCount);
  let boundMs = -Infinity;
  let leftMs = -Infinity;
  let blocks = 0;
  for await (const block of scanChunks(readChunks(log, { ...options, chunksARead: BLOCKS_A_PIECE, allocate }), window.decode)) {
    const { batch } = block.decoded;
    const digested = await digestBlock(log, block);
    const { minMs, maxMs } = digested.digest;
    isWhole = batch.count === 0 || (minMs >= leftMs && window.add(batch, maxMs));
    boundMs = await onBlock(digested);
    if (!isWhole) return false;
    if (++blocks % BLOCKS_A_PIECE > 0 || boundMs <= leftMs) continue;
    yield* window.release(boundMs);
    leftMs = boundMs;
  }
  yield* window.release(Infinity);
  return true;
}
