import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_NUMBER, writeAscii, writeDecimal, writeInteger, writeNumber, writePadded, writeRounded } from '../../src/io/number-bytes.js';

const bytes = Buffer.alloc(64);
const text = (end: number) => bytes.toString('latin1', 3, end);
const decimal = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 9 })).map(([units, decimals]) => units / 10 ** decimals);
const anyNumber = fc.oneof(decimal, fc.double(), fc.maxSafeInteger(), fc.constantFrom(0, -0, 1e-6, 1e-7, 999_999_999, 1e9, 1e15, 1e21, 0.1 + 0.2));

describe('numbers as bytes', () => {
  it('are spelled as JSON.stringify spells them', () => {
    fc.assert(
      fc.property(anyNumber, (value) => {
        const end = writeNumber(bytes, 3, value);
        expect(text(end)).toBe(JSON.stringify(value));
        expect(end - 3).toBeLessThanOrEqual(LONGEST_NUMBER);
      }),
      { numRuns: 2000 },
    );
  });

  it('are whole numbers of any length, and digits with zeros before them', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e15 }), (value) => {
        expect(text(writeInteger(bytes, 3, value))).toBe(String(value));
      }),
    );
    fc.assert(
      fc.property(fc.nat({ max: 999_999_999 }), (value) => {
        expect(text(writePadded(bytes, 3, value, 9))).toBe(String(value).padStart(9, '0'));
      }),
    );
  });

  it('are decimals with as many decimals as are asked for, and no zeros behind these', () => {
    const written = (units: number, decimals: number, least: number) => text(writeDecimal(bytes, 3, units, decimals, least));
    expect([written(5250, 2, 0), written(5250, 2, 2), written(5200, 2, 0), written(5200, 2, 1), written(52, 0, 0), written(52, 0, 2)]).toEqual(
      ['52.5', '52.50', '52', '52.0', '52', '52.00'],
    );
    expect([written(-5, 2, 0), written(0, 2, 0), written(-0, 2, 1), written(7, 9, 0)]).toEqual(['-0.05', '0', '0.0', '0.000000007']);
  });

  it('are rounded to the decimals given, but never out of their range', () => {
    fc.assert(
      fc.property(fc.double({ min: -100, max: 100, noNaN: true }), fc.integer({ min: 0, max: 12 }), (value, decimals) => {
        const read = Number(text(writeRounded(bytes, 3, value, decimals, -100, value)));
        expect(read).toBeLessThanOrEqual(value);
        expect(Math.abs(read - value)).toBeLessThanOrEqual(0.5000001 * 10 ** -decimals);
        const free = Number(text(writeRounded(bytes, 3, value, decimals, -Infinity, Infinity)));
        expect(Math.abs(free - value)).toBeLessThanOrEqual(0.5000001 * 10 ** -decimals);
      }),
    );
    expect(text(writeRounded(bytes, 3, 52.123456, 3, 0, 100))).toBe('52.123');
    expect(text(writeRounded(bytes, 3, 1e300, 3, 0, Infinity))).toBe('1e+300');
    expect(text(writeRounded(bytes, 3, NaN, 3, 0, 100))).toBe('null');
  });
});

it('ASCII text is written as it is', () => {
  expect(text(writeAscii(bytes, 3, '"a":'))).toBe('"a":');
});
