import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { telemend } from './binary.js';

describe('telemend aggregate', () => {
  let directory = '';
  const path = (name: string) => join(directory, name);
  beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'telemend-aggregate-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const rows = (from: number, count: number) => Array.from({ length: count }, (_, i) => (
    `${new Date(Date.UTC(2026, 0, 1) + (from + i) * 60_000).toISOString()};${50 + i % 5},5\n`
  )).join('');
  const reading = ['--delimiter', ';', '--columns', 'timestamp,temperature', '--decimal-comma'];

  it('--update knows the log of the view, and how it is read', () => {
    writeFileSync(path('log.csv'), rows(0, 600));
    expect(telemend(['aggregate', ...reading, path('log.csv'), '-o', path('view.jsonl')]).exitCode).toBe(0);
    appendFileSync(path('log.csv'), rows(600, 90));
    const { exitCode, stderr } = telemend(['aggregate', '--update', path('view.jsonl')]);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('computed all 12 windows')]);
    telemend(['aggregate', ...reading, path('log.csv'), '-o', path('scratch.jsonl')]);
    expect(readFileSync(path('view.jsonl'), 'utf8')).toBe(readFileSync(path('scratch.jsonl'), 'utf8'));
  });

  it.each([
    ['--window', '1d', '--window'], ['--assume-utc', undefined, '--assume-utc'], ['--delimiter', ',', 'how the input is read'],
  ])('--update refuses %s where the view has another', (option, value, named) => {
    writeFileSync(path('log.csv'), rows(0, 100));
    telemend(['aggregate', ...reading, path('log.csv'), '-o', path('view.jsonl')]);
    const { exitCode, stderr } = telemend(['aggregate', '--update', path('view.jsonl'), option, ...(value === undefined ? [] : [value])]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`${named} is not that of the view`)]);
  });

  it('without a log says so', () => {
    expect(telemend(['aggregate'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no log was named') as string });
  });
});
