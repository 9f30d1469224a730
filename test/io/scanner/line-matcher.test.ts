import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineMatcher } from '../../../src/io/scanner/line-matcher.js';

const matcher = createLineMatcher()!;

type Member = readonly [name: string, value: string];
const spell = (members: readonly Member[], gap: string) => `{${members.map(([name, value]) => `${gap}"${name}"${gap}:${gap}${value}`).join(`${gap},`)}${gap}}`;

const number = fc.oneof(fc.integer().map(String), fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)), fc.constantFrom('1.0', '1e5', '-0', '2E-3', '0'));
const value = fc.oneof(number, fc.jsonValue({ maxDepth: 2 }).map((one) => JSON.stringify(one)), fc.constantFrom('"a long text, longer than sixteen bytes"', '"\\\\"', '"\\"}"', '[{"a":"]"}]'));
const row = fc.record({
  members: fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'aa', 'c d', 'ü', 'event_id', 'longer than eight'), value), { selector: ([name]) => name, minLength: 1, maxLength: 5 }),
  keys: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
  gap: fc.constantFrom('', ' ', '\t '),
  blank: fc.constantFrom('', '', '\n', ' \n\r\n'),
});

/** The second piece from the first, spelled otherwise, with whatever `change` does to each line. */
function match(rows: readonly { members: readonly Member[]; keys: readonly number[]; gap: string; blank: string }[], change: (line: string, i: number) => string) {
  const lines = rows.map(({ members }) => spell(members, ''));
  const start: number[] = [];
  let at = 0;
  for (const line of lines) {
    start.push(at);
    at += Buffer.byteLength(line) + 1;
  }
  const others = rows.map(({ members, keys, gap, blank }, i) => {
    const shuffled = members.map((member, k) => ({ member, key: keys[k] })).sort((x, y) => x.key - y.key).map(({ member }) => member);
    return { blank, line: change(spell(shuffled, gap), i) };
  });
  const other = Buffer.from(others.map(({ blank, line }) => `${blank}${line}\n`).join(''));
  const length = lines.map((line) => Buffer.byteLength(line));
  const piece = { bytes: Buffer.from(lines.map((line) => `${line}\n`).join('')), start: Uint32Array.from(start), length: Uint32Array.from(length), count: rows.length };
  matcher.takeLines(piece);
  matcher.takeOther(other, other.length);
  const matched = matcher.match(0, rows.length, 0);
  const text = ({ at: from, end }: { at: number; end: number }) => other.toString('utf8', from, end).trim();
  const { almost } = matcher;
  return { lines, others: others.map(({ line }) => line), matched, last: matched > 0 ? text(matcher.matched) : undefined, almost: almost && text(almost) };
}

describe('the line matcher of the kernel', () => {
  it('matches all lines that hold the same members, however these are ordered and spaced, blank lines between them', () => {
    fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), (rows) => {
      const { matched, others, last, almost } = match(rows, (line) => line);
      expect([matched, last, almost]).toEqual([rows.length, others.at(-1)!.trim(), undefined]);
    }));
  });

  it('stops at the first line that differs, and tells where that is in one number alone', () => {
    fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), fc.nat(7), number, number, fc.boolean(), (rows, at, a, b, isMore) => {
      fc.pre(a !== b);
      const place = at % rows.length;
      const marked = rows.map((one, i) => (i === place ? { ...one, members: [...one.members, ['number', a], ['word', '"on"']] as Member[], keys: [...one.keys, 3, 1] } : one));
      const { matched, others, almost } = match(marked, (line, i) => (
        i === place ? line.replace(/("number"[ \t]*:[ \t]*)[^,} \t]*/, (_, before: string) => before + b).replace('"on"', isMore ? '"off"' : '"on"') : line
      ));
      expect(matched).toBe(place);
      expect(almost).toBe(isMore ? undefined : others[place].trim());
    }));
  });

  it('matches no line that JSON.parse refuses, or that means anything else', () => {
    const edits = fc.array(fc.record({ at: fc.nat(200), cut: fc.nat(3), put: fc.constantFrom('', '0', '7', '-', '.', 'e', '"', ',', '}', ' ', 'x', '"a":1,', '{', '\\', 'é') }), { minLength: 1, maxLength: 3 });
    fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 3 }), edits, (rows, list) => {
      const { lines, others, matched, almost } = match(rows, (line, i) => {
        if (i > 0) return line;
        let edited = line;
        for (const { at, cut, put } of list) edited = edited.slice(0, at % edited.length) + put + edited.slice((at % edited.length) + cut);
        return edited;
      });
      const [first, second] = [lines[0], others[0]];
      if (matched > 0) expect(JSON.parse(second)).toEqual(JSON.parse(first));
      if (matched > 0 || almost === undefined) return;
      const [before, after] = [first, second].map((text) => JSON.parse(text) as Record<string, unknown>);
      const differing = Object.keys(before).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
      expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
      expect(differing.map((name) => [typeof before[name], typeof after[name]])).toEqual(differing.map(() => ['number', 'number']));
      expect(differing.length).toBeLessThanOrEqual(1);
    }), { numRuns: 3000 });
  });

  it.each([
    ['a name met twice', [['a', '1'], ['a', '2']]],
    ['a name with escapes', [['\\u0061', '1']]],
    ['more members than it has room for', Array.from({ length: 70 }, (_, i): Member => [`m${i}`, `${i}`])],
  ] as [string, Member[]][])('leaves %s to others', (_, members) => {
    expect(match([{ members, keys: members.map((__, i) => i), gap: '', blank: '' }], (line) => line).matched).toBe(0);
  });

  it('finds a name twice in the other line, and a member more', () => {
    const members: Member[] = [['a', '1'], ['b', '2']];
    for (const other of ['{"a":1,"a":1}', '{"a":1,"b":2,"c":3}', '{"a":1}', '{"a":1,"b":2} x', '["a"]', '{"a":1,"b":2']) {
      expect(match([{ members, keys: [0, 1], gap: '', blank: '' }], () => other).matched, other).toBe(0);
    }
  });
});
