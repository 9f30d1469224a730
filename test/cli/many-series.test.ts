// A log with more series than the process can hold: refused in a sentence, long before the memory is used up.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { telemend } from './binary.js';

const directory = mkdtempSync(join(tmpdir(), 'telemend-series-'));
afterAll(() => rmSync(directory, { recursive: true }));

it('a log with too many series for the memory is refused, and nothing is written', () => {
  const log = join(directory, 'log.jsonl');
  const line = (i: number) => `{"sensor_id":"s${i}","timestamp":"2026-01-01T00:00:00Z","temperature":52.5}\n`;
  writeFileSync(log, Array.from({ length: 60_000 }, (_, i) => line(i)).join(''));
  const output = join(directory, 'clean.jsonl');
  const { exitCode, stderr } = telemend(['recover', log, '-o', output], '', ['--max-old-space-size=80']);
  expect(stderr).toMatch(/^telemend: the log has more than \d+ series, and the memory that Node gives this run holds no more/m);
  expect(stderr).toContain('NODE_OPTIONS=--max-old-space-size');
  expect(stderr).not.toMatch(/^ +at |heap out of memory/m);
  expect(exitCode).toBe(1);
  expect(existsSync(output)).toBe(false);
});
