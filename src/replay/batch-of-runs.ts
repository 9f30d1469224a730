// Runs of rows as a batch of their own.
import { RUN_NUMBERS } from '../io/scanner/line-gatherer.js';
import { copyRow, createBatch, type Batch } from '../model/batch.js';
import type { RowRuns } from './row-runs.js';

/** The rows of all runs in their order, whose lines are `lines`, with columns and bytes of their own. O(bytes). */
export function batchOfRuns({ sources, table, count, rows }: RowRuns, lines: Buffer): Batch {
  const bytes = Buffer.allocUnsafeSlow(lines.length);
  lines.copy(bytes);
  const target = createBatch(rows, bytes, bytes.length);
  let start = 0;
  for (let at = 0; at < RUN_NUMBERS * count; at += RUN_NUMBERS) {
    const { batch } = sources[table[at]];
    for (let row = table[at + 1]; row < table[at + 2]; row++) {
      const to = target.count++;
      copyRow(batch, row, target, to);
      target.start[to] = start;
      target.length[to] = batch.length[row];
      start += batch.length[row] + 1;
    }
  }
  return target;
}
