// Small texts that reports and hints are made of.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { nearestWord } from '../../src/report/nearest-word.js';
import { operand, shellCommand } from '../../src/report/shell-command.js';
import { spanText } from '../../src/report/span-text.js';
import { wrapText } from '../../src/report/text-width.js';

test.each([
  [0, '0'], [0.4, '<1ms'], [250, '250ms'], [1500, '1.5s'], [59_000, '59s'], [60_000, '1m'], [90_000, '1m 30s'], [3_599_999, '1h'],
  [3_600_000, '1h'], [93_784_000, '1d 2h'], [86_400_000 * 400, '400d'],
])('a span of %d ms is %s', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});

test('a shell gives back the words of a command as they were', () => {
  const word = fc.string().filter((text) => !text.includes('\0'));
  fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
    const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${shellCommand(words)}`], { encoding: 'utf8' });
    expect(printed.split('\0').slice(0, -1)).toEqual(words);
  }), { numRuns: 30 });
});

test('a file whose name begins with a dash is no option, and - is stdin', () => {
  expect([operand('-x.jsonl'), operand('-'), operand('a.jsonl')]).toEqual(['./-x.jsonl', '-', 'a.jsonl']);
});

test.each([
  ['temprature', 'temperature'], ['vlaue', 'value'], ['TIMESTAMP', 'timestamp'], ['zzz', undefined], ['tempreature', 'temperature'],
])('nearest to %s is %s', (word, nearest) => {
  expect(nearestWord(word, ['timestamp', 'temperature', 'value'])).toBe(nearest);
});

it('wraps at blanks, and loses no word', () => {
  fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), (words) => {
    const lines = wrapText(words.join(' '), 20, '- ', '  ').trimEnd().split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(20);
    expect(lines.map((line) => line.slice(2)).join(' ')).toBe(words.join(' '));
  }));
});
