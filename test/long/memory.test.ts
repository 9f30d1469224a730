// Memory stays bounded however long the log: five million events in less than 300 MB, in order or thoroughly out of it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMeasured } from './run-measured.js';

const LIMIT_BYTES = 300e6;
const FAULTS = ['--error-rate', '0.05', '--skip-rate', '0.1', '--duplicate-rate', '0.02', '--corrupt-rate', '0.001'];

describe('five million events', () => {
  let directory = '';
  const path = (name: string) => join(directory, name);
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'telemend-memory-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it.each([
    { what: 'a little disorder', disorder: '0.1:30s' },
    { what: 'events a whole day late', disorder: '0.3:1d' },
  ])('are recovered in less than 300 MB with $what', async ({ disorder }) => {
    const size = ['--count', '5000000', '--sensors', '10'];
    const generated = await runMeasured(['generate', ...size, '--disorder', disorder, ...FAULTS, '-o', path('log.jsonl')]);
    expect(generated.exitCode, generated.stderr).toBe(0);
    const { exitCode, stderr, seconds, maxResidentBytes } = await runMeasured(['recover', path('log.jsonl'), '-o', path('clean.jsonl')]);
    expect(exitCode, stderr).toBe(3); // corrupted lines are lost input
    console.log({ disorder, seconds, maxResidentMB: maxResidentBytes / 1e6 });
    expect(maxResidentBytes).toBeLessThan(LIMIT_BYTES);
  });
});
