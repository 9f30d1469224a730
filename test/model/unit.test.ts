import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertDecimal, convertNumber, TEMPERATURE_UNITS } from '../../src/model/unit.js';

const unit = fc.constantFrom(...TEMPERATURE_UNITS);
const decimal = fc.tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: 0, max: 4 }))
  .map(([mantissa, decimals]) => ({ text: (mantissa / 10 ** decimals).toFixed(decimals), decimals, mantissa }));

/** By the formulas of the textbook, in floating point. */
function naively(value: number, from: string, to: string): number {
  const celsius = from === 'F' ? ((value - 32) * 5) / 9 : from === 'K' ? value - 273.15 : value;
  return to === 'F' ? (celsius * 9) / 5 + 32 : to === 'K' ? celsius + 273.15 : celsius;
}

const decimalsOf = (text: string) => text.split('.')[1]?.length ?? 0;

describe('a temperature in another unit', () => {
  it('is what the formula says, rounded to the decimals written', () => {
    fc.assert(fc.property(decimal, unit, unit, ({ text }, from, to) => {
      const converted = convertDecimal(text, from, to);
      const error = Math.abs(Number(converted) - naively(Number(text), from, to));
      expect(error).toBeLessThanOrEqual(0.5 * 10 ** -decimalsOf(converted) + 1e-9 * Math.abs(Number(text)) + 1e-9);
      expect(decimalsOf(converted)).toBeGreaterThanOrEqual(decimalsOf(text));
      if (from !== 'F') expect(Math.abs(Number(converted) - naively(Number(text), from, to))).toBeLessThan(1e-8);
    }));
  });

  it('comes back as it was, to the decimals that it had', () => {
    fc.assert(fc.property(decimal, unit, unit, ({ text, decimals, mantissa }, from, to) => {
      const back = convertDecimal(convertDecimal(text, from, to), to, from);
      expect(Math.round(Number(back) * 10 ** decimals) + 0).toBe(mantissa + 0);
    }));
  });

  it('as a number is the nearest double, and a difference has no zero', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), unit, unit, (value, from, to) => {
      expect(convertNumber(value, from, to)).toBeCloseTo(naively(value, from, to), 6);
      expect(convertNumber(value, from, to, 'difference')).toBeCloseTo(naively(value, from, to) - naively(0, from, to), 6);
    }));
    expect([convertNumber(50, 'C', 'F'), convertNumber(55, 'C', 'F'), convertNumber(15.3, 'C', 'F'), convertNumber(50, 'C', 'K')]).toEqual([122, 131, 59.54, 323.15]);
    expect(convertNumber(-Infinity, 'C', 'F')).toBe(-Infinity);
    expect(convertNumber(1e300, 'C', 'F')).toBeCloseTo(1.8e300, -290);
  });

  it.each([
    ['52.30', 'C', 'F', '126.14'], ['50', 'C', 'F', '122'], ['50.0', 'C', 'F', '122.0'], ['-40', 'C', 'F', '-40'], ['-40.0', 'F', 'C', '-40.0'],
    ['72', 'F', 'C', '22.2'], ['126.14', 'F', 'C', '52.30'], ['20', 'C', 'K', '293.15'], ['20.125', 'C', 'K', '293.275'], ['293.15', 'K', 'C', '20.00'],
    ['293.15', 'K', 'F', '68.00'], ['68.0', 'F', 'K', '293.15'], ['5.2e1', 'C', 'F', '125.6'], ['-0.0', 'C', 'F', '32.0'], ['.5', 'C', 'F', '32.9'], ['1e-90', 'C', 'F', '32'],
  ] as const)('%s %s as %s is %s', (text, from, to, expected) => {
    expect(convertDecimal(text, from, to)).toBe(expected);
  });

  it.each([['0.1185', 'C', 'F', '0.2133'], ['1.8', 'F', 'C', '1.0'], ['2', 'C', 'K', '2']] as const)('a difference of %s %s as %s is %s', (text, from, to, expected) => {
    expect(convertDecimal(text, from, to, 'difference')).toBe(expected);
  });
});
