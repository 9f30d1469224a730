import { expect, test } from 'vitest';
import type { Finding, ValidationSummary } from '../../src/model/validation.js';
import { nothingText, proposalText, validationReport } from '../../src/report/validation-report.js';
import { textWidth } from '../../src/report/text-width.js';

const NOTHING = { pass: 0, notEvaluated: 0, suspect: 0, fail: 0, missing: 0 };
const EMPTY: ValidationSummary = {
  lines: 0,
  blank: 0,
  outside: 0,
  deadLetters: 0,
  deadLettersByCode: new Map(),
  total: NOTHING,
  series: [],
  reasons: new Map(),
};

const SUMMARY: ValidationSummary = {
  ...EMPTY,
  lines: 2_004,
  blank: 1,
  deadLetters: 3,
  deadLettersByCode: new Map([
    ['no-timestamp', 1],
    ['invalid-json', 2],
  ]),
  total: { ...NOTHING, pass: 1_990, fail: 6, suspect: 4 },
  series: [
    { sensorId: 'calm', ...NOTHING, pass: 1_000 },
    { sensorId: 'wild', ...NOTHING, pass: 990, fail: 6, suspect: 4 },
  ],
  reasons: new Map([
    ['source', 4],
    ['range', 6],
  ]),
};

const FAILED: Finding = {
  file: 'logs/monday.jsonl',
  line: 12,
  offset: 1_000,
  sensor_id: 'wild',
  timestamp: '2026-01-01T00:00:00.000Z',
  temperature: 61.5,
  flag: 4,
  reasons: ['range'],
};
const DEAD: Finding = { file: 'logs/monday.jsonl', line: 13, offset: 1_100, code: 'invalid-json' };

test('the report reads from the whole to the single reading, the worst first', () => {
  expect(validationReport(SUMMARY, [FAILED, DEAD])).toBe(`2,000 readings of 2 series: 6 failed (0.3 %), 4 suspect
2,004 lines, among them 3 dead letters, 1 blank

  series   pass  suspect  fail
  wild      990        4     6
  calm    1,000        0     0

  check   readings
  range          6
  source         4

  dead letters  lines  why
  invalid-json      2  not valid JSON
  no-timestamp      1  no timestamp field

  line  series  timestamp                 value  flag  why
    12  wild    2026-01-01T00:00:00.000Z   61.5  fail  range
    13                                           dead  invalid-json
  ... and 11 more lines
`);
});

test('of several files each finding names its own', () => {
  expect(validationReport(SUMMARY, [FAILED], { showFile: true })).toContain('logs/monday.jsonl    12  wild');
});

test('a hostile sensor id neither widens the report nor reaches the terminal raw', () => {
  const id = `${'\u001b[2J'}${'温'.repeat(60)}`;
  const hostile = { ...SUMMARY, series: [{ ...SUMMARY.series[1], sensorId: id }] };
  const report = validationReport(hostile, [{ ...FAILED, sensor_id: id, file: 'x'.repeat(90) }], { showFile: true });
  expect(Math.max(...report.split('\n').map(textWidth))).toBeLessThanOrEqual(80);
  expect(report).not.toContain('\u001b');
});

test('many series are cut, and how many is said', () => {
  const series = Array.from({ length: 50 }, (_, i) => ({ ...SUMMARY.series[0], sensorId: `s${i}` }));
  const report = validationReport({ ...SUMMARY, series }, []);
  expect(report).toContain('s19');
  expect(report).not.toContain('s20');
  expect(report).toContain('... and 30 more series');
});

test('a proposed range is told with the share that fails', () => {
  expect(proposalText(SUMMARY)).toBeUndefined();
  const summary = { ...SUMMARY, total: { ...NOTHING, fail: 3, pass: 1 }, proposedRange: { low: 18.5, high: 24 } };
  expect(proposalText(summary)).toBe('75.0 % of the readings fail; most of them lie in --range 18.5:24');
});

test('where there is no event the reason is told, and what to try', () => {
  expect(nothingText(SUMMARY)).toBeUndefined();
  expect(nothingText(EMPTY)).toEqual({ text: 'the input is empty' });
  expect(nothingText({ ...EMPTY, lines: 2, blank: 2 })).toEqual({ text: 'the input holds blank lines only' });
  expect(nothingText({ ...EMPTY, lines: 2, outside: 2 })?.hint).toContain('--sensor');
  const dead = { ...EMPTY, lines: 3, deadLetters: 3, deadLettersByCode: SUMMARY.deadLettersByCode };
  expect(nothingText(dead)).toEqual({ text: 'no line is an event; most frequent: not valid JSON', hint: undefined });
  const zoneless = { ...EMPTY, lines: 3, deadLetters: 3, deadLettersByCode: new Map([['timestamp-no-zone', 3]] as const) };
  expect(nothingText(zoneless)?.hint).toContain('--assume-utc');
});
