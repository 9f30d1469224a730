import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { binaryPath, telemend } from './binary.js';

const ROWS = 60_000;
const rows = (bias: (i: number) => number) => Array.from({ length: ROWS }, (_, i) => (
  `{"sensor_id":"s${i % 3}","timestamp":"${new Date(Date.UTC(2026, 0, 1) + Math.floor(i / 3) * 1000).toISOString()}","temperature":${50 + (i * 7 % 50) / 10 + bias(i)}}\n`
)).join('');

describe('telemend apply', () => {
  let directory = '';
  const path = (name: string) => join(directory, name);
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'telemend-apply-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('killed at any moment leaves the target old or new, and is done by being run again', async () => {
    const right = rows(() => 0);
    const old = rows((i) => (i % 50 === 0 ? 1 : 0));
    writeFileSync(path('right.jsonl'), right);
    writeFileSync(path('results.jsonl'), old);
    expect(telemend(['reconcile', path('right.jsonl'), path('results.jsonl'), '-o', path('c.jsonl')]).exitCode).toBe(3);
    for (const delayMs of [120, 180, 240, 300, 380]) {
      writeFileSync(path('results.jsonl'), old);
      const child = spawn(process.execPath, [binaryPath(), 'apply', path('c.jsonl'), path('results.jsonl')], { stdio: 'ignore' });
      const exit = once(child, 'exit');
      setTimeout(() => child.kill('SIGKILL'), delayMs);
      await exit;
      expect([right, old]).toContain(readFileSync(path('results.jsonl'), 'utf8'));
      expect(telemend(['apply', path('c.jsonl'), path('results.jsonl')]).exitCode).toBe(0);
      expect(readFileSync(path('results.jsonl'), 'utf8') === right).toBe(true);
    }
    const again = telemend(['apply', path('c.jsonl'), path('results.jsonl')]);
    expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('already applied')]);
  }, 30_000);

  it('a compressed target is refused in place, and corrected into another file', () => {
    const lines = rows(() => 0).split('\n').slice(0, 10).map((line) => `${line}\n`);
    writeFileSync(path('right.jsonl'), lines.join(''));
    writeFileSync(path('results.jsonl.gz'), gzipSync(lines.slice(1).join('')));
    telemend(['reconcile', path('right.jsonl'), path('results.jsonl.gz'), '-o', path('c.jsonl')]);
    const { exitCode, stderr } = telemend(['apply', path('c.jsonl'), path('results.jsonl.gz')]);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('cannot be corrected in place')]);
    expect(telemend(['apply', path('c.jsonl'), path('results.jsonl.gz'), '-o', path('new.jsonl')]).exitCode).toBe(0);
    expect(readFileSync(path('new.jsonl'), 'utf8')).toBe(lines.join(''));
  });
});
