import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeriesTable } from '../../src/model/series.js';
import { Interleaver } from '../../src/pipeline/interleave.js';
import { keyBefore, LAST_KEY } from '../../src/replay/row-key.js';
import { cut, cuts, disorderedRows } from '../replay/disorders.js';
import { lineOf, makeBatch, naiveOrder, readRows } from '../replay/make-batch.js';

const FATES = ['read', 'made', 'out'] as const;

describe('Interleaver', () => {
  it('gives what was read and what was made in the total order, before each bound, without what is out', () => {
    const fates = fc.array(fc.constantFrom(...FATES), { minLength: 1, maxLength: 40 });
    fc.assert(fc.property(disorderedRows, fates, cuts, fc.array(fc.nat(200), { maxLength: 4 }), (rows, fateOf, sizes, bounds) => {
      const series = new SeriesTable();
      for (const { sensor = 's' } of rows) series.indexOf(sensor);
      // Rows of the same place cannot be told apart by who made them, so what is read stands first.
      const ordered = naiveOrder(rows).map((i) => rows[i]);
      const fate = (k: number) => fateOf[k % fateOf.length];
      const waiting = new Interleaver(series);
      const read = ordered.map((row, k) => ({ row, k })).filter(({ k }) => fate(k) !== 'made');
      for (const piece of cut(read, sizes)) {
        const batch = makeBatch(piece.map(({ row }) => row), series);
        piece.forEach(({ k }, i) => (batch.arrival[i] = k));
        waiting.pushRead(batch, Uint8Array.from(piece, ({ k }) => (fate(k) === 'out' ? 1 : 0)));
      }
      const made = ordered.map((row, k) => ({ row, k })).filter(({ k }) => fate(k) === 'made').reverse();
      for (const piece of cut(made, sizes)) {
        const batch = makeBatch(piece.map(({ row }) => row), series);
        piece.forEach(({ k }, i) => (batch.arrival[i] = k));
        waiting.pushMade(batch);
      }
      const due = ordered.map((row, k) => ({ row, k })).filter(({ k }) => fate(k) !== 'out');
      const lines: string[] = [];
      for (const bound of [...bounds.sort((a, b) => a - b).map((at) => ordered[at % ordered.length]?.timeMs ?? 0).sort((a, b) => a - b)]) {
        lines.push(...readRows(waiting.release(keyBefore(bound))).lines);
        expect(lines).toEqual(due.filter(({ row }) => row.timeMs < bound).map(({ row }) => lineOf(row)));
      }
      lines.push(...readRows(waiting.release(LAST_KEY)).lines);
      expect(lines).toEqual(due.map(({ row }) => lineOf(row)));
    }));
  });
});
