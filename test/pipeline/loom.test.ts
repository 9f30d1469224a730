import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/model/batch.js';
import { Origin, Reason } from '../../src/model/flag.js';
import { SeriesTable } from '../../src/model/series.js';
import { Loom, NOTHING_WOVEN, PIECE_BYTES, type Leaving } from '../../src/pipeline/loom.js';
import { keyBefore, LAST_KEY } from '../../src/replay/row-key.js';
import { cut, cuts } from '../replay/disorders.js';
import { lineOf, makeBatch, readRows, type TestRow } from '../replay/make-batch.js';

/** A row every two milliseconds; where it says so, a made one follows each. */
function fill(loom: Loom, series: SeriesTable, rows: readonly TestRow[], sizes: readonly number[]): void {
  for (const piece of cut(rows, sizes)) {
    loom.pushRead(makeBatch(piece, series));
    const made = makeBatch(piece.filter(({ value }) => value === 2).map((row) => ({ ...row, timeMs: row.timeMs + 1 })), series);
    made.offset.fill(-1);
    made.origin.fill(Origin.Filled);
    loom.pushMade(made);
  }
}

/** The lines, those that were read with a text behind them. */
function textOf(rows: readonly TestRow[], behindRead = ''): string {
  return rows.map((row) => `${lineOf(row)}${behindRead}\n${row.value === 2 ? `${lineOf({ ...row, timeMs: row.timeMs + 1 })}\n` : ''}`).join('');
}

const textOfBatches = (batches: Iterable<Batch>) => readRows(batches).lines.map((line) => `${line}\n`).join('');

function textOfPieces(loom: Loom, leaving: Leaving): string {
  let text = '';
  for (const piece of loom.pieces(leaving)) {
    expect(piece.bytes.length).toBeLessThanOrEqual(PIECE_BYTES);
    expect(piece.crc32).toBe(crc32(piece.bytes));
    text += piece.bytes.toString('latin1');
  }
  return text;
}

describe('Loom', () => {
  const rowsOf = (values: readonly number[]) => values.map((value, i): TestRow => ({ timeMs: 2 * i, value }));

  it('gives the same as batches, as pieces and taken out on the way, and knows the same of it', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(1, 2), { maxLength: 100, size: 'max' }), cuts, fc.nat(100), fc.constantFrom('', ',,'), (values, sizes, at, behindRead) => {
      const rows = rowsOf(values);
      const series = new SeriesTable();
      series.indexOf('s');
      const bound = keyBefore(at);
      const [batches, pieces, before] = [0, 0, 0].map(() => new Loom(series, NOTHING_WOVEN, { behindRead: Buffer.from(behindRead), withCourses: true }));
      for (const loom of [batches, pieces, before]) fill(loom, series, rows, sizes);
      expect([bound, 'rest', LAST_KEY, 'rest'].map((leaving) => textOfBatches(batches.batches(leaving as Leaving))).join('')).toBe(textOf(rows));
      expect([bound, 'rest', LAST_KEY, 'rest'].map((leaving) => textOfPieces(pieces, leaving as Leaving)).join('')).toBe(textOf(rows, behindRead));
      expect(pieces.state).toEqual(batches.state);
      expect(pieces.courses).toEqual(batches.courses);

      const text = textOfPieces(before, bound) + textOfPieces(before, 'rest');
      const { state } = before;
      const waiting = before.takeWaiting();
      expect(before.state).toEqual(state);
      const after = new Loom(series, state, { behindRead: Buffer.from(behindRead) });
      for (const batch of waiting) after.pushRead(batch);
      expect(text + textOfPieces(after, LAST_KEY) + textOfPieces(after, 'rest')).toBe(textOf(rows, behindRead));
      expect(after.state).toEqual(batches.state);
    }), { numRuns: 50 });
  });

  it('gives many rows, and lines that are longer than a piece', () => {
    const series = new SeriesTable();
    const rows = rowsOf(Array.from({ length: 20_000 }, (_, i) => 1 + (i % 2)));
    for (const at of [0, 9000, 9001, 19_999]) rows[at] = { ...rows[at], id: 'x'.repeat(PIECE_BYTES + at) };
    series.indexOf('s');
    const loom = new Loom(series, NOTHING_WOVEN, { behindRead: Buffer.from(';') });
    fill(loom, series, rows, [5000, 1]);
    // All are ASCII.
    expect(textOfPieces(loom, LAST_KEY) + textOfPieces(loom, 'rest') === textOf(rows, ';')).toBe(true);
  });

  it('counts what was observed and what was made, but for readings of a clock that was wrong', () => {
    const series = new SeriesTable();
    const loom = new Loom(series, NOTHING_WOVEN, { withCourses: true });
    const read = makeBatch([...rowsOf([1, 1, 1]), { timeMs: 7, sensor: 'strange' }, { timeMs: 4e12 }], series);
    read.reason[4] = Reason.Clock;
    loom.pushRead(read);
    const made = makeBatch([{ timeMs: 1 }, { timeMs: 6, sensor: 'other' }], series);
    made.origin.set([Origin.Repaired, Origin.Filled]);
    loom.pushMade(made);
    expect([...loom.batches(LAST_KEY)]).toHaveLength(1);
    expect(loom.courses).toEqual([
      { fromMs: 0, widthMs: 1, observed: [1, 0, 1, 0, 1], repaired: [0, 1, 0, 0, 0], filled: [0, 0, 0, 0, 0] },
      { fromMs: 7, widthMs: 1, observed: [1], repaired: [0], filled: [0] },
      { fromMs: 6, widthMs: 1, observed: [0], repaired: [0], filled: [1] },
    ]);
    expect(new Loom(series).courses).toBeUndefined();
  });

  it('refuses a second row of an instant', () => {
    const series = new SeriesTable();
    const loom = new Loom(series);
    loom.pushRead(makeBatch([{ timeMs: 1 }, { timeMs: 1 }], series));
    expect(() => [...loom.pieces(LAST_KEY), ...loom.pieces('rest')]).toThrow(/out of order/);
  });
});
