// Cuts an ordered stream into segments that end between two milliseconds: whatever compares rows of one instant can begin anew behind a cut.
import type { Batch } from '../model/batch.js';
import { copyRows } from './gather.js';

/** A part of an ordered stream; to be read to its end before the next one is asked for. */
export interface Segment {
  readonly batches: AsyncIterable<Batch>;
  /** Once it has been read: where it was cut. Its rows lie before this millisecond, all others do not. Undefined at the end of the stream. */
  readonly cutMs: number | undefined;
}

/**
 * The batches of an ordered stream in segments; one at least. O(1) a batch.
 *
 * @param isDue told each batch; once it says so, the segment is cut as soon as it can be
 */
export async function* inSegments(input: AsyncIterable<Batch>, isDue: (batch: Batch) => boolean): AsyncGenerator<Segment, void, undefined> {
  const source = input[Symbol.asyncIterator]();
  /** Begins the next segment. */
  let ahead: Batch | undefined;
  let isOver = false;
  try {
    while (!isOver) {
      const segment: { batches: AsyncIterable<Batch>; cutMs: number | undefined } = { batches: batchesOf((ms) => (segment.cutMs = ms)), cutMs: undefined };
      yield segment;
    }
  } finally {
    await source.return?.();
  }

  async function* batchesOf(cut: (ms: number) => void): AsyncGenerator<Batch, void, undefined> {
    let lastMs = NaN;
    let isCutting = false;
    for (;;) {
      const batch = ahead ?? (await next());
      ahead = undefined;
      if (!batch) return;
      const { count, timeMs } = batch;
      if (count > 0) {
        isCutting ||= isDue(batch);
        const cutMs = timeMs[count - 1];
        if (isCutting && (timeMs[0] < cutMs || lastMs < cutMs)) {
          cut(cutMs);
          const head = splitBefore(batch, cutMs);
          if (head) yield head;
          return;
        }
        lastMs = cutMs;
      }
      yield batch;
    }
  }

  /** Keeps the rows of the last millisecond for the next segment. @returns those before, if there are any. */
  function splitBefore(batch: Batch, cutMs: number): Batch | undefined {
    let at = batch.count;
    while (at > 0 && batch.timeMs[at - 1] === cutMs) at--;
    if (at === 0) {
      ahead = batch;
      return undefined;
    }
    ahead = copyRows(batch, at, batch.count);
    batch.count = at;
    return batch;
  }

  async function next(): Promise<Batch | undefined> {
    const result = await source.next();
    if (!result.done) return result.value;
    isOver = true;
    return undefined;
  }
}
