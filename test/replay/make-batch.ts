// Batches for tests of the order: rows given as numbers, lines made from them.
import { createBatch, rawLine, type Batch } from '../../src/model/batch.js';
import type { SeriesTable } from '../../src/model/series.js';

export interface TestRow {
  readonly timeMs: number;
  readonly timeNs?: number;
  readonly sensor?: string;
  readonly value?: number | null;
  readonly id?: string;
}

/** The line that a row of a test stands for. */
export function lineOf(row: TestRow): string {
  const { timeMs, timeNs = 0, sensor = 's', value = 1, id } = row;
  const fraction = String(1_000_000_000 + (((timeMs % 1000) + 1000) % 1000) * 1_000_000 + timeNs).slice(1);
  const timestamp = `${new Date(timeMs).toISOString().slice(0, 19)}.${fraction}Z`;
  return JSON.stringify({ event_id: id, sensor_id: sensor, timestamp, temperature: value });
}

/** A batch of the rows, the first of which is line `firstArrival`. */
export function makeBatch(rows: readonly TestRow[], series: SeriesTable, firstArrival = 0): Batch {
  const bytes = Buffer.from(rows.map((row) => `${lineOf(row)}\n`).join(''));
  const batch = createBatch(rows.length, bytes, bytes.length);
  let start = 0;
  rows.forEach((row, i) => {
    const length = Buffer.byteLength(lineOf(row));
    batch.timeMs[i] = row.timeMs;
    batch.timeNs[i] = row.timeNs ?? 0;
    batch.series[i] = series.indexOf(row.sensor ?? 's');
    batch.value[i] = row.value === undefined ? 1 : (row.value ?? NaN);
    batch.arrival[i] = firstArrival + i;
    batch.offset[i] = start;
    batch.start[i] = start;
    batch.length[i] = length;
    start += length + 1;
  });
  batch.count = rows.length;
  return batch;
}

/** The rows' numbers in the total order, by a plain sort. */
export function naiveOrder(rows: readonly TestRow[]): number[] {
  return rows
    .map((_, i) => i)
    .sort(
      (i, j) =>
        rows[i].timeMs - rows[j].timeMs ||
        (rows[i].timeNs ?? 0) - (rows[j].timeNs ?? 0) ||
        Buffer.compare(Buffer.from(rows[i].sensor ?? 's'), Buffer.from(rows[j].sensor ?? 's')) ||
        i - j,
    );
}

/** Arrivals and lines of batches, and that each batch is whole in itself: a newline behind every line. */
export function readRows(batches: Iterable<Batch>): { arrivals: number[]; lines: string[] } {
  const arrivals: number[] = [];
  const lines: string[] = [];
  for (const batch of batches) {
    for (let i = 0; i < batch.count; i++) {
      const end = batch.start[i] + batch.length[i];
      if (end >= batch.byteCount || batch.bytes[end] !== 0x0a) throw new Error(`no newline behind row ${i}`);
      arrivals.push(batch.arrival[i]);
      lines.push(rawLine(batch, i).toString());
    }
  }
  return { arrivals, lines };
}
