import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as LogModule from '../../src/io/log.js';
import type * as RecoverLogModule from '../../src/pipeline/recover-log.js';
import { telemend } from './binary.js';

const OUTPUTS = ['jsonl', 'audit.jsonl', 'dead.jsonl'];

describe('a recovery in several threads', () => {
  let directory = '';
  const path = (name: string) => join(directory, name);
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'telemend-threads-'));
    const faults = ['--skip-rate', '0.1', '--error-rate', '0.05', '--duplicate-rate', '0.02', '--corrupt-rate', '0.001', '--disorder', '0.1:1h'];
    const { exitCode, stderr } = telemend(['generate', '--count', '30000', '--sensors', '3', ...faults, '-o', path('log.jsonl')]);
    expect(exitCode, stderr).toBe(0);
  });
  afterAll(() => rm(directory, { recursive: true }));

  // Only a built telemend has files that a thread can begin with.
  it('writes what one thread writes, also in little memory', { timeout: 120_000 }, async () => {
    const built = (name: string): Promise<unknown> => import(new URL(`../../dist/${name}.js`, import.meta.url).href);
    const { openLog } = (await built('io/log')) as typeof LogModule;
    const { recoverLog, sideFileNames } = (await built('pipeline/recover-log')) as typeof RecoverLogModule;
    const series = [{ pattern: 's2', range: { low: 51, high: 54 }, maxGapMs: 2000 }];
    const runs = [];
    for (const options of [{ threads: 1 }, { threads: 2 }, { threads: 3, memoryBytes: 2 ** 20 }]) {
      const log = await openLog([path('log.jsonl')]);
      const output = path('clean.jsonl');
      const { accounting } = await recoverLog(log, { output, ...sideFileNames(output) }, { ...options, chunkBytes: 2 ** 16, series });
      await log.close();
      runs.push({ accounting, files: await Promise.all(OUTPUTS.map((kind) => readFile(path(`clean.${kind}`), 'utf8'))) });
    }
    const [alone, ...others] = runs;
    expect(alone.accounting.filled).toBeGreaterThan(1000);
    for (const other of others) expect(other).toEqual(alone);
  });

  it.skipIf(!existsSync('/dev/full'))('ends where there is no room for what it writes', async () => {
    const built = (name: string): Promise<unknown> => import(new URL(`../../dist/${name}.js`, import.meta.url).href);
    const { openLog } = (await built('io/log')) as typeof LogModule;
    const { recoverLog } = (await built('pipeline/recover-log')) as typeof RecoverLogModule;
    const log = await openLog([path('log.jsonl')]);
    await expect(recoverLog(log, { output: '/dev/full' }, { threads: 2, chunkBytes: 2 ** 16 })).rejects.toMatchObject({ code: 'no-space' });
    await log.close();
  });

  it('has files in the command, too', async () => {
    // Large enough that the command starts threads.
    const { exitCode: made, stderr: why } = telemend(['generate', '--count', '300000', '--interval', '1s', '-o', path('large.jsonl')]);
    expect(made, why).toBe(0);
    for (const [name, ...more] of [['large'], ['little', '--memory', '1MiB']]) {
      const { exitCode, stderr } = telemend(['recover', path('large.jsonl'), '-o', path(`${name}.clean.jsonl`), ...more]);
      expect(exitCode, stderr).toBe(0);
    }
    expect((await readFile(path('little.clean.jsonl'))).equals(await readFile(path('large.clean.jsonl')))).toBe(true);
  });
});
