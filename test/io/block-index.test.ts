import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestRows } from '../../src/io/block-digest.js';
import { addBlock, blocksBetween, createBlockIndex, nearBlocksBetween, outliersBetween, sumOf, timeSpan } from '../../src/io/block-index.js';
import { createBatch } from '../../src/model/batch.js';

/** An index of one file whose blocks hold events of these times, one a line of ten bytes, and a blank line each. */
function indexOf(blocks: readonly (readonly number[])[]) {
  const index = createBlockIndex(1);
  let firstArrival = 0;
  for (const times of blocks) {
    const batch = createBatch(times.length, Buffer.alloc(0));
    times.forEach((timeMs, i) => {
      batch.timeMs[i] = timeMs;
      batch.arrival[i] = firstArrival + i;
      batch.offset[i] = (firstArrival + i) * 10;
      batch.length[i] = 9;
    });
    batch.count = times.length;
    const lineCount = times.length + 1;
    const place = { fileIndex: 0, offset: firstArrival * 10, byteLength: lineCount * 10, firstArrival, lineCount };
    addBlock(index, place, digestRows({ batch, lines: lineCount, blank: 1, faults: [] }), firstArrival);
    firstArrival += lineCount;
  }
  return index;
}

const blocksOfTimes = fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 5 }), { maxLength: 200 });

describe('block index', () => {
  it('remembers every block as it was told, however many there are, and every event in a block or aside', () => {
    fc.assert(
      fc.property(blocksOfTimes, (blocks) => {
        const index = indexOf(blocks);
        expect(index.count).toBe(blocks.length);
        let firstArrival = 0;
        const aside: number[] = [];
        blocks.forEach((times, i) => {
          expect([index.offset[i], index.byteLength[i], index.crc32[i]]).toEqual([firstArrival * 10, times.length * 10 + 10, firstArrival]);
          expect([index.rowCount[i], index.lineCount[i], index.blankCount[i]]).toEqual([times.length, times.length + 1, 1]);
          const near = times.filter((timeMs) => timeMs >= index.minMs[i]);
          expect([index.minMs[i], index.maxMs[i]]).toEqual([Math.min(...near), Math.max(...near)]);
          expect(index.outlierCount[i]).toBe(times.length - near.length);
          for (const [k, timeMs] of times.entries()) if (timeMs < index.minMs[i]) aside.push(firstArrival + k, timeMs);
          firstArrival += times.length + 1;
        });
        const { outliers } = index;
        expect(Array.from(outliers.arrival.subarray(0, outliers.count)).flatMap((arrival, i) => [arrival, outliers.timeMs[i]])).toEqual(aside);
        for (let i = 0; i < outliers.count; i++) expect([outliers.offset[i], outliers.byteLength[i]]).toEqual([outliers.arrival[i] * 10, 10]);
        expect(timeSpan(index)).toEqual({ minMs: Math.min(...blocks.flat()), maxMs: Math.max(...blocks.flat()) });
        expect(sumOf(index, 'rowCount')).toBe(blocks.flat().length);
      }),
    );
  });

  it('finds the blocks that hold events of a span, with and without what is kept aside', () => {
    fc.assert(
      fc.property(blocksOfTimes, fc.integer({ min: -60, max: 60 }), fc.integer({ min: -60, max: 60 }), (blocks, fromMs, toMs) => {
        const index = indexOf(blocks);
        const overlaps = (times: readonly number[]) => times.length > 0 && Math.max(...times) >= fromMs && Math.min(...times) <= toMs;
        const near = blocks.map((times, i) => times.filter((timeMs) => timeMs >= index.minMs[i]));
        expect([...nearBlocksBetween(index, fromMs, toMs)]).toEqual(near.flatMap((times, i) => (overlaps(times) ? [i] : [])));
        const all = [...blocksBetween(index, fromMs, toMs)];
        const holding = blocks.flatMap((times, i) => (times.some((timeMs) => timeMs >= fromMs && timeMs <= toMs) ? [i] : []));
        expect(all.filter((block) => holding.includes(block))).toEqual(holding);
        expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
        expect([...outliersBetween(index, fromMs, toMs)].map((i) => index.outliers.timeMs[i])).toEqual(
          blocks.flatMap((times, i) => times.filter((timeMs) => timeMs < index.minMs[i] && timeMs >= fromMs && timeMs <= toMs)),
        );
      }),
    );
  });

  it('keeps single events from long ago aside, and lets whole blocks from long ago be', () => {
    const hour = (k: number) => Array.from({ length: 256 }, (_, i) => k * 3600 + i);
    const late = hour(40).map((timeMs, i) => (i === 7 ? 12 : timeMs));
    const index = indexOf([...Array.from({ length: 40 }, (_, k) => hour(k)), late, hour(3), hour(41)]);
    expect([index.outliers.count, index.outliers.timeMs[0], index.minMs[40], index.minMs[41]]).toEqual([1, 12, 40 * 3600, 3 * 3600]);
  });

  it('takes what is sixteen blocks behind at most for the usual disorder', () => {
    const blocks = Array.from({ length: 60 }, (_, k) => (k > 20 ? [k * 10, (k - 15) * 10] : [k * 10]));
    expect(indexOf(blocks).outliers.count).toBe(0);
  });
});
