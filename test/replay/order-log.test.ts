import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChunkDecoder } from '../../src/io/create-decoder.js';
import { DECODE_DEFAULTS } from '../../src/io/decode.js';
import { createDigester, indexLog } from '../../src/io/index-log.js';
import { openLog } from '../../src/io/log.js';
import { rawLine } from '../../src/model/batch.js';
import type { Instant } from '../../src/model/instant.js';
import { SeriesTable } from '../../src/model/series.js';
import { createLineWindow } from '../../src/io/scanner/line-window.js';
import { orderIndexed } from '../../src/replay/order-indexed.js';
import { orderLog, type OrderOptions } from '../../src/replay/order-log.js';
import { cut, cuts, disorderedRows } from './disorders.js';
import { lineOf, naiveOrder } from './make-batch.js';

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'order-log-'))));
afterAll(() => rm(directory, { recursive: true }));

/** @param pieceBytes of a window, by way of which the log is ordered */
async function order(
  files: readonly string[][],
  chunkBytes: number,
  options: { from?: Instant; to?: Instant; memoryBytes?: number },
  pieceBytes?: number,
) {
  const paths = await Promise.all(
    files.map(async (lines, i) => {
      const path = join(directory, `${i}.jsonl`);
      // The last line of every other file is torn.
      await writeFile(path, lines.join('\n') + (i % 2 === 0 && lines.length > 0 ? '\n' : ''));
      return path;
    }),
  );
  const log = await openLog(paths);
  try {
    const series = new SeriesTable();
    const decode = createChunkDecoder(DECODE_DEFAULTS, series);
    const { index } = await indexLog(log, createDigester(log, decode), { chunkBytes });
    const arrivals: number[] = [];
    const lines: string[] = [];
    let outside = 0;
    const asked: (Instant | undefined)[] = [];
    const onOutside = (rows: number) => void (outside += rows);
    const rest = (limits: OrderOptions) => {
      asked.push(limits.from);
      return orderLog(log, index, decode, series, limits);
    };
    const window = pieceBytes === undefined ? undefined : createLineWindow(DECODE_DEFAULTS, series, pieceBytes)!;
    const ordered = window ? orderIndexed(log, window, index, { ...options, onOutside }, rest) : rest({ ...options, onOutside });
    for await (const batch of ordered) {
      for (let i = 0; i < batch.count; i++) {
        arrivals.push(batch.arrival[i]);
        lines.push(rawLine(batch, i).toString());
      }
    }
    return { arrivals, lines, outside, asked };
  } finally {
    await log.close();
  }
}

describe('orderLog', () => {
  it('gives the same lines in the order of a plain sort, whatever the files, chunks, memory and window', async () => {
    const window = fc.record({
      from: fc.option(fc.tuple(fc.nat(299), fc.constantFrom(-1, 0, 1)), { nil: undefined }),
      to: fc.option(fc.tuple(fc.nat(299), fc.constantFrom(-1, 0, 1)), { nil: undefined }),
    });
    const sizing = fc.record({ chunkBytes: fc.integer({ min: 200, max: 5000 }), memoryBytes: fc.constantFrom(0, 30_000, undefined) });
    await fc.assert(
      fc.asyncProperty(disorderedRows, cuts, sizing, window, async (rows, sizes, { chunkBytes, memoryBytes }, { from, to }) => {
        // Bounds at, just before and just behind events.
        const bound = (at: typeof from): Instant | undefined => {
          if (at === undefined || at[0] >= rows.length) return undefined;
          const { timeMs, timeNs = 0 } = rows[at[0]];
          const ns = timeNs + at[1];
          if (ns < 0) return { timeMs: timeMs - 1, timeNs: 999_999 };
          return ns > 999_999 ? { timeMs: timeMs + 1, timeNs: 0 } : { timeMs, timeNs: ns };
        };
        const window = { from: bound(from), to: bound(to) };
        const isBefore = (i: number, { timeMs, timeNs }: Instant) => (
          rows[i].timeMs < timeMs || (rows[i].timeMs === timeMs && (rows[i].timeNs ?? 0) < timeNs)
        );
        const expected = naiveOrder(rows).filter(
          (i) => !(window.from && isBefore(i, window.from)) && !(window.to && !isBefore(i, window.to)),
        );
        const files = cut(rows.map(lineOf), sizes.map((size) => size * 5));
        for (const pieceBytes of [undefined, 800]) {
          const got = await order(files.length > 0 ? files : [[]], chunkBytes, { ...window, memoryBytes }, pieceBytes);
          expect(got.arrivals).toEqual(expected);
          expect(got.lines).toEqual(expected.map((i) => lineOf(rows[i])));
          expect(got.outside).toBe(rows.length - expected.length);
        }
      }),
      { numRuns: 120 },
    );
  });
});

describe('orderIndexed', () => {
  const rowAt = (second: number) => ({ timeMs: 1_767_225_600_000 + 1000 * second, sensor: 's1' });
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => rowAt(i));

  it('asks for nothing else where what waits fits into the window', async () => {
    const rows = upTo(2000).map((row, i) => (i % 5 === 0 ? { ...row, timeMs: row.timeMs - 20_000 } : row));
    const from = { timeMs: rowAt(1000).timeMs, timeNs: 0 };
    const { arrivals, asked, outside } = await order([rows.map(lineOf)], 800, { from }, 800);
    expect(arrivals).toEqual(naiveOrder(rows).filter((i) => rows[i].timeMs >= from.timeMs));
    expect([asked, outside]).toEqual([[], 2000 - arrivals.length]);
  });

  it('asks for what comes behind that what it gave where it does not', async () => {
    const rows = [...upTo(1000), ...Array.from({ length: 20_000 }, (_, i) => rowAt(21_000 - i))];
    const { arrivals, asked, outside } = await order([rows.map(lineOf)], 8000, {}, 8000);
    expect(arrivals).toEqual(naiveOrder(rows));
    expect(asked).toEqual([{ timeMs: expect.any(Number) as number, timeNs: 0 }]);
    expect(outside).toBe(0);
  });
});
