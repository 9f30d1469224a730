// Drops rows of a batch in place: the columns close up, the raw bytes stay where they are.
import { copyRow, type Batch } from '../model/batch.js';

/** Keeps the rows that `isKept` says yes to, in their order. O(rows). */
export function keepRows(batch: Batch, isKept: (row: number) => boolean): void {
  let kept = 0;
  for (let row = 0; row < batch.count; row++) {
    if (!isKept(row)) continue;
    if (kept !== row) {
      copyRow(batch, row, batch, kept);
      batch.start[kept] = batch.start[row];
      batch.length[kept] = batch.length[row];
    }
    kept++;
  }
  batch.count = kept;
}
