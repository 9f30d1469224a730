// Some twenty real kills; `npm run test:torture` goes on until all named operations and some two hundred kills are through.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRng } from '../../src/stats/rng.js';
import { killAndRecover, prepareVictim, type Kill, type Victim } from './kill/kills.js';

const directory = mkdtempSync(join(tmpdir(), 'telemend-kills-'));
afterAll(() => rmSync(directory, { recursive: true }));
let victim: Victim;
beforeAll(async () => {
  copyFileSync(fileURLToPath(new URL('../golden/cases/recover-damaged/input/log.jsonl', import.meta.url)), join(directory, 'log.jsonl'));
  victim = await prepareVictim(directory, 'log.jsonl', '--save-every', '1');
});

const KILLS = 10;

test('a recovery killed at an operation on files, and one killed at any time, is made good by the next', { timeout: 120_000 }, async () => {
  const rng = createRng('kills');
  const { points, durationMs, args } = victim;
  expect(points.length).toBeGreaterThan(50);
  let killed = 0;
  for (let i = 0; i < KILLS; i++) {
    const point = points[Math.floor(((i + rng.uniform()) * points.length) / KILLS)];
    const kills: Kill[] = [{ point }, { afterMs: rng.uniform() * durationMs }];
    killed += await killAndRecover(victim, kills, i % 2 === 0 ? args : [...args, '--resume']);
  }
  expect(killed).toBeGreaterThan(KILLS);
  // A run that goes on bears the name of the one that was killed, and so do its drafts.
  const drafts = points.filter((point) => /^after open .*\.(?:journal|checkpoint)\.tmp$/.test(point));
  expect(drafts).toHaveLength(2);
  for (const point of drafts) expect(await killAndRecover(victim, [{ point }, { point }], [...args, '--resume'])).toBe(2);
});
