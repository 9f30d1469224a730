// The real command, stopped by a signal or killed, and gone on with.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { binaryPath, telemend } from './binary.js';

const home = mkdtempSync(join(tmpdir(), 'telemend-interrupted-'));
afterAll(() => rmSync(home, { recursive: true }));

const FAULTS = ['--skip-rate', '0.02', '--error-rate', '0.02', '--disorder', '0.1:5m', '--corrupt-rate', '0.001'];
const log = join(home, 'log.jsonl');
let expected: readonly string[];

/** In a directory of its own, where the outputs bear the same names. */
function argsIn(directory: string, ...more: readonly string[]): string[] {
  return ['recover', log, '-o', join(directory, 'clean.jsonl'), ...more];
}

function outputsIn(directory: string): string[] {
  return readdirSync(directory).sort().map((name) => {
    const text = readFileSync(join(directory, name), 'latin1');
    return `${name}\n${text.replaceAll(directory, '').replace(/"manifestCrc32".*/, '')}`;
  });
}

/** Tells one from those before and behind it. */
function checkpointIn(directory: string): number | undefined {
  const name = readdirSync(directory).find((one) => one.endsWith('.checkpoint'));
  return name === undefined ? undefined : statSync(join(directory, name)).ino;
}

/** Starts it, and waits until it has been saved. */
async function startedAndSaved(directory: string, ...more: readonly string[]) {
  const before = checkpointIn(directory);
  const child = spawn(process.execPath, [binaryPath(), ...argsIn(directory, '--save-every', '1', ...more)], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  await vi.waitUntil(() => checkpointIn(directory) !== before, { timeout: 20_000, interval: 5 });
  return { child, ended, stderr: () => stderr };
}

beforeAll(() => {
  const whole = join(home, 'whole');
  mkdirSync(whole);
  expect(telemend(['generate', '--count', '100000', '--sensors', '5', ...FAULTS, '-o', log]).exitCode).toBe(0);
  expect(telemend(argsIn(whole)).exitCode).toBe(3); // damaged lines are dead letters
  expected = outputsIn(whole);
});

test.runIf(process.platform !== 'win32')('a recovery that was stopped twice, and says how to go on, and then killed, is gone on with; other commands leave what it needs', async () => {
  const directory = join(home, 'interrupted');
  mkdirSync(directory);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    const { child, ended, stderr } = await startedAndSaved(directory, ...(signal === 'SIGINT' ? [] : ['--resume']));
    child.kill(signal);
    const isKill = signal === 'SIGKILL';
    expect(await ended).toEqual(isKill ? [null, signal] : [130, null]);
    if (!isKill) expect(stderr()).toContain('telemend: interrupted; what was done so far is kept\nhint: go on with: telemend recover --resume ');
    expect(existsSync(join(directory, 'clean.jsonl'))).toBe(false);
  }
  telemend(['inspect', join(directory, 'clean.jsonl')]);
  const { exitCode, stderr } = telemend(argsIn(directory, '--resume'));
  expect(stderr).toMatch(/^telemend: going on with the interrupted run: events before 20\S+Z are done$/m);
  expect([exitCode, outputsIn(directory)]).toEqual([3, expected]);
});

test.runIf(process.platform !== 'win32')('Ctrl-C says so where nothing can be kept', async () => {
  const child = spawn(process.execPath, [binaryPath(), 'recover', '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
  const ended = once(child, 'close');
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  child.stdin.on('error', () => undefined);
  // Once all of it has been taken, the command has long begun.
  await new Promise((resolve) => child.stdin.write(readFileSync(log), resolve));
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(stderr).toBe('telemend: interrupted; nothing of this run was kept\n');
});
