// Reads single lines from all over a log: the outliers, which are merged apart from the blocks that they stand in.
import type { Outliers } from '../io/block-index.js';
import { readBlock } from '../io/chunks.js';
import type { ChunkDecoder } from '../io/decode.js';
import type { Log } from '../io/log.js';
import type { Batch } from '../model/batch.js';
import { TelemendError } from '../model/errors.js';

/**
 * The events of some outliers, in the order given. One read a line, all under way at once. O(bytes).
 *
 * @throws TelemendError `bad-input` where the log has changed since it was indexed.
 */
export async function readOutliers(log: Log, outliers: Outliers, numbers: Uint32Array, decode: ChunkDecoder): Promise<Batch> {
  const { timeMs, fileIndex, offset, byteLength, arrival } = outliers;
  const lines = await Promise.all(Array.from(numbers, (i) => readBlock(log, fileIndex[i], offset[i], byteLength[i])));
  const bytes = Buffer.concat(lines.map((line) => line.bytes.subarray(0, line.byteCount)));
  const { batch } = decode(bytes, bytes.length, 0, 0);
  if (batch.count !== numbers.length) {
    const { name } = log.files[fileIndex[numbers[0]]];
    throw new TelemendError('bad-input', `${name} changed while being read`, { file: name, hint: 'copy the file first' });
  }
  numbers.forEach((number, row) => {
    batch.timeMs[row] = timeMs[number]; // of a local time, what its place in the log made of it
    batch.arrival[row] = arrival[number];
    batch.offset[row] = offset[number];
  });
  return batch;
}
