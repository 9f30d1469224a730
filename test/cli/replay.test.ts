import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { binaryPath, telemend } from './binary.js';

let directory = '';
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'telemend-test-'))));
afterEach(() => rmSync(directory, { recursive: true }));

function write(name: string, data: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, data);
  return path;
}

const at = (second: number, temperature = 50, sensor = 's1') =>
  `{ "temperature": ${temperature}.0, "sensor_id":"${sensor}", "timestamp":"2026-01-01T00:00:0${second}Z" }\n`;

test('the lines come out byte for byte, in order, the books go to stderr', () => {
  const { exitCode, stdout, stderr } = telemend(['replay', '-'], at(3) + at(1) + at(2, 50, 's2') + at(2) + at(3) + at(1, 51));
  expect(stdout).toBe(at(1) + at(1, 51) + at(2) + at(2, 50, 's2') + at(3));
  expect(stderr).toContain('6 lines: 5 replayed, 1 duplicate\n');
  expect(stderr).toContain('1 replayed event differs from an earlier one of the same sensor and instant');
  expect(exitCode).toBe(0);
});

test('several files, compressed or not, make one log; the window counts from its end', () => {
  const files = [write('a.jsonl', at(9) + at(2)), write('b.jsonl.gz', gzipSync(at(5) + at(1) + at(7)))];
  expect(telemend(['replay', ...files, '--from', '-4s', '--to', '2026-01-01T00:00:09Z']).stdout).toBe(at(5) + at(7));
  expect(telemend(['replay', ...files, '--from=-4s', '--sensor', 's2']).stdout).toBe('');
});

test('dead letters are counted, kept on demand, and exit 3', () => {
  const log = write('log.jsonl', `${at(2)}{oops\n${at(1)}`);
  const dead = join(directory, 'dead.jsonl');
  const output = join(directory, 'out.jsonl');
  const { exitCode, stdout, stderr } = telemend(['replay', log, '-o', output, '--dead', dead]);
  expect([exitCode, stdout]).toEqual([3, '']);
  expect(stderr).toContain(dead);
  expect(readFileSync(output, 'utf8')).toBe(at(1) + at(2));
  const letter = { file: log, line: 2, offset: at(2).length, code: 'invalid-json', raw: '{oops' };
  expect(JSON.parse(readFileSync(dead, 'utf8'))).toMatchObject(letter);
  expect(telemend(['replay', log, '--exit-zero']).exitCode).toBe(0);
  expect(readdirSync(directory).sort()).toEqual(['dead.jsonl', 'log.jsonl', 'out.jsonl']);
});

test('an input without any event is said, and exits 3', () => {
  expect(telemend(['replay', '-'], '')).toMatchObject({ exitCode: 3, stdout: '' });
  expect(telemend(['replay', '-'], '{}\n').stderr).toContain('no line of the input is an event');
  expect(telemend(['replay', '--follow', '-'], 'timestamp,temperature\n').stderr).toContain('hint: live input is JSON lines; CSV is read from files');
});

test('a speed lets time pass', () => {
  const startMs = Date.now();
  expect(telemend(['replay', '-', '--speed', '5x'], at(1) + at(3)).stdout).toBe(at(1) + at(3));
  expect(Date.now() - startMs).toBeGreaterThanOrEqual(400);
});

test('live input: late events go to their file, and the lateness that would have lost none is said', () => {
  const late = join(directory, 'late.jsonl');
  const input = at(5) + at(4) + at(8) + at(2) + at(7);
  const { exitCode, stdout, stderr } = telemend(['replay', '--follow', '--lateness', '3s', '--late', late, '-'], input);
  expect(stdout).toBe(at(4) + at(5) + at(7) + at(8));
  expect(readFileSync(late, 'utf8')).toBe(at(2));
  expect(stderr).toContain('1 event came late; --lateness 6s would have lost none');
  expect(exitCode).toBe(3);
});

describe('options that do not go together are refused', () => {
  test.each([
    [['--follow', 'log.jsonl'], '--follow reads stdin only'],
    [['--follow', '-', '--from', '-2h'], '--follow has no end'],
    [['--follow', '-', '--speed', '1x'], '--speed is for logs'],
    [['--follow', '-', '--decimal-comma'], '--follow reads JSONL'],
    [['--follow', '-', '--encoding', 'latin1'], '--follow reads UTF-8'],
    [['--lateness', '3s', '-'], '--lateness is for --follow'],
    [['--speed', '0x', '-'], '"0x" is not a speed'],
    [['--speed', 'fast', '-'], '"fast" is not a speed'],
  ])('%j', (args, message) => {
    const { exitCode, stderr } = telemend(['replay', ...args]);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});

test.runIf(process.platform !== 'win32')('Ctrl-C ends a live replay with the events that still waited written, and 130', async () => {
  const child = spawn(process.execPath, [binaryPath(), 'replay', '--follow', '--lateness', '1h', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  const lines = [3, 1, 2].map((second) => `{"timestamp":"2026-01-01T00:00:0${second}Z","temperature":52}\n`);
  // Of an event past the lateness the first ones leave: by then the command listens.
  child.stdin.write(`${lines.join('')}{"timestamp":"2026-01-01T02:00:00Z","temperature":52}\n`);
  await vi.waitUntil(() => stdout !== '', { timeout: 20_000 });
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(stdout.split('\n').map((line) => line.slice(14, 34))).toEqual([...[1, 2, 3].map((s) => `2026-01-01T00:00:0${s}Z`), '2026-01-01T02:00:00Z', '']);
  expect(stderr).toContain('interrupted: the events that still waited were written');
});
