import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineTemplate } from '../../src/simulate/line-template.js';
import { TextBuffer } from '../../src/simulate/text-buffer.js';

describe('numbers', () => {
  test('are spelled as JSON.stringify spells them, whatever their size and decimals', () => {
    const cases = fc.record({ units: fc.oneof(fc.integer(), fc.maxSafeInteger()), decimals: fc.integer({ min: 0, max: 6 }) });
    fc.assert(
      fc.property(cases, ({ units, decimals }) => {
        fc.pre(Math.abs(units) < 2 ** 50);
        const out = new TextBuffer(1);
        out.appendDecimal(units, decimals);
        expect(out.take().toString()).toBe(JSON.stringify(units / 10 ** decimals));
      }),
    );
  });

  test('of any number of digits are written whole', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const out = new TextBuffer(1);
        out.appendInteger(value);
        expect(out.take().toString()).toBe(String(value));
      }),
    );
  });
});

test('a buffer hands out what was written since the last time, and grows as needed', () => {
  const out = new TextBuffer(4);
  out.append(Buffer.from('a longer text than it was made for'));
  out.truncate(8);
  expect(out.copyFrom(2).toString()).toBe('longer');
  expect(out.take().toString()).toBe('a longer');
  expect(out.length).toBe(0);
  out.append(Buffer.from('next'));
  expect(out.take().toString()).toBe('next');
});

test('a template tells every instant as Date does, in any order of instants, and its number with leading zeros', () => {
  const template = new LineTemplate({ start: '<', indexDigits: 10, middle: '> ', end: '.' });
  const time = fc.oneof(
    fc.integer({ min: Date.parse('0000-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59.999Z') }),
    fc.integer({ min: -200_000, max: 200_000 }),
  );
  fc.assert(
    fc.property(time, fc.integer({ min: 0, max: 9_999_999_999 }), (timeMs, index) => {
      template.setTime(timeMs);
      template.setIndex(index);
      expect(template.bytes.toString()).toBe(`<${String(index).padStart(10, '0')}> ${new Date(timeMs).toISOString()}.`);
    }),
    { numRuns: 500 },
  );
});
