// Input that is meant to use up the memory: a line without an end, gzip that unpacks to a thousand times its size, a million series.
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { recordRun } from '../reliability/record.js';
import { runMeasured } from './run-measured.js';

const MIB = 2 ** 20;
const directory = mkdtempSync(join(tmpdir(), 'telemend-large-'));
afterAll(() => rmSync(directory, { recursive: true }));
const path = (name: string) => join(directory, name);

const line = (sensor: string, second: number) => `{"sensor_id":"${sensor}","timestamp":"${new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()}","temperature":52.5}\n`;
const goodLines = (from: number, count: number) => Array.from({ length: count }, (_, i) => line('s1', from + i)).join('');
/** The same piece again and again. */
function* repeated(piece: string | Buffer, times: number): Generator<string | Buffer> {
  for (let i = 0; i < times; i++) yield piece;
}

const CASES: readonly { readonly what: string; readonly file: string; readonly pieces: () => Iterable<string | Buffer>; readonly books: object; readonly limitMB?: number }[] = [
  {
    what: '100 MiB without a newline at the end',
    file: 'end.jsonl',
    pieces: function* () {
      yield goodLines(0, 1000);
      yield* repeated(Buffer.alloc(MIB, 'x'), 100);
    },
    books: { lines: 1001, deadLetters: 1, observed: 1000 },
  },
  {
    what: 'a text of 100 MiB in an event',
    file: 'middle.jsonl',
    pieces: function* () {
      yield `${goodLines(0, 1000)}{"note":"`;
      yield* repeated(Buffer.alloc(MIB, 'x'), 100);
      yield `",${line('s1', 1000).slice(1)}${goodLines(1000, 1000)}`;
    },
    books: { lines: 2001, deadLetters: 1, observed: 2000 },
  },
  { what: '4 GiB of zeros as gzip', file: 'zeros.jsonl.gz', pieces: () => repeated(Buffer.alloc(MIB), 4096), books: { lines: 1, deadLetters: 1, observed: 0 } },
  {
    what: 'ten million times one event as gzip',
    file: 'same.jsonl.gz',
    pieces: () => repeated(line('s1', 0).repeat(10_000), 1000),
    books: { lines: 10_000_000, duplicates: 9_999_999, observed: 1 },
    // Nothing may leave before all is read, so both the rows and the audit fill what they may have before they go to disk.
    limitMB: 350,
  },
];

describe('the memory is bounded', () => {
  it.each(CASES)('with $what', async ({ what, file, pieces, books, limitMB = 300 }) => {
    await pipeline([Readable.from(pieces()), ...(file.endsWith('.gz') ? [createGzip()] : []), createWriteStream(path(file))]);
    const { exitCode, stderr, seconds, maxResidentBytes } = await runMeasured(['recover', path(file), '-o', path('clean.jsonl')]);
    rmSync(path(file));
    const stackTraces = /^ +at /m.test(stderr) ? 1 : 0;
    recordRun(`recovery of ${what}`, 'npm run test:long', { residentMB: Math.round(maxResidentBytes / 1e6), seconds: Math.round(seconds), stackTraces });
    const manifest = JSON.parse(readFileSync(path('clean.manifest.json'), 'utf8')) as { accounting: object };
    expect(manifest.accounting).toMatchObject(books);
    expect(exitCode, stderr).toBe('deadLetters' in books ? 3 : 0);
    expect(stackTraces).toBe(0);
    expect(maxResidentBytes / 1e6).toBeLessThan(limitMB);
  });
});

it('a million series are recovered, or refused in a sentence', async () => {
  const series = 1_000_000;
  await pipeline(Readable.from((function* () {
    for (let round = 0; round < 3; round++) for (let i = 0; i < series; i += 1000) yield Array.from({ length: 1000 }, (_, k) => line(`s${i + k}`, 60 * round)).join('');
  })()), createWriteStream(path('series.jsonl')));
  const { exitCode, stderr, seconds, maxResidentBytes } = await runMeasured(['recover', path('series.jsonl'), '-o', path('clean.jsonl')]);
  const isRefused = /has more than \d+ series/.test(stderr);
  const stackTraces = /^ +at |heap out of memory/m.test(stderr) ? 1 : 0;
  recordRun('recovery of a million series', 'npm run test:long', { residentMB: Math.round(maxResidentBytes / 1e6), seconds: Math.round(seconds), refused: isRefused ? 1 : 0, stackTraces });
  expect(stackTraces, stderr).toBe(0);
  expect(exitCode, stderr).toBe(isRefused ? 1 : 0);
});
