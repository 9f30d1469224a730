import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBlock, blocksBetween, createBlockIndex, rowsOf, suffixMinima, timeSpan } from '../../src/io/block-index.js';
import { createBatch } from '../../src/model/batch.js';

/** An index whose blocks hold events of these times. */
function indexOf(blocks: readonly (readonly number[])[]) {
  const index = createBlockIndex(1);
  let firstArrival = 0;
  blocks.forEach((times, i) => {
    const batch = createBatch(times.length, Buffer.alloc(0));
    batch.timeMs.set(times);
    batch.count = times.length;
    addBlock(index, { fileIndex: i % 3, offset: i * 10, byteLength: 10, firstArrival, lineCount: times.length + 1 }, batch);
    firstArrival += times.length + 1;
  });
  return index;
}

const blocksOfTimes = fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 5 }), { maxLength: 200 });

describe('block index', () => {
  it('remembers every block as it was told, however many there are', () => {
    fc.assert(
      fc.property(blocksOfTimes, (blocks) => {
        const index = indexOf(blocks);
        expect(index.count).toBe(blocks.length);
        blocks.forEach((times, i) => {
          expect([index.fileIndex[i], index.offset[i], index.byteLength[i]]).toEqual([i % 3, i * 10, 10]);
          expect([index.rowCount[i], index.lineCount[i]]).toEqual([times.length, times.length + 1]);
          expect([index.minMs[i], index.maxMs[i]]).toEqual([Math.min(...times), Math.max(...times)]);
        });
        expect(timeSpan(index)).toEqual({ minMs: Math.min(...blocks.flat()), maxMs: Math.max(...blocks.flat()) });
        expect(rowsOf(index)).toBe(blocks.flat().length);
      }),
    );
  });

  it('finds the blocks that can hold events of a span, and how early the rest can begin', () => {
    fc.assert(
      fc.property(blocksOfTimes, fc.integer({ min: -60, max: 60 }), fc.integer({ min: -60, max: 60 }), (blocks, fromMs, toMs) => {
        const index = indexOf(blocks);
        const found = blocksBetween(index, fromMs, toMs);
        const overlaps = (times: readonly number[]) => times.length > 0 && Math.max(...times) >= fromMs && Math.min(...times) <= toMs;
        const expected = blocks.flatMap((times, i) => (overlaps(times) ? [i] : []));
        expect([...found]).toEqual(expected);
        expect([...suffixMinima(index, found)]).toEqual(
          [...expected, -1].map((_, k) => Math.min(...expected.slice(k).flatMap((i) => blocks[i]))),
        );
        expect(rowsOf(index, found)).toBe(expected.flatMap((i) => blocks[i]).length);
      }),
    );
  });
});
