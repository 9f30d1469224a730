import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawLine } from '../../src/model/batch.js';
import { SeriesTable } from '../../src/model/series.js';
import { ReorderBuffer } from '../../src/replay/reorder.js';
import { keyBefore, LAST_KEY } from '../../src/replay/row-key.js';
import { cut, cuts, disorderedRows } from './disorders.js';
import { makeBatch, naiveOrder, readRows, type TestRow } from './make-batch.js';

describe('ReorderBuffer', () => {
  it('releases exactly the rows before the bound, in order, whatever was pushed and released before', () => {
    fc.assert(
      fc.property(disorderedRows, cuts, fc.integer({ min: 1, max: 20 }), (rows, sizes, limit) => {
        const series = new SeriesTable();
        const buffer = new ReorderBuffer(series);
        const waiting = new Map<number, TestRow>();
        let arrival = 0;
        for (const piece of cut(rows, sizes)) {
          const batch = makeBatch(piece, series, arrival);
          for (const row of piece) waiting.set(arrival++, row);
          buffer.push(batch);
          const boundMs = piece[0].timeMs;
          const { arrivals } = readRows(buffer.release(keyBefore(boundMs), { rows: limit, bytes: 500 }));
          const arrived = [...waiting.keys()];
          const due = naiveOrder([...waiting.values()]).map((i) => arrived[i]).filter((i) => waiting.get(i)!.timeMs < boundMs);
          expect(arrivals).toEqual(due);
          for (const i of due) waiting.delete(i);
          expect(buffer.heldRows).toBe(waiting.size);
        }
        readRows(buffer.release(LAST_KEY));
        expect([buffer.heldRows, buffer.heldBytes]).toEqual([0, 0]);
      }),
    );
  });

  it('keeps the order when a new sensor changes the ranks of those that wait', () => {
    const series = new SeriesTable();
    const buffer = new ReorderBuffer(series);
    buffer.push(makeBatch([{ timeMs: 1, sensor: 'm' }, { timeMs: 1, sensor: 'z' }], series, 0));
    buffer.push(makeBatch([{ timeMs: 1, sensor: 'n' }, { timeMs: 1, sensor: 'a' }], series, 2));
    expect(readRows(buffer.release(LAST_KEY)).arrivals).toEqual([3, 0, 2, 1]);
  });

  it('passes a batch in order as it is, and what leaves of it in one piece, if that is half of it', () => {
    const series = new SeriesTable();
    const buffer = new ReorderBuffer(series);
    const hundred = Array.from({ length: 100 }, (_, i) => ({ timeMs: i }));
    const sorted = makeBatch(hundred, series);
    buffer.push(sorted);
    expect([...buffer.release(LAST_KEY)]).toEqual([sorted]);

    const long = makeBatch(hundred, series);
    buffer.push(long);
    buffer.push(makeBatch([{ timeMs: 3 }], series, 100));
    const batches = [...buffer.release(keyBefore(90))];
    expect(batches.map(({ count, bytes }) => [count, bytes === long.bytes])).toEqual([[5, false], [86, true]]);
    expect(readRows(buffer.release(LAST_KEY)).arrivals).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
    expect([buffer.heldBytes, buffer.heldRows]).toEqual([0, 0]);
  });

  it('gives a batch that passes memory of its own, and copies out what waits', () => {
    const series = new SeriesTable();
    const buffer = new ReorderBuffer(series);
    buffer.push(makeBatch(Array.from({ length: 101 }, (_, i) => ({ timeMs: 100 - i, id: String(i) })), series));
    const [passed] = buffer.release(keyBefore(100));
    expect(passed.count).toBe(100);
    passed.bytes.fill(0);
    passed.timeMs.fill(NaN);
    const rest = readRows(buffer.release(LAST_KEY));
    expect([rest.arrivals, rest.lines[0]]).toEqual([[0], expect.stringContaining('"0"')]);
  });

  it('limits the batches it gathers', () => {
    const series = new SeriesTable();
    const buffer = new ReorderBuffer(series);
    const odd = Array.from({ length: 50 }, (_, i) => ({ timeMs: 99 - 2 * i }));
    const even = Array.from({ length: 50 }, (_, i) => ({ timeMs: 100 - 2 * i }));
    buffer.push(makeBatch(odd, series));
    buffer.push(makeBatch(even, series, 50));
    const byRows = [...buffer.release(keyBefore(51), { rows: 8, bytes: 1 << 20 })];
    expect(byRows.map((batch) => batch.count)).toEqual([8, 8, 8, 8, 8, 8, 2]);
    const byBytes = [...buffer.release(LAST_KEY, { rows: 100, bytes: 300 })];
    expect(byBytes.every((batch) => batch.byteCount <= 300)).toBe(true);
  });

  it('gives a line longer than the limit a batch of its own', () => {
    const series = new SeriesTable();
    const buffer = new ReorderBuffer(series);
    buffer.push(makeBatch([{ timeMs: 2 }, { timeMs: 4 }], series));
    buffer.push(makeBatch([{ timeMs: 1 }, { timeMs: 3, id: 'x'.repeat(1000) }, { timeMs: 5 }], series, 2));
    const batches = [...buffer.release(LAST_KEY, { rows: 100, bytes: 200 })];
    expect(readRows(batches).arrivals).toEqual([2, 0, 3, 1, 4]);
    expect(rawLine(batches.find(({ arrival }) => arrival[0] === 3)!, 0).length).toBeGreaterThan(1000);
  });

  it('does not keep whole batches alive for a row far in the future', () => {
    const series = new SeriesTable();
    const buffer = new ReorderBuffer(series);
    const long = 'x'.repeat(2000);
    for (let k = 0; k < 200; k++) {
      const rows = Array.from({ length: 100 }, (_, i) => ({ timeMs: i === 50 ? 1e12 + k : k * 100 + i, id: long }));
      buffer.push(makeBatch(rows, series, k * 100));
      for (const batch of buffer.release(keyBefore((k + 1) * 100))) readRows([batch]);
    }
    expect(buffer.heldRows).toBe(200);
    expect(buffer.maxHeldBytes).toBeLessThan(20 << 20);
    expect(readRows(buffer.release(LAST_KEY)).arrivals).toEqual(Array.from({ length: 200 }, (_, k) => k * 100 + 50));
  });
});
