import { describe, expect, it } from 'vitest';
import { compareRows } from '../../src/reconcile/compare-rows.js';
import { DifferenceTally } from '../../src/reconcile/difference-tally.js';
import { isSameValue } from '../../src/reconcile/value.js';

describe('isSameValue', () => {
  it.each([
    ['52.30', '52.3'], ['1e2', '100'], ['-0', '0'], ['"a\\u0062"', '"ab"'], ['{"a":1,"b":2}', '{"b":2,"a":1}'], ['null', 'null'],
    ['9007199254740993', '9007199254740993'],
  ])('%s and %s are the same', (a, b) => expect(isSameValue(a, b)).toBe(true));

  it.each([
    ['52.3', '52.31'], ['9007199254740993', '9007199254740992'], ['"a"', '"b"'], ['1', '"1"'], ['[1,2]', '[2,1]'], ['true', 'false'],
    ['null', '0'],
  ])('%s and %s are not', (a, b) => expect(isSameValue(a, b)).toBe(false));

  it('structures that nest deeper than the stack are compared by their bytes', () => {
    const deep = (end: string) => `${'[{"[":'.repeat(50_000)}1${'}]'.repeat(50_000)}${end}`;
    expect(isSameValue(deep(''), deep(''))).toBe(true);
    expect(isSameValue(deep(''), deep(' '))).toBe(false);
  });

  it('brackets in texts are no nesting', () => {
    expect(isSameValue(`{"a":"${'['.repeat(2000)}\\"","b":1}`, `{"b":1,"a":"${'['.repeat(2000)}\\""}`)).toBe(true);
  });

  it('numbers within an absolute, a relative and a combined tolerance are the same, a hair beyond they are not', () => {
    expect(isSameValue('1.5', '1', { absolute: 0.5, relative: 0 })).toBe(true);
    expect(isSameValue('1.51', '1', { absolute: 0.5, relative: 0 })).toBe(false);
    expect(isSameValue('202', '200', { absolute: 0, relative: 0.01 })).toBe(true);
    expect(isSameValue('203', '200', { absolute: 0, relative: 0.01 })).toBe(false);
    expect(isSameValue('203', '200', { absolute: 1, relative: 0.01 })).toBe(true);
  });
});

const row = (object: object) => new Map(Object.entries(object).map(([name, value]) => [name, JSON.stringify(value)]));

describe('compareRows', () => {
  const options = { isTyped: true, keys: new Set(['k']), tolerances: new Map([['*', { absolute: 0.1, relative: 0 }], ['b', { absolute: 0, relative: 0 }]]) };

  it('names the fields that differ beyond their tolerance or are on one side alone, never the key', () => {
    const differing = compareRows(row({ k: 1, a: 1, b: 1, c: 'x', d: null }), row({ k: 2, a: 1.05, b: 1.05, e: 2, d: 3 }), options);
    expect(differing).toEqual(['b', 'c', 'd', 'e']);
  });

  it('compares only the fields that were asked for', () => {
    expect(compareRows(row({ a: 1, b: 1 }), row({ a: 2, b: 2 }), { ...options, fields: ['a'] })).toEqual(['a']);
  });

  it('finds a field of two kinds', () => {
    expect(compareRows(row({ a: 1 }), row({ a: '1' }), options)).toEqual({ field: 'a', recomputed: '1', existing: '"1"' });
  });
});

describe('DifferenceTally', () => {
  const tally = () => new DifferenceTally((field) => field === 'k');

  it('says how many rows differ by how much, and where most', () => {
    const sums = tally();
    for (const [a, b] of [[1, 1.01], [1, 1.5], [1, 31]]) sums.add(row({ k: b, v: a }), row({ k: b, v: b }), ['v'], () => `${b}`);
    expect(sums.differences()).toMatchObject([{ field: 'v', rows: 3, bySize: [1, 0, 1, 0, 1], largest: 30, largestAt: '31' }]);
    expect(sums.differences()[0].mean).toBeCloseTo(30.51 / 3, 12);
  });

  it('finds a field that one side lacks throughout, and not one that it lacks now and then', () => {
    const sums = tally();
    sums.add(row({ k: 1, v: 1, w: 1 }), row({ k: 1, v: 1 }), ['w'], () => '');
    expect(sums.missingField()).toEqual({ field: 'w', missingIn: 'existing' });
    sums.add(row({ k: 2, v: 1 }), row({ k: 2, v: 1 }), [], () => '');
    expect(sums.missingField()).toBeUndefined();
  });

  it.each([
    ['°F', (c: number) => c * 1.8 + 32, true],
    ['K', (c: number) => c + 273.15, true],
    ['m°C', (c: number) => c * 1000, true],
    ['°C that are 0.3 too high', (c: number) => c + 0.3, false],
    ['other readings', (c: number) => 100 - c, false],
  ])('tells whether values are in another unit: %s', (_, convert, isUnit) => {
    const sums = tally();
    for (let i = 0; i < 20; i++) {
      const celsius = 50 + (i * 7 % 5) / 2;
      sums.add(row({ v: celsius }), row({ v: Number(convert(celsius).toFixed(2)) }), ['v'], () => '');
    }
    expect(sums.unitMismatch(0) !== undefined).toBe(isUnit);
  });
});
