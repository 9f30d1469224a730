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
});
