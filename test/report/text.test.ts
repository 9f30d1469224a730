import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCount, formatNoun, formatShare } from '../../src/report/number-format.js';
import { printable } from '../../src/report/printable.js';
import { textTable } from '../../src/report/text-table.js';
import { fitText, textWidth } from '../../src/report/text-width.js';

describe('numbers', () => {
  test('counts have thousands separators, as en-US writes them', () => {
    fc.assert(
      fc.property(fc.nat(), (count) => {
        expect(formatCount(count)).toBe(count.toLocaleString('en-US'));
      }),
    );
  });

  test.each([
    [0, 10, '0.0 %'],
    [1, 2, '50.0 %'],
    [10, 10, '100.0 %'],
    [1, 100_000, '<0.1 %'],
    [99_999, 100_000, '>99.9 %'],
    [0, 0, '-'],
  ])('%d of %d is %s', (part, total, expected) => expect(formatShare(part, total)).toBe(expected));

  test('one is singular, all else plural', () => {
    expect([0, 1, 2].map((count) => formatNoun(count, 'line'))).toEqual(['0 lines', '1 line', '2 lines']);
    expect(formatNoun(2, 'series', 'series')).toBe('2 series');
  });
});

describe('text from a log', () => {
  test('cannot carry a control character to the terminal', () => {
    const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0x2100 }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(anyText, (text) => {
        expect(printable(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e]/);
      }),
      { numRuns: 500 },
    );
  });

  test('shows what was there, and leaves other text as it is', () => {
    expect(printable('a\u001b[31mred\u202eb\n')).toBe('a\\x1b[31mred\\u{202e}b\\x0a');
    expect(printable('Fühler 7 温度 🌡')).toBe('Fühler 7 温度 🌡');
  });

  test('is measured in columns: wide characters take two, combining ones none', () => {
    expect(['abc', '温度', 'u\u0308', '🌡', ''].map(textWidth)).toEqual([3, 4, 1, 2, 0]);
  });

  test('is cut to what fits, with a sign that it was', () => {
    expect(fitText('sensor', 6)).toBe('sensor');
    expect(fitText('sensors', 6)).toBe('senso…');
    expect(fitText('温度計', 4)).toBe('温…');
  });
});

describe('a table', () => {
  const columns = [{ title: 'series', shrinks: true }, { title: 'count', align: 'right' as const }];

  test('has its columns aligned, numbers to the right, no blanks at the end of a line', () => {
    expect(textTable(columns, [['s1', '7'], ['s10', '12,000']])).toBe('  series   count\n  s1           7\n  s10     12,000\n');
  });

  test('is never wider than asked while columns can shrink, and keeps the numbers whole', () => {
    const cell = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('温', 'a', '\u0301', '\n') }));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, fc.nat())), fc.integer({ min: 30, max: 80 }), (rows, width) => {
        const lines = textTable(columns, rows.map(([id, count]) => [id, formatCount(count)]), width).split('\n');
        expect(lines.pop()).toBe('');
        expect(lines).toHaveLength(rows.length + 1);
        for (const [i, line] of lines.entries()) {
          expect(textWidth(line)).toBeLessThanOrEqual(width);
          if (i > 0) expect(line.endsWith(formatCount(rows[i - 1][1]))).toBe(true);
        }
      }),
    );
  });
});
