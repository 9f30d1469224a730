import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDecoder } from '../../src/io/create-decoder.js';
import { DECODE_DEFAULTS } from '../../src/io/decode.js';
import { createDigester, indexLog } from '../../src/io/index-log.js';
import { openLog } from '../../src/io/log.js';
import type { Batch } from '../../src/model/batch.js';
import { SeriesTable } from '../../src/model/series.js';
import { orderLog, type OrderOptions } from '../../src/replay/order-log.js';
import { orderOwned } from '../../src/replay/order-owned.js';
import { lineOf } from './make-batch.js';

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'order-owned-'))));
afterAll(() => rm(directory, { recursive: true }));

/** 2.5 MB, a third of it by up to `mostLate` rows late. */
function logOf(mostLate: number): string {
  const secondOf = (i: number) => (i % 3 === 0 ? i - ((i * 7919) % mostLate) : i);
  return Array.from({ length: 28_000 }, (_, i) => `${lineOf({ timeMs: 1_767_225_600_000 + 1000 * secondOf(i), sensor: `s${i % 5}`, value: i / 8 })}\n`).join('');
}

/** All that is told of a row. */
function rowsOf({ count, bytes, start, length, ...batch }: Batch): string[] {
  const columns = [batch.timeMs, batch.timeNs, batch.value, batch.series, batch.status, batch.flag, batch.reason, batch.origin, batch.arrival, batch.offset];
  return Array.from({ length: count }, (_, i) => [...columns.map((column) => column[i]), bytes.toString('latin1', start[i], start[i] + length[i] + 1)].join(' '));
}

async function collect(ordered: AsyncIterable<Batch>): Promise<string[]> {
  const batches: Batch[] = [];
  for await (const batch of ordered) batches.push(batch);
  return batches.flatMap(rowsOf); // only now: each must have stayed as it was
}

const at = (second: number) => ({ timeMs: 1_767_225_600_000 + 1000 * second, timeNs: 0 });

describe('orderOwned', () => {
  it.each<[string, number, OrderOptions, boolean]>([
    ['all of a log', 500, {}, true],
    ['a part of it', 500, { from: at(2000), to: at(27_000) }, true],
    ['a log with little memory', 500, { memoryBytes: 2 ** 20 }, false],
    ['a small part', 500, { from: at(2000), to: at(2100) }, false],
  ])('gives %s as orderLog does, in batches that last', async (_, mostLate, options, isByWindow) => {
    const path = join(directory, 'log.jsonl');
    await writeFile(path, logOf(mostLate));
    const log = await openLog([path]);
    try {
      const series = new SeriesTable();
      const { decode } = createDecoder(DECODE_DEFAULTS, series);
      const { index } = await indexLog(log, createDigester(log, decode), { chunkBytes: 2 ** 16 });
      let outside = 0;
      let others = 0;
      const other = () => {
        others++;
        return decode;
      };
      const owned = await collect(orderOwned(log, index, DECODE_DEFAULTS, other, series, { ...options, onOutside: (rows) => (outside += rows) }));
      expect(owned).toEqual(await collect(orderLog(log, index, decode, series, options)));
      expect(outside).toBe(28_000 - owned.length);
      expect(others).toBe(isByWindow ? 0 : 1);
    } finally {
      await log.close();
    }
  });
});
