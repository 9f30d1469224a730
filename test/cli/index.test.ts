import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { telemend } from './binary.js';

let directory = '';
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'telemend-test-'))));
afterEach(() => rmSync(directory, { recursive: true }));

const line = (second: number) => `{"timestamp":"2026-01-01T00:00:${String(second).padStart(2, '0')}Z","temperature":50}\n`;

test('an index is built, found up to date, and extended; what changed in place is told block by block', () => {
  const log = join(directory, 'log.jsonl');
  writeFileSync(log, `${line(2)}${line(1)}{oops\n`);
  const built = telemend(['index', log]);
  expect(built.stdout).toContain(`${log}.tidx: built\n`);
  expect(built.stdout).toContain('to        2026-01-01T00:00:02.000Z\n');
  expect(built.exitCode).toBe(0);
  expect(telemend(['index', log]).stdout).toContain('up to date');
  appendFileSync(log, line(9));
  expect(telemend(['index', log]).stdout).toMatch(/brought up to date\n {2}lines {5}4 in 1 block\n/);
  utimesSync(log, 5, 5);
  expect(telemend(['replay', log, '--from', '-3s']).stdout).toBe(line(9));

  expect(telemend(['index', '--verify', log])).toMatchObject({ exitCode: 0, stdout: `${log}.tidx: 1 of 1 block as indexed\n` });
  writeFileSync(log, readFileSync(log, 'utf8').replace('50', '51'));
  const { exitCode, stdout, stderr } = telemend(['index', '--verify', log]);
  expect(stdout).toContain('  block 1 differs: bytes 0 to ');
  expect(stderr).toContain('telemend index --rebuild');
  expect(exitCode).toBe(3);
  expect(telemend(['index', '--rebuild', log]).stdout).toContain('built');
  expect(telemend(['index', '--verify', log]).exitCode).toBe(0);
});

test('a log with an hour that comes twice gets no index, by which it would be read in another order', () => {
  const log = join(directory, 'log.jsonl');
  const local = (time: string) => `{"timestamp":"2025-10-26T${time}:00","temperature":52}\n`;
  writeFileSync(log, ['01:30', '02:00', '02:30', '02:00', '02:30', '03:00'].map(local).join(''));
  const zone = ['--timezone', 'Europe/Berlin'];
  const { exitCode, stderr } = telemend(['index', ...zone, log]);
  expect(stderr).toContain('the clock of Europe/Berlin shows twice');
  expect(stderr).toContain('hint: ');
  expect([exitCode, existsSync(`${log}.tidx`)]).toEqual([1, false]);
  expect(telemend(['replay', ...zone, log, '--from', '2025-10-26T01:00:00Z']).stdout).toBe(['02:00', '02:30', '03:00'].map(local).join(''));

  writeFileSync(log, ['01:30', '03:00'].map(local).join(''));
  expect(telemend(['index', ...zone, log])).toMatchObject({ exitCode: 0 });
  expect(telemend(['index', '--timezone', '+01:00', '--rebuild', log])).toMatchObject({ exitCode: 0 });
});

test('what can have no index is refused', () => {
  const packed = join(directory, 'log.jsonl.gz');
  writeFileSync(packed, gzipSync(line(1)));
  expect(telemend(['index', packed])).toMatchObject({ exitCode: 1 });
  expect(telemend(['index', '-'])).toMatchObject({ exitCode: 2 });
  expect(telemend(['index', '--verify', join(directory, 'none.jsonl')]).exitCode).toBe(1);
});
