import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { telemend } from './binary.js';

let directory = '';
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'telemend-test-'))));
afterEach(() => rmSync(directory, { recursive: true }));

function write(name: string, data: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, data);
  return path;
}

const line = (i: number, temperature: number, sensor = 's1') =>
  `${JSON.stringify({ event_id: `e${i}`, sensor_id: sensor, timestamp: `2026-01-01T00:00:0${i}Z`, temperature })}\n`;

describe('the exit code', () => {
  test.each<[what: string, text: string, args: string[], exitCode: number]>([
    ['0 where all pass', line(1, 50) + line(2, 55), [], 0],
    ['3 where one fails', line(1, 50) + line(2, 55.1), [], 3],
    ['0 where one is suspect', line(1, 50) + line(2, 55.1), ['--sensor-range', '0:60'], 0],
    ['3 with a dead letter', `${line(1, 50)}{\n`, [], 3],
    ['0 with --exit-zero whatever fails', `${line(1, 99)}{\n`, ['--exit-zero'], 0],
    ['3 for an empty input', '', [], 3],
    ['3 where no event is of the series asked for', line(1, 52), ['--sensor', 's2'], 3],
    ['0 where the failed one is of another series', line(1, 52) + line(2, 99, 's2'), ['--sensor', 's1'], 0],
    ['0 where the failed one is beyond --limit', line(1, 52) + line(2, 99), ['--limit', '1'], 0],
  ])('is %s', (_, text, args, exitCode) => {
    expect(telemend(['validate', '-', ...args], text).exitCode).toBe(exitCode);
  });
});

test('the table goes to stdout, and says what was found', () => {
  const { stdout, stderr } = telemend(['validate', '-'], line(1, 52) + line(2, 61.5) + line(3, 52));
  expect(stderr).toBe('');
  expect(stdout).toBe(`3 readings of 1 series: 1 failed (33.3 %), 0 suspect
3 lines

  series  pass  fail
  s1         2     1

  check  readings
  range         1

  line  series  timestamp                 value  flag  why
     2  s1      2026-01-01T00:00:02.000Z   61.5  fail  range
`);
});

test('jsonl is a line a finding, from several files, one of them gzip; the sentences go to stderr', () => {
  const monday = write('monday.jsonl', line(1, 52) + line(2, 99));
  const tuesday = write('tuesday.jsonl.gz', gzipSync(`${line(3, 40)}oops\n`));
  const { stdout, stderr } = telemend(['validate', '--format', 'jsonl', monday, tuesday]);
  const findings = stdout.trimEnd().split('\n').map((each) => JSON.parse(each) as unknown);
  const failed = { sensor_id: 's1', flag: 4, reasons: ['range'] };
  const second = { line: 2, offset: line(1, 52).length, event_id: 'e2', timestamp: '2026-01-01T00:00:02.000Z', temperature: 99 };
  const third = { line: 1, offset: 0, event_id: 'e3', timestamp: '2026-01-01T00:00:03.000Z', temperature: 40 };
  expect(findings).toEqual([
    { file: monday, ...second, ...failed },
    { file: tuesday, ...third, ...failed },
    { file: tuesday, line: 2, offset: line(3, 40).length, code: 'invalid-json' },
  ]);
  expect(stderr).toContain('3 readings of 1 series: 2 failed');
});

test('-o writes the whole report or nothing, and leaves nothing beside it', () => {
  const log = write('log.jsonl', line(1, 99));
  const report = join(directory, 'report.txt');
  expect(telemend(['validate', log, '-o', report]).stdout).toBe('');
  expect(readFileSync(report, 'utf8')).toBe(telemend(['validate', log]).stdout);
  expect(readdirSync(directory).sort()).toEqual(['log.jsonl', 'report.txt']);
});

test('an output that is the input is refused, and the input stays', () => {
  const log = write('log.jsonl', line(1, 99));
  const { exitCode, stderr } = telemend(['validate', log, '-o', log]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('is an input too');
  expect(readFileSync(log, 'utf8')).toBe(line(1, 99));
});

test('a missing file and a folder without logs are errors that name the path and what to do', () => {
  const missing = join(directory, 'missing.jsonl');
  const empty = mkdtempSync(join(directory, 'empty-'));
  for (const [path, what] of [[missing, `cannot read ${missing}: no such file`], [empty, `${empty} has no logs in it`]]) {
    const { exitCode, stdout, stderr } = telemend(['validate', path]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(`telemend: ${what}`);
    expect(stderr).toMatch(/\nhint: .+\n$/);
  }
});

test('a torn gzip is read as far as it goes, and the loss is told', () => {
  const whole = gzipSync(Array.from({ length: 1_000 }, (_, i) => line(i % 10, 52 + Math.sin(i))).join(''));
  const torn = write('torn.jsonl.gz', whole.subarray(0, whole.length - 20));
  const { exitCode, stdout, stderr } = telemend(['validate', torn]);
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/^[1-9]\d* readings of 1 series/);
  expect(stderr).toContain(`torn.jsonl.gz ends in the middle, at byte ${whole.length - 20}`);
});

test('foreign fields are mapped, and where they are not it is told how', () => {
  const text = '{"ts":1767225600,"degC":52}\n';
  expect(telemend(['validate', '-', '--field', 'timestamp=ts,temperature=degC', '--time-unit', 's'], text).exitCode).toBe(0);
  expect(telemend(['validate', '-'], text).stderr).toContain('hint: did you mean --field timestamp=ts,temperature=degC --time-unit s?');
});

test('where most readings fail a range is proposed', () => {
  const text = Array.from({ length: 100 }, (_, i) => line(i % 10, 18 + (i % 7))).join('');
  expect(telemend(['validate', '-'], text).stderr).toBe('telemend: 100.0 % of the readings fail; most of them lie in --range 18:24\n');
});
