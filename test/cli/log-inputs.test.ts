import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { telemend } from './binary.js';

const directory = mkdtempSync(join(tmpdir(), 'telemend-folder-'));
afterAll(() => rmSync(directory, { recursive: true }));

const event = (minute: number) => `{"sensor_id":"a","timestamp":${minute * 60_000},"temperature":${50 + (minute % 5)}}\n`;
const events = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => event(from + i)).join('');

test('a folder of segments is one log: in any order, compressed or not, a copy told, and again with the clean series in it', () => {
  const logs = join(directory, 'logs');
  mkdirSync(join(logs, 'old'), { recursive: true });
  writeFileSync(join(logs, '1.jsonl'), events(200, 300));
  writeFileSync(join(logs, '2.jsonl.gz'), gzipSync(events(0, 100)));
  writeFileSync(join(logs, 'old', '3.log'), events(100, 200));
  copyFileSync(join(logs, '1.jsonl'), join(logs, 'copy.jsonl'));
  const clean = join(logs, 'clean.jsonl');

  const first = telemend(['recover', logs, '-o', clean]);
  expect(first.exitCode).toBe(0);
  expect(first.stderr).toContain(`${join(logs, 'copy.jsonl')} holds the same as ${join(logs, '1.jsonl')}`);
  expect(first.stderr).toMatch(/duplicates\s+100/);
  const written = readFileSync(clean, 'utf8');
  expect(written).toBe(events(0, 300));

  const second = telemend(['recover', logs, '-o', clean]);
  expect(second.exitCode).toBe(0);
  expect(second.stderr).toContain('left out 4 files that telemend made');
  expect(readFileSync(clean, 'utf8')).toBe(written);
});

test('a pattern and a folder are inputs of any command, and what is proposed next keeps them', () => {
  const logs = join(directory, 'patterns');
  mkdirSync(logs);
  writeFileSync(join(logs, 'a.jsonl'), events(0, 20));
  writeFileSync(join(logs, 'b.jsonl'), events(20, 40));
  const replay = telemend(['replay', join(logs, '*.jsonl'), join(logs, 'a.jsonl')]);
  expect(replay.stdout).toBe(events(0, 40));
  expect(replay.stderr).toContain(`${join(logs, 'a.jsonl')} is named twice, and is read once`);
  expect(telemend(['inspect', logs]).stdout).toContain(`${logs} -o patterns.clean.jsonl`);
  const none = telemend(['replay', join(logs, '*.csv')]);
  expect(none.exitCode).toBe(1);
  expect(none.stderr).toContain('no log matches');
});
