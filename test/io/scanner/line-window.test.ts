import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { DECODE_DEFAULTS } from '../../../src/io/decode.js';
import type { SummedBytes } from '../../../src/io/output.js';
import { createLineWindow } from '../../../src/io/scanner/line-window.js';
import { SeriesTable } from '../../../src/model/series.js';
import { lineOf } from '../../replay/make-batch.js';

test('lends lines that stay as they are until they are given back, and shows the others', () => {
  const window = createLineWindow(DECODE_DEFAULTS, new SeriesTable(), 2 ** 10)!;
  const shown: string[] = [];
  const lent: (SummedBytes & { readonly text: string })[] = [];
  for (let k = 0; k < 20; k++) {
    const timeMs = 1_767_225_600_000 + 1000 * k;
    const text = `${lineOf({ timeMs, value: k })}\n`;
    const piece = window.nextPiece(text.length)!;
    piece.write(text);
    const { batch } = window.decode(piece, text.length, k, 0);
    expect(window.add(batch, timeMs)).toBe(true);
    for (const released of window.release(Infinity)) {
      const lines = window.lendLines(released);
      expect(lines.bytes.toString()).toBe(text);
      expect(lines.crc32).toBe(crc32(text));
      if (lines.giveBack) lent.push({ ...lines, text });
      else shown.push(text);
    }
    if (k === 12) lent.splice(0, 2).forEach(({ giveBack }) => giveBack!());
    for (const { bytes, text } of lent) expect(bytes.toString()).toBe(text);
  }
  expect(lent.length + shown.length + 2).toBe(20);
  expect(lent.length).toBe(5);
});
