// Kills the real command as kill -9 does, at named operations on files and at any time, and looks at what it leaves.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect } from 'vitest';
import { binaryPath } from '../../cli/binary.js';

/** Where a process is to be killed: at an operation on files by its name (see hook.js), or so long after its start. */
export type Kill = { readonly point: string } | { readonly afterMs: number };

/** A recovery that is killed: how it comes out undisturbed. */
export interface Victim {
  readonly directory: string;
  readonly args: readonly string[];
  readonly outputs: readonly string[];
  /** Size and checksum of each output. */
  readonly expected: readonly string[];
  /** Names of the operations on files, each once. */
  readonly points: readonly string[];
  readonly durationMs: number;
}

const HOOK = new URL('./hook.js', import.meta.url).href;
const OLD = 'old\n';
const OUTPUTS = ['clean.jsonl', 'clean.dead.jsonl', 'clean.audit.jsonl', 'clean.manifest.json'];

/** Recovers a log undisturbed, to know what must come out, where it can be killed, and how long it takes. */
export async function prepareVictim(directory: string, log: string, ...options: readonly string[]): Promise<Victim> {
  const args = ['recover', log, '-o', 'clean.jsonl', ...options];
  mkdirSync(join(directory, 'temporary'), { recursive: true });
  const list = join(directory, 'points');
  await run(directory, args, { TELEMEND_TEST_KILL_LIST: list });
  const points = [...new Set(readFileSync(list, 'utf8').trim().split('\n'))];
  rmSync(list);
  const startedMs = performance.now();
  await run(directory, args);
  return { directory, args, outputs: OUTPUTS, expected: states(directory), points, durationMs: performance.now() - startedMs };
}

/**
 * Kills a run, then as many of those that are to make it good as there are further kills, then lets one come to its end, which must leave
 * what an undisturbed one leaves. A run that ends before its time is not counted. @returns how many were killed.
 */
export async function killAndRecover(victim: Victim, kills: readonly Kill[], again: readonly string[]): Promise<number> {
  const { directory, args, expected } = victim;
  const where = JSON.stringify(kills);
  for (const name of OUTPUTS) writeFileSync(join(directory, name), OLD);
  const before = states(directory);
  let killed = 0;
  for (const [i, kill] of kills.entries()) {
    if (await runUntil(directory, i === 0 ? args : again, kill)) killed++;
    states(directory).forEach((state, k) => expect([before[k], expected[k]], `${where}: ${OUTPUTS[k]} is neither old nor new`).toContain(state));
  }
  const { exitCode, stderr } = await run(directory, again);
  expect([0, 3], `${where}: ${stderr}`).toContain(exitCode);
  expect(states(directory), where).toEqual(expected);
  const left = readdirSync(directory).filter((name) => name.includes('.telemend-'));
  expect([...left, ...readdirSync(join(directory, 'temporary'))], where).toEqual([]);
  return killed;
}

function states(directory: string): string[] {
  return OUTPUTS.map((name) => {
    const path = join(directory, name);
    if (!existsSync(path)) return 'none';
    const bytes = readFileSync(path);
    return `${bytes.length} ${crc32(bytes)}`;
  });
}

async function runUntil(directory: string, args: readonly string[], kill: Kill): Promise<boolean> {
  if ('point' in kill) return (await run(directory, args, { TELEMEND_TEST_KILL_AT: kill.point })).signal === 'SIGKILL';
  return (await run(directory, args, {}, kill.afterMs)).signal === 'SIGKILL';
}

async function run(directory: string, args: readonly string[], environment: Record<string, string> = {}, killAfterMs?: number) {
  const hooks = Object.keys(environment).length > 0 ? ['--import', HOOK] : [];
  const child = spawn(process.execPath, [...hooks, binaryPath(), ...args], {
    cwd: directory,
    env: { ...process.env, TMPDIR: join(directory, 'temporary'), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [exitCode, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return { exitCode, signal, stderr };
}
