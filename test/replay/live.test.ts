import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/model/batch.js';
import { SeriesTable } from '../../src/model/series.js';
import { orderLive } from '../../src/replay/live.js';
import { cut, cuts, disorderedRows } from './disorders.js';
import { makeBatch, naiveOrder, type TestRow } from './make-batch.js';

async function run(rows: readonly TestRow[], sizes: readonly number[], latenessMs: number) {
  const series = new SeriesTable();
  const report = { neededLatenessMs: 0 };
  const late: number[] = [];
  const arrivals: number[] = [];
  const input = (async function* (): AsyncGenerator<Batch> {
    let first = 0;
    for (const piece of cut(rows, sizes)) {
      yield makeBatch(piece, series, first);
      first += piece.length;
    }
  })();
  const onLate = async (batch: Batch) => void late.push(...batch.arrival.subarray(0, batch.count));
  for await (const batch of orderLive(input, series, latenessMs, report, onLate)) arrivals.push(...batch.arrival.subarray(0, batch.count));
  return { arrivals, late, neededLatenessMs: report.neededLatenessMs };
}

const latenesses = fc.constantFrom(0, 1, 10, 100_000, 1e13);

describe('orderLive', () => {
  it('orders what is in time and gives what is late aside, whatever the pieces in which it arrives', async () => {
    await fc.assert(
      fc.asyncProperty(disorderedRows, cuts, latenesses, async (rows, sizes, latenessMs) => {
        const isLate = rows.map((row, i) => Math.max(-Infinity, ...rows.slice(0, i).map(({ timeMs }) => timeMs)) - row.timeMs > latenessMs);
        const { arrivals, late } = await run(rows, sizes, latenessMs);
        expect(late).toEqual(rows.flatMap((_, i) => (isLate[i] ? [i] : [])));
        expect(arrivals).toEqual(naiveOrder(rows).filter((i) => !isLate[i]));
      }),
    );
  });

  it('names the lateness that loses none, and no smaller one does', async () => {
    await fc.assert(
      fc.asyncProperty(disorderedRows, cuts, async (rows, sizes) => {
        const { neededLatenessMs } = await run(rows, sizes, 5);
        expect((await run(rows, sizes, neededLatenessMs)).late).toEqual([]);
        if (neededLatenessMs > 0) expect((await run(rows, sizes, neededLatenessMs - 1)).late).not.toEqual([]);
      }),
    );
  });
});
