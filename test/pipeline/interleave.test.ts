import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createLineGatherer } from '../../src/io/scanner/line-gatherer.js';
import { createLineSum } from '../../src/io/scanner/line-sum.js';
import { SeriesTable } from '../../src/model/series.js';
import { Interleaver } from '../../src/pipeline/interleave.js';
import { batchOfRuns } from '../../src/replay/batch-of-runs.js';
import { keyBefore, LAST_KEY } from '../../src/replay/row-key.js';
import type { RowRuns } from '../../src/replay/row-runs.js';
import { cut, cuts, disorderedRows } from '../replay/disorders.js';
import { lineOf, makeBatch, naiveOrder, readRows } from '../replay/make-batch.js';

const FATES = ['read', 'made', 'out'] as const;

function withoutKernel<T>(create: () => T): T {
  vi.stubGlobal('WebAssembly', undefined);
  const created = create();
  vi.unstubAllGlobals();
  return created;
}

describe.each([
  ['with a kernel', createLineGatherer(), createLineSum()],
  ['without', withoutKernel(createLineGatherer), withoutKernel(createLineSum)],
])('Interleaver, and what is made of its runs %s,', (_, gather, sumOf) => {
  /** Lines as they are gathered; the batch that is made of them says the same, and their sum is that of the lines that were read. */
  function linesOfRuns(leaving: Iterable<RowRuns>): string[] {
    const all: string[] = [];
    for (const runs of leaving) {
      const { bytes, lineSum } = gather(runs);
      const text = bytes.toString();
      const batch = batchOfRuns(runs, bytes);
      const { lines } = readRows([batch]);
      expect(lines.map((line) => `${line}\n`).join('')).toBe(text);
      expect(lineSum).toBe(sumOf(batch, 0, batch.count));
      all.push(...lines);
    }
    return all;
  }

  it('gives what was read and what was made in the total order, before each bound, without what is out', () => {
    const fates = fc.array(fc.constantFrom(...FATES), { minLength: 1, maxLength: 40 });
    fc.assert(fc.property(disorderedRows, fates, cuts, fc.array(fc.nat(200), { maxLength: 4 }), fc.boolean(), (rows, fateOf, sizes, bounds, isKept) => {
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
        piece.forEach(({ k }, i) => {
          batch.arrival[i] = k;
          batch.offset[i] = -1;
        });
        waiting.pushMade(batch);
      }
      const due = ordered.map((row, k) => ({ row, k })).filter(({ k }) => fate(k) !== 'out');
      const lines: string[] = [];
      for (const bound of bounds.map((at) => ordered[at % ordered.length]?.timeMs ?? 0).sort((a, b) => a - b)) {
        lines.push(...linesOfRuns(waiting.release(keyBefore(bound))));
        if (isKept) continue;
        lines.push(...linesOfRuns(waiting.rest()));
        expect(lines).toEqual(due.filter(({ row }) => row.timeMs < bound).map(({ row }) => lineOf(row)));
      }
      lines.push(...linesOfRuns(waiting.release(LAST_KEY)), ...linesOfRuns(waiting.rest()));
      expect(lines).toEqual(due.map(({ row }) => lineOf(row)));
    }));
  });
});
