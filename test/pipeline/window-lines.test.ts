import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstWindowFrom, readWindowLines, windowStart, WindowLines, type ViewWindow } from '../../src/pipeline/window-lines.js';

const YEAR_MS = 365.25 * 86_400_000;
/** Windows in order, of the years 0 to 9999; the last may end in the year 10000, whose spelling is longer. */
const windowLists = fc.array(fc.tuple(fc.integer({ min: -1969, max: 8029 }), fc.nat(99), fc.nat(10 ** 12), fc.nat(3)), { maxLength: 40 }).map((list) => (
  [...new Map(list.map((one) => [one[0], one])).values()].sort(([a], [b]) => a - b).map(([years, rows, bytes, parts]): ViewWindow => {
    const startMs = Math.round(years * YEAR_MS);
    const sources = Array.from({ length: parts }, (_, i) => ({ file: i, offset: i * bytes, byteCount: bytes, crc32: '0123abcd' }));
    return { startMs, endMs: years === 8029 ? Date.UTC(10_000, 0, 1) : startMs + 3_600_000, rows, bytes, sources };
  })
));

test('lists of windows are found again in their lines, and parts of them passed on as they are', () => {
  fc.assert(fc.property(windowLists, fc.nat(40), fc.nat(40), (windows, a, b) => {
    const made = new WindowLines();
    for (const window of windows) made.add(window);
    const known = readWindowLines(Buffer.concat(made.pieces()));
    const found = windows.map((_, i) => ({ startMs: windowStart(known, i), rows: known.rows[i], bytes: known.bytes[i] }));
    expect(found).toEqual(windows.map(({ startMs, rows, bytes }) => ({ startMs, rows, bytes })));
    expect([known.count, made.count]).toEqual([windows.length, windows.length]);
    for (const [i, { startMs }] of windows.entries()) {
      expect([firstWindowFrom(known, startMs, 0), firstWindowFrom(known, startMs + 1, 0)]).toEqual([i, i + 1]);
    }

    const [from, to] = [a, b].map((at) => Math.min(at, windows.length)).sort((one, other) => one - other);
    const [kept, anew] = [new WindowLines(), new WindowLines()];
    for (const window of windows.slice(0, from)) kept.add(window);
    kept.addKept(known, from, to);
    for (const window of windows.slice(to)) kept.add(window);
    for (const window of windows) anew.add(window);
    expect(Buffer.concat(kept.pieces()).toString()).toBe(Buffer.concat(anew.pieces()).toString());
    expect([kept.count, kept.rows]).toEqual([anew.count, anew.rows]);
  }));
});
