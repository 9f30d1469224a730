import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/model/batch.js';
import { SeriesTable } from '../../src/model/series.js';
import { mergeInOrder, type BlockSource } from '../../src/replay/external-merge.js';
import type { RunFile } from '../../src/replay/spilling-buffer.js';
import { ReorderBuffer } from '../../src/replay/reorder.js';
import { cut, cuts, disorderedRows } from './disorders.js';
import { lineOf, makeBatch, naiveOrder, readRows, type TestRow } from './make-batch.js';

function blocksOf(rows: readonly TestRow[], sizes: readonly number[], series: SeriesTable): BlockSource {
  for (const row of rows) series.indexOf(row.sensor ?? 's');
  const pieces = cut(rows, sizes);
  const firsts = pieces.map((_, k) => pieces.slice(0, k).flat().length);
  const earliestMs = new Float64Array(pieces.length + 1).fill(Infinity);
  for (let k = pieces.length - 1; k >= 0; k--) earliestMs[k] = Math.min(earliestMs[k + 1], ...pieces[k].map((row) => row.timeMs));
  return { count: pieces.length, earliestMs, read: async (k) => makeBatch(pieces[k], series, firsts[k]) };
}

/** Runs in memory: how many were made, and how many of them were closed. */
function memoryRuns() {
  const runs = { made: 0, closed: 0, create };
  return runs;

  async function create(): Promise<RunFile> {
    runs.made++;
    const kept: Batch[] = [];
    return {
      append: async (batch) => void kept.push(batch),
      next: async () => kept.shift(),
      close: async () => void runs.closed++,
    };
  }
}

async function collect(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

describe('mergeInOrder', () => {
  it('gives the order of a plain sort, whatever the disorder, the block size and the memory', async () => {
    await fc.assert(
      fc.asyncProperty(disorderedRows, cuts, fc.constantFrom(0, 3_000, 20_000, 1 << 30), async (rows, sizes, memoryBytes) => {
        const series = new SeriesTable();
        const blocks = blocksOf(rows, sizes, series);
        const runs = memoryRuns();
        const got = readRows(await collect(mergeInOrder(blocks, new ReorderBuffer(series), runs.create, memoryBytes)));
        const order = naiveOrder(rows);
        expect(got.arrivals).toEqual(order);
        expect(got.lines).toEqual(order.map((i) => lineOf(rows[i])));
        expect(runs.closed).toBe(runs.made);
      }),
      { numRuns: 400 },
    );
  });

  it('holds what the suffix minima ask for and no more, and writes no run as long as that fits', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({ timeMs: i % 50 === 49 ? i - 30 : i }));
    const series = new SeriesTable();
    const buffer = new ReorderBuffer(series);
    const runs = memoryRuns();
    await collect(mergeInOrder(blocksOf(rows, [100], series), buffer, runs.create, 1 << 20));
    expect(buffer.maxHeldRows).toBeLessThan(250);
    expect(runs.made).toBe(0);
  });

  it('stays near its memory when nothing can leave before the end', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => ({ timeMs: 20_000 - i }));
    const series = new SeriesTable();
    const buffer = new ReorderBuffer(series);
    const runs = memoryRuns();
    const got = readRows(await collect(mergeInOrder(blocksOf(rows, [100], series), buffer, runs.create, 300_000)));
    expect(got.arrivals).toEqual(naiveOrder(rows));
    expect(runs.made).toBeGreaterThan(5);
    expect(buffer.maxHeldBytes).toBeLessThan(600_000);
  });

  it('closes its runs when nobody wants the rest', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => ({ timeMs: 5_000 - i }));
    const series = new SeriesTable();
    const runs = memoryRuns();
    for await (const batch of mergeInOrder(blocksOf(rows, [100], series), new ReorderBuffer(series), runs.create, 100_000)) {
      expect(batch.timeMs[0]).toBe(1);
      break;
    }
    expect(runs.made).toBeGreaterThan(1);
    expect(runs.closed).toBe(runs.made);
  });
});
