// DESIGN section 7, the rows about files and options, on the real command: what it says, what it leaves behind, how it exits.
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Accounting } from '../../src/pipeline/accounting.js';
import { telemend } from '../cli/binary.js';
import { splitLines } from '../pipeline/recover-in-memory.js';

const MANY_LINES = Array.from({ length: 2000 }, (_, i) => (
  `{"sensor_id":"a","timestamp":"${new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString()}","temperature":${50 + (i * 37 % 500) / 100}}\n`
));
const LINES = MANY_LINES.slice(0, 200);
const LOG = Buffer.from(LINES.join(''));

interface Manifest {
  readonly accounting: Accounting;
  readonly inputs: readonly { readonly torn: boolean; readonly losses: readonly { readonly kind: string; readonly offset: number }[] }[];
}

describe('bad files', () => {
  let directory = '';
  const path = (name: string) => join(directory, name);
  const write = (name: string, bytes: string | Buffer) => {
    writeFileSync(path(name), bytes);
    return path(name);
  };
  const recover = (...args: string[]) => telemend(['recover', ...args, '-o', path('clean.jsonl')]);
  const manifest = () => JSON.parse(readFileSync(path('clean.manifest.json'), 'utf8')) as Manifest;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'telemend-bad-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('a line that is no event: exit 3, and it says how to correct it; --exit-zero makes it 0', () => {
    const log = write('log.jsonl', Buffer.concat([LOG, Buffer.from('oops\n')]));
    const { exitCode, stderr, stdout } = recover(log);
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/1 line is no event\nhint: .*--with .*clean\.dead\.jsonl/);
    expect(recover(log, '--exit-zero').exitCode).toBe(0);
  });

  it('the last line without a newline: said, and counted as torn in the manifest', () => {
    const { exitCode, stderr } = recover(write('log.jsonl', LOG.subarray(0, -1)));
    expect(exitCode).toBe(0); // nothing is lost: the line is whole
    expect(stderr).toContain('ends without a newline');
    expect(manifest()).toMatchObject({ inputs: [{ torn: true }], accounting: { lines: 200, observed: 200 } });
  });

  it('a torn .gz: what could be read is kept, the loss reported with its byte offset, exit 3', () => {
    const whole = gzipSync(MANY_LINES.join(''));
    const torn = whole.subarray(0, whole.length >> 1);
    const { exitCode, stderr } = recover(write('log.jsonl.gz', torn));
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(new RegExp(`log\\.jsonl\\.gz.*${torn.length}`));
    expect(manifest().inputs[0].losses).toEqual([{ kind: 'torn', offset: torn.length }]);
    const kept = splitLines(readFileSync(path('clean.jsonl'))).length;
    expect(kept).toBeGreaterThan(500);
    expect(MANY_LINES.slice(0, kept).join('')).toBe(readFileSync(path('clean.jsonl'), 'utf8'));
  });

  it('a .gz with trailing garbage: all of it is read, the garbage reported with its byte offset, exit 3', () => {
    const whole = gzipSync(LOG);
    const { exitCode, stderr } = recover(write('log.jsonl.gz', Buffer.concat([whole, Buffer.from('garbage')])));
    expect(exitCode).toBe(3);
    expect(stderr).toContain(String(whole.length));
    expect(manifest().inputs[0].losses).toEqual([{ kind: 'trailing-garbage', offset: whole.length }]);
    expect(readFileSync(path('clean.jsonl')).equals(LOG)).toBe(true);
  });

  it.each([
    { what: 'an empty file', bytes: '', says: 'the log is empty', lines: 0 },
    { what: 'only blank lines', bytes: '\n  \n\r\n', says: 'only blank lines', lines: 3 },
    { what: 'no valid event', bytes: 'a,b\n1,2\n', says: 'no line of the log is an event', lines: 2 },
  ])('$what: a clear message, an empty series with a manifest, exit 3', ({ bytes, says, lines }) => {
    const { exitCode, stderr } = recover(write('log.jsonl', bytes));
    expect(exitCode).toBe(3);
    expect(stderr).toContain(says);
    expect(readFileSync(path('clean.jsonl'))).toHaveLength(0);
    expect(manifest().accounting).toMatchObject({ lines, observed: 0, filled: 0 });
  });

  /** The run fails with a message that names the path and says what to do, and leaves nothing behind. */
  function expectFailure({ exitCode, stderr, stdout }: ReturnType<typeof telemend>, name: string, says: RegExp): void {
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(name);
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/\nhint: ./);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(readdirSync(directory).filter((one) => one.startsWith('clean') || one.includes('telemend-'))).toEqual([]);
  }

  it('a missing file: an error with the path, exit 1', () => {
    expectFailure(recover(path('nothing.jsonl')), path('nothing.jsonl'), /no such file/);
  });

  it('a directory without logs in it: an error with the path, exit 1', () => {
    expectFailure(recover(directory), directory, /has no logs in it/);
  });

  it('an output whose directory is missing: an error with the path, exit 1', () => {
    const log = write('log.jsonl', LOG);
    expectFailure(telemend(['recover', log, '-o', path('no/such/clean.jsonl')]), 'no/such/clean.jsonl', /directory does not exist/);
  });

  it.skipIf(process.getuid?.() === 0)('no permission to read: an error with the path, exit 1', () => {
    const log = write('log.jsonl', LOG);
    chmodSync(log, 0o000);
    expectFailure(recover(log), log, /permission denied/);
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk: an error with the path, exit 1, and the other outputs stay as they were', () => {
    const log = write('log.jsonl', LOG);
    const sideFiles = ['--dead', path('clean.dead.jsonl'), '--audit', path('clean.audit.jsonl')];
    const { exitCode, stderr } = telemend(['recover', log, '-o', '/dev/full', ...sideFiles]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/\/dev\/full.*no space/);
    expect(readdirSync(directory)).toEqual(['log.jsonl']);
  });

  it('an output that is an input: an error with the path, exit 1, and the input stays as it was', () => {
    const log = write('clean.jsonl', LOG);
    const { exitCode, stderr } = recover(log);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/clean\.jsonl is an input too\nhint: /);
    expect(readFileSync(log).equals(LOG)).toBe(true);
    expect(readdirSync(directory)).toEqual(['clean.jsonl']);
  });

  it.each([
    { args: ['--max-gpa', '1h'], says: ['--max-gpa', '--max-gap'] },
    { args: ['--rang=50:55'], says: ['--rang', '--range'] },
    { args: ['--range', '55:50'], says: ['--range', '50:55'] },
    { args: ['--fill', 'spline'], says: ['--fill', 'plausible, linear, hold, none'] },
    { args: ['--max-gap', 'long'], says: ['--max-gap', '1h'] },
    { args: ['--time-unit', 'minutes'], says: ['--time-unit', 's, ms, us, ns'] },
    { args: ['--field', 'temprature=value'], says: ['temprature', 'temperature'] },
    { args: ['--from', '2026-02-30T00:00:00Z'], says: ['--from', 'does not exist'] },
  ])('an unknown option or a bad value ($args): a usage error that names it and what would be right, exit 2', ({ args, says }) => {
    const { exitCode, stderr } = recover(write('log.jsonl', LOG), ...args);
    expect(exitCode).toBe(2);
    for (const text of says) expect(stderr).toContain(text);
    expect(readdirSync(directory)).toEqual(['log.jsonl']);
  });
});
