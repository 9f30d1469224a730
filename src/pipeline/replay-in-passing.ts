// A replay that does not wait for the end of the first pass: where no event is far behind, what was read is what is replayed.
import type { DigestedBlock } from '../io/block-digest.js';
import { expectedFromMs } from '../io/block-index.js';
import { Indexer, type DigestLog, type FileSummary, type IndexedLog } from '../io/index-log.js';
import type { Log } from '../io/log.js';
import type { LineWindow } from '../io/scanner/line-window.js';
import type { ScanOptions } from '../io/scan.js';
import type { Batch } from '../model/batch.js';
import { orderInPassing } from '../replay/order-in-passing.js';

/** Told blocks of a log with the files up to them. */
export type OnBlock = (block: DigestedBlock, files: readonly FileSummary[]) => Promise<void> | void;

/** The way of a log that is put in order while it is read for the first time. */
export interface Passing {
  /** The events in order. Where `isWhole` is false afterwards, they are void: the order must be found from the index. */
  readonly events: AsyncGenerator<Batch, void, undefined>;
  readonly isWhole: () => boolean;
  /** The index of the log; what of it was not read yet is read by `digest`. */
  readonly finish: (digest: DigestLog) => Promise<IndexedLog>;
}

/** Begins to put a log of one file in order. */
export function orderFirstPass(
  log: Log,
  window: LineWindow,
  reading: Required<Pick<ScanOptions, 'chunkBytes' | 'maxLineBytes'>>,
  onBlock?: OnBlock,
): Passing {
  const indexer = new Indexer(log);
  let isWhole = false;

  async function add(block: DigestedBlock): Promise<number> {
    await indexer.add(block);
    await onBlock?.(block, indexer.files);
    return expectedFromMs(indexer.index);
  }

  async function* events(): AsyncGenerator<Batch, void, undefined> {
    isWhole = yield* orderInPassing(log, window, reading, add);
  }

  return {
    events: events(),
    isWhole: () => isWhole,
    async finish(digest) {
      if (!isWhole) {
        const [{ size }] = log.files;
        const offset = indexer.files[0].byteCount;
        const rest = { firstArrival: indexer.lines, ranges: [{ fileIndex: 0, offset, byteCount: size - offset }] };
        for await (const block of digest({ ...reading, ...rest })) await add(block);
      }
      return indexer.finish();
    },
  };
}
