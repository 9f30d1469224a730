import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemberMatcher } from '../../src/io/member-matcher.js';

const matcher = new MemberMatcher();
const isSame = (a: string, b: string) => matcher.isSame(Buffer.from(`${a}\n`), 0, Buffer.from(`  ${b}\n`), 2);

const members = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'aa', 'c d', 'ü', 'event_id'), fc.jsonValue({ maxDepth: 1 })), { selector: ([name]) => name, maxLength: 6 });
const spell = (list: readonly (readonly [string, unknown])[], gap: string) => `{${list.map(([name, value]) => `${gap}"${name}"${gap}:${gap}${JSON.stringify(value)}`).join(`${gap},`)}${gap}}`;

describe('MemberMatcher', () => {
  it('finds lines the same whose members are, in any order and spacing', () => {
    fc.assert(fc.property(members, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), fc.constantFrom('', ' ', '\t '), (list, keys, gap) => {
      const shuffled = list.map((member, i) => ({ member, key: keys[i] })).sort((x, y) => x.key - y.key).map(({ member }) => member);
      expect(isSame(spell(list, ''), spell(shuffled, gap))).toBe(true);
    }));
  });

  it('never finds lines the same that differ', () => {
    fc.assert(fc.property(members, members, (list, other) => {
      const text = (of: typeof list) => JSON.stringify(Object.fromEntries([...of].sort(([a], [b]) => (a < b ? -1 : 1))));
      expect(isSame(spell(list, ''), spell(other, ' '))).toBe(text(list) === text(other));
    }));
  });

  it.each([
    ['a name met twice', '{"a":1,"a":2}', '{"a":1,"a":2}'],
    ['a name with escapes', '{"\\u0061":1}', '{"\\u0061":1}'],
    ['another spelling of a number', '{"a":1.0}', '{"a":1}'],
    ['a member more', '{"a":1}', '{"a":1,"b":2}'],
  ])('leaves %s to those who read values', (_, a, b) => {
    expect(isSame(a, b)).toBe(false);
  });

  const number = fc.oneof(fc.integer().map(String), fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)), fc.constantFrom('1.0', '1e5', '-0', '2E-3'));
  const withNumber = fc.tuple(members, fc.nat(6), fc.constantFrom('', ' ', '\t ')).map(([list, at, gap]) => {
    const place = Math.min(at, list.length);
    const spelled = list.map((member) => spell([member], gap).slice(1, -1));
    return (other: string) => `{${[...spelled.slice(0, place), `"number":${other}`, ...spelled.slice(place)].join(',')}}`;
  }).chain((line) => fc.record({ line: fc.constant(line), a: number, b: number }));

  const isSameButOne = (a: string, b: string) => {
    const [first, second] = [Buffer.from(`${a}\n`), Buffer.from(`  ${b}\n`)];
    return matcher.isSameButOneNumber(first, 0, first.length - 1, second, 2, second.length - 1);
  };

  it('finds the one number in which two lines differ, spelled alike or otherwise, and its values', () => {
    fc.assert(fc.property(withNumber, ({ line, a, b }) => {
      fc.pre(a !== b);
      for (const differs of [isSameButOne(line(a), line(b)), !isSame(line(a), line(b)) && matcher.differsInOneNumber]) {
        expect(differs).toBe(true);
        expect([matcher.differingField, ...matcher.differingValues]).toEqual(['number', a, b]);
        expect(matcher.valueOf(Buffer.from('number'))).toBe(a);
        expect(matcher.valueOf(Buffer.from('none'))).toBeUndefined();
      }
    }));
  });

  it('takes no line for another with one number changed that JSON.parse refuses, or that differs in more', () => {
    const edits = fc.array(fc.record({ at: fc.nat(200), cut: fc.nat(3), put: fc.constantFrom('', '0', '7', '-', '.', 'e', '"', ',', '}', ' ', 'x', ':1,"a":', '\\') }), { minLength: 1, maxLength: 3 });
    fc.assert(fc.property(withNumber, edits, ({ line, a }, list) => {
      const first = line(a);
      let second = first;
      for (const { at, cut, put } of list) second = second.slice(0, at % second.length) + put + second.slice((at % second.length) + cut);
      if (!isSameButOne(first, second)) return;
      const [before, after] = [first, second].map((text) => Object.entries(JSON.parse(text) as object));
      const differing = before.flatMap(([name, value], i) => (JSON.stringify([name, value]) === JSON.stringify(after[i]) ? [] : [name]));
      expect(after.map(([name]) => name)).toEqual(before.map(([name]) => name));
      expect(differing.filter((name) => name !== matcher.differingField)).toEqual([]);
      expect(matcher.differingValues.map((value) => typeof JSON.parse(value))).toEqual(['number', 'number']);
    }), { numRuns: 3000 });
  });
});
