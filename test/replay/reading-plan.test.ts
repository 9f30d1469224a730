import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestRows } from '../../src/io/block-digest.js';
import { addBlock, createBlockIndex, sumOf } from '../../src/io/block-index.js';
import { SeriesTable } from '../../src/model/series.js';
import { groupUnits, planReading, predictHeldBytes } from '../../src/replay/reading-plan.js';
import { cut, cuts, disorderedRows } from './disorders.js';
import { makeBatch, type TestRow } from './make-batch.js';

function indexOf(rows: readonly TestRow[], sizes: readonly number[]) {
  const index = createBlockIndex();
  const series = new SeriesTable();
  let firstArrival = 0;
  for (const piece of cut(rows, sizes)) {
    const batch = makeBatch(piece, series, firstArrival);
    const place = { fileIndex: 0, offset: firstArrival * 100, byteLength: batch.byteCount, firstArrival, lineCount: piece.length };
    addBlock(index, place, digestRows({ batch, lines: piece.length, blank: 0, faults: [] }), 0);
    firstArrival += piece.length;
  }
  return index;
}

describe('planReading', () => {
  it('reads every event once, and never later than its time allows', () => {
    fc.assert(
      fc.property(disorderedRows, cuts, (rows, sizes) => {
        const index = indexOf(rows, sizes);
        const plan = planReading(index, -Infinity, Infinity);
        const times = plan.units.map((unit) => (
          'block' in unit
            ? rows.slice(index.firstArrival[unit.block], index.firstArrival[unit.block] + index.lineCount[unit.block])
              .map(({ timeMs }) => timeMs).filter((timeMs) => timeMs >= index.minMs[unit.block])
            : Array.from(unit.outliers, (i) => index.outliers.timeMs[i])
        ));
        expect(times.flat().sort((a, b) => a - b)).toEqual(rows.map(({ timeMs }) => timeMs).sort((a, b) => a - b));
        expect(plan.rows).toBe(sumOf(index, 'rowCount'));
        expect([...plan.earliestMs]).toEqual([...times, []].map((_, k) => Math.min(...times.slice(k).flat())));
      }),
    );
  });

  it('reads blocks together that follow each other, never more than it may, and outliers and their blocks alone', () => {
    fc.assert(
      fc.property(disorderedRows, cuts, fc.integer({ min: 1, max: 3000 }), (rows, sizes, mostBytes) => {
        const index = indexOf(rows, sizes);
        for (let i = 1; i < index.count; i++) index.offset[i] = index.offset[i - 1] + index.byteLength[i - 1];
        const plan = planReading(index, -Infinity, Infinity);
        const firsts = groupUnits(index, plan, mostBytes);
        expect([firsts[0], firsts[firsts.length - 1]]).toEqual([0, plan.units.length]);
        for (const [g, first] of firsts.slice(0, -1).entries()) {
          const group = plan.units.slice(first, firsts[g + 1]);
          if (group.length === 1) continue;
          const blocks = group.map((unit) => ('block' in unit ? unit.block : NaN));
          expect(blocks).toEqual(blocks.map((_, k) => blocks[0] + k));
          expect(blocks.every((block) => index.outlierCount[block] === 0)).toBe(true);
          expect(blocks.reduce((sum, block) => sum + index.byteLength[block], 0)).toBeLessThanOrEqual(mostBytes);
        }
      }),
    );
  });

  it('predicts that a sorted log holds one block and a reversed one all', () => {
    const rows = Array.from({ length: 1000 }, (_, timeMs) => ({ timeMs }));
    const [sorted, reversed] = [rows, rows.toReversed()].map((order) => {
      const index = indexOf(order, [100]);
      return predictHeldBytes(index, planReading(index, -Infinity, Infinity));
    });
    expect(reversed / sorted).toBeGreaterThan(9.5);
    expect(sorted).toBeLessThan(20_000);
  });
});
