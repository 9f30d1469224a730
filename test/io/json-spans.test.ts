import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemberCursor, findMember } from '../../src/io/json-spans.js';

/** The members of an object's text, as the cursor sees them. */
function members(text: string): [string, unknown][] {
  const bytes = Buffer.from(text);
  const cursor = new MemberCursor();
  const found: [string, unknown][] = [];
  cursor.open(bytes, 0);
  while (cursor.next()) found.push([cursor.key(), JSON.parse(bytes.toString('utf8', cursor.valueStart, cursor.valueEnd))]);
  return found;
}

/** JSON text with white space in every place that allows it and escapes in its strings. */
function spell(value: unknown, space: () => string): string {
  if (typeof value === 'string') return spellString(value);
  if (Array.isArray(value)) return `[${space()}${value.map((item) => spell(item, space) + space()).join(`,${space()}`)}]`;
  if (typeof value === 'object' && value !== null) {
    const inner = Object.entries(value).map(([key, item]) => `${spellString(key)}${space()}:${space()}${spell(item, space)}${space()}`);
    return `{${space()}${inner.join(`,${space()}`)}}`;
  }
  return JSON.stringify(value);
}

function spellString(text: string): string {
  return JSON.stringify(text).replace(/[aeiou]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

test('the members found are those of JSON.parse, whatever the nesting, escapes and white space', () => {
  const space = fc.constantFrom('', '', ' ', '\t', '\r', ' \r\t ');
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), fc.infiniteStream(space), (object, spaces) => {
      const next = (): string => spaces.next().value as string;
      const text = `${next()}${spell(object, next)}${next()}`;
      expect(Object.fromEntries(members(text))).toEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

test('of a key that stands twice the last is found, also where one is written with escapes', () => {
  const bytes = Buffer.from('{"a":1,"b":{"a":5},"\\u0061":2,"aa":3,"ä":4}');
  const find = (name: string): string | undefined => {
    const span = { start: 0, end: 0 };
    return findMember(new MemberCursor(), bytes, 0, Buffer.from(name), span) ? bytes.toString('utf8', span.start, span.end) : undefined;
  };
  expect(find('a')).toBe('2');
  expect(find('aa')).toBe('3');
  expect(find('ä')).toBe('4');
  expect(find('c')).toBeUndefined();
});

test('nesting deeper than the call stack does no harm', () => {
  const depth = 200_000;
  const bytes = Buffer.from(`{"x":${'['.repeat(depth)}"]"${']'.repeat(depth)},"y":7}`);
  const span = { start: 0, end: 0 };
  expect(findMember(new MemberCursor(), bytes, 0, Buffer.from('y'), span)).toBe(true);
  expect(bytes.toString('utf8', span.start, span.end)).toBe('7');
});

test('one cursor serves several objects of one buffer', () => {
  const bytes = Buffer.from('{"a":1}\n {"b":"}{"}\n{}');
  const cursor = new MemberCursor();
  const keysFrom = (start: number): string[] => {
    const keys: string[] = [];
    for (cursor.open(bytes, start); cursor.next();) keys.push(cursor.key());
    return keys;
  };
  expect([keysFrom(8), keysFrom(0), keysFrom(21)]).toEqual([['b'], ['a'], []]);
});
