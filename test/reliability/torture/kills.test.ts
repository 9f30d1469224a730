// Real kills on a log of a million events: each named operation on files, then at any time, and again during the recovery from a kill.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRng } from '../../../src/stats/rng.js';
import { telemend } from '../../cli/binary.js';
import { killAndRecover, prepareVictim, type Kill } from '../kill/kills.js';
import { recordRun } from '../record.js';

const EVENTS = 1_000_000;
/** Kills at least, and how many of them in the recovery from one. */
const KILLS = 200;
const AGAIN = 50;

const directory = mkdtempSync(join(tmpdir(), 'telemend-torture-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('a recovery of a million events survives being killed anywhere', async () => {
  const faults = ['--skip-rate', '0.01', '--error-rate', '0.01', '--disorder', '0.02:30s', '--duplicate-rate', '0.001', '--corrupt-rate', '0.0001'];
  const { exitCode, stderr } = telemend(['generate', '--count', String(EVENTS), '--sensors', '10', ...faults, '-o', join(directory, 'log.jsonl')]);
  expect(exitCode, stderr).toBe(0);
  const victim = await prepareVictim(directory, 'log.jsonl', '--save-every', '8MiB');
  const { points, durationMs, args } = victim;
  const rng = createRng('torture');
  const anyTime = (): Kill => ({ afterMs: rng.uniform() * durationMs });
  const isResumed = () => rng.uniform() < 0.5;
  const counts = { events: EVENTS, namedPoints: points.length, kills: 0, killsDuringRecoveryFromOne: 0, failures: 0 };
  const failures: string[] = [];
  const strike = async (kills: readonly Kill[]) => {
    try {
      const killed = await killAndRecover(victim, kills, isResumed() ? [...args, '--resume'] : args);
      counts.kills += killed;
      counts.killsDuringRecoveryFromOne += Math.max(0, killed - 1);
    } catch (error) {
      failures.push((error as Error).message);
    }
  };
  for (const point of points) await strike([{ point }]);
  while (counts.killsDuringRecoveryFromOne < AGAIN && failures.length < AGAIN) await strike([anyTime(), anyTime()]);
  while (counts.kills < KILLS && failures.length < AGAIN) await strike([anyTime()]);
  recordRun('kill -9 of a recovery, at each named operation on files and at any time', 'npm run test:torture', { ...counts, failures: failures.length });
  expect(failures).toEqual([]);
});
