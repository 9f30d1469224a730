import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { generateCommand } from '../../../src/cli/commands/generate.js';
import { recoverCommand } from '../../../src/cli/commands/recover.js';
import { scoreCommand } from '../../../src/cli/commands/score.js';
import type { Score } from '../../../src/model/score.js';

let directory: string;
const path = (name: string) => join(directory, name);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'telemend-score-'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(() => {
  process.exitCode = 0;
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

async function run(command: ReturnType<typeof scoreCommand>, commandLine: string): Promise<void> {
  await command.parseAsync(commandLine.replaceAll('DIR', directory).split(' '), { from: 'user' });
}

async function makeClean(seed: string): Promise<void> {
  await run(
    generateCommand(),
    `--sensors 2 --count 3000 --error-rate 0.05 --skip-rate 0.1 --disorder 0.1:30s --duplicate-rate 0.02 --corrupt-rate 0.02 --seed ${seed}` +
      ` --fault outage:rate=0.02,duration=20s --fault conflicting:rate=0.02 -o DIR/${seed}.jsonl --truth DIR/${seed}.truth.jsonl`,
  );
  await run(recoverCommand(), `DIR/${seed}.jsonl -o DIR/${seed}.clean.jsonl --draws 5`);
}

test('a recovery of simulated faults finds what its checks and rules are for, side files found beside the series', async () => {
  await makeClean('a');
  await run(scoreCommand(), 'DIR/a.clean.jsonl --truth DIR/a.truth.jsonl --format json -o DIR/score.json');
  const score = JSON.parse(readFileSync(path('score.json'), 'utf8')) as Score;
  expect(score).toMatchObject({ series: 2, rows: 3000, outside: 0, phantoms: 0, hasAudit: true, hasDeadLetters: true });
  expect(score.faults.map(({ fault, recall }) => [fault, recall]).sort()).toEqual([
    ['conflicting', 1], ['corrupted', 1], ['deviated', 1], ['duplicated', 1], ['late', 1], ['outage', 1], ['skipped', 1],
  ]);
  expect(score.checks.every(({ precision }) => precision === 1)).toBe(true);
  const [all] = score.fills;
  expect(all.crpsForms).toEqual({ draws: all.events, normal: 0, point: 0 });
  expect(Math.abs(all.coverage - 0.9)).toBeLessThan(0.06);
});

test('an option names other side files, and the table goes where it is told', async () => {
  await makeClean('a');
  writeFileSync(path('empty.jsonl'), '');
  await run(scoreCommand(), 'DIR/a.clean.jsonl --truth DIR/a.truth.jsonl --audit DIR/empty.jsonl -o DIR/score.txt');
  expect(readFileSync(path('score.txt'), 'utf8')).toMatch(/^ {2}duplicate +0 +0 +- +\d+ +0 +0\.000$/m);
});

test('the answer sheet of another log is refused by the first event that contradicts it', async () => {
  await makeClean('a');
  await run(generateCommand(), '--sensors 2 --count 3000 --seed b -o DIR/b.jsonl --truth DIR/b.truth.jsonl');
  await expect(run(scoreCommand(), 'DIR/a.clean.jsonl --truth DIR/b.truth.jsonl -o DIR/score.txt')).rejects.toThrow(/^line 1 of \S+ reads .* line 1 of \S+ knows/);
  await expect(run(scoreCommand(), 'DIR/a.clean.jsonl --truth DIR/none.jsonl -o DIR/score.txt')).rejects.toThrow('none.jsonl');
  expect(existsSync(path('score.txt'))).toBe(false);
});
