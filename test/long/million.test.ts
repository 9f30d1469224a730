// A million simulated events with every fault on, recovered by the built program and held against the answer sheet.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareWithTruth } from '../pipeline/answer-sheet.js';
import { runMeasured } from './run-measured.js';

const EVERY_FAULT = [
  '--error-rate', '0.05', '--skip-rate', '0.1', '--duplicate-rate', '0.02', '--corrupt-rate', '0.01', '--disorder', '0.1:30s',
];

describe('a million events with every fault on', () => {
  let directory = '';
  const path = (name: string) => join(directory, name);
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'telemend-million-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('agrees with the answer sheet line by line, and recovers to the same bytes again', async () => {
    const generated = await runMeasured([
      'generate', '--count', '1000000', '--sensors', '4', '--seed', 'million', ...EVERY_FAULT,
      '--truth', path('truth.jsonl'), '-o', path('log.jsonl'),
    ]);
    expect(generated.exitCode, generated.stderr).toBe(0);
    const recovered = await runMeasured(['recover', path('log.jsonl'), '-o', path('clean.jsonl')]);
    expect(recovered.exitCode, recovered.stderr).toBe(3); // corrupted lines are lost input

    const clean = await readFile(path('clean.jsonl'));
    const outcomes = compareWithTruth({
      clean,
      log: await readFile(path('log.jsonl')),
      truth: await readFile(path('truth.jsonl')),
      dead: await readFile(path('clean.dead.jsonl')),
      audit: await readFile(path('clean.audit.jsonl')),
    });
    console.log({ ...outcomes, seconds: recovered.seconds, maxResidentMB: recovered.maxResidentBytes / 1e6 });
    expect(outcomes.instants).toBe(1_000_000);

    const again = await runMeasured(['recover', path('clean.jsonl'), '-o', path('again.jsonl')]);
    expect(again.exitCode, again.stderr).toBe(0);
    expect((await readFile(path('again.jsonl'))).equals(clean)).toBe(true);
  });
});
