// Inputs and outputs that are no ordinary files, or that change under the run: what a recovery does, and what it leaves behind.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog } from '../../src/io/log.js';
import { recoverSettings } from '../../src/pipeline/options.js';
import { startRecovery } from '../../src/pipeline/recover.js';
import { binaryPath, telemend } from '../cli/binary.js';

const LINES = Array.from({ length: 3000 }, (_, i) => (
  `{"sensor_id":"a","timestamp":"${new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString()}","temperature":${50 + (i * 37 % 500) / 100}}\n`
));
const LOG = LINES.join('');

let directory = '';
const path = (name: string) => join(directory, name);
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'telemend-strange-'));
  writeFileSync(path('log.jsonl'), LOG);
});
afterEach(() => rmSync(directory, { recursive: true }));

const read = (name: string) => readFileSync(path(name), 'utf8');

/** Whether a file system can be mounted here; it takes root, and not every container lets it. */
const canMount = spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs "$d" && umount "$d"; s=$?; rmdir "$d"; exit $s']).status === 0;

describe.skipIf(!canMount)('a small file system of its own (needs leave to mount one)', () => {
  beforeEach(() => {
    mkdirSync(path('small'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', path('small')]);
    writeFileSync(path('small/clean.jsonl'), 'old\n');
  });
  afterEach(() => execFileSync('umount', [path('small')]));

  it('that is full: an error with the path, exit 1, the old output stays and nothing else is left', () => {
    const { exitCode, stderr } = telemend(['recover', path('log.jsonl'), '-o', path('small/clean.jsonl')]);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^telemend: cannot write .*small\/.*: no space left on the device\nhint: free some space/)]);
    expect(read('small/clean.jsonl')).toBe('old\n');
    expect(readdirSync(path('small'))).toEqual(['clean.jsonl']);
  });

  it('that is full and holds the temporary files: the same', () => {
    const { status, stderr } = spawnSync(process.execPath, [binaryPath(), 'recover', '-', '-o', path('clean.jsonl')], {
      input: LOG, encoding: 'utf8', env: { ...process.env, TMPDIR: path('small') },
    });
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^telemend: cannot write .*small\/.*: no space left on the device\n/)]);
    expect([readdirSync(path('small')), readdirSync(directory)]).toEqual([['clean.jsonl'], ['log.jsonl', 'small']]);
  });

  it('that is read-only: an error with the path, exit 1; a log on it can be read', () => {
    writeFileSync(path('small/log.jsonl'), LINES.slice(0, 500).join(''));
    execFileSync('mount', ['-o', 'remount,ro', path('small')]);
    const { exitCode, stderr } = telemend(['recover', path('log.jsonl'), '-o', path('small/clean.jsonl')]);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^telemend: cannot write .*small\/clean\.jsonl: the file system is read-only\nhint: write to another place\n$/)]);
    expect(telemend(['recover', path('small/log.jsonl'), '-o', path('clean.jsonl')]).exitCode).toBe(0);
    expect(read('clean.jsonl')).toBe(LINES.slice(0, 500).join(''));
  });
});

describe.skipIf(process.platform === 'win32')('what is no ordinary file', () => {
  it('a named pipe as input is read to its end', async () => {
    execFileSync('mkfifo', [path('pipe')]);
    const writer = spawn('sh', ['-c', 'cat "$0" > "$1"', path('log.jsonl'), path('pipe')]);
    const ended = once(writer, 'close');
    expect(telemend(['recover', path('pipe'), '-o', path('clean.jsonl')]).exitCode).toBe(0);
    await ended;
    expect(read('clean.jsonl')).toBe(LOG);
  });

  it('a named pipe as output gets the series, stays a pipe, and has no side files', async () => {
    execFileSync('mkfifo', [path('pipe')]);
    const reader = spawn('sh', ['-c', 'cat "$0" > "$1"', path('pipe'), path('got.jsonl')]);
    const ended = once(reader, 'close');
    expect(telemend(['recover', path('log.jsonl'), '-o', path('pipe')]).exitCode).toBe(0);
    await ended;
    expect([read('got.jsonl') === LOG, lstatSync(path('pipe')).isFIFO(), readdirSync(directory).sort()]).toEqual(
      [true, true, ['got.jsonl', 'log.jsonl', 'pipe']],
    );
  });

  it('/dev/stdout and - are stdout', () => {
    for (const name of ['/dev/stdout', '-']) {
      const { exitCode, stdout } = telemend(['recover', path('log.jsonl'), '-o', name]);
      expect([exitCode, stdout === LOG]).toEqual([0, true]);
    }
    expect(readdirSync(directory)).toEqual(['log.jsonl']);
  });

  it('a symbolic link as output stays one, and its target is replaced', () => {
    mkdirSync(path('there'));
    writeFileSync(path('there/real.jsonl'), 'old\n');
    symlinkSync('there/real.jsonl', path('clean.jsonl'));
    expect(telemend(['recover', path('log.jsonl'), '-o', path('clean.jsonl')]).exitCode).toBe(0);
    expect([lstatSync(path('clean.jsonl')).isSymbolicLink(), read('there/real.jsonl') === LOG]).toEqual([true, true]);
    expect(readdirSync(path('there'))).toEqual(['real.jsonl']);
  });

  it.skipIf(!existsSync('/dev/null'))('a device as input is an empty log', () => {
    expect(telemend(['recover', '/dev/null', '-o', path('clean.jsonl')])).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('the log is empty') as string });
  });
});

it('a file too long to be what it is taken for is refused before it is read', () => {
  writeFileSync(path('model.json'), '');
  truncateSync(path('model.json'), 600 * 2 ** 20);
  const { exitCode, stderr } = telemend(['recover', path('log.jsonl'), '--model', path('model.json')]);
  expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/model\.json has 629145600 bytes, more than can be read at once\nhint: /)]);
});

describe('a log that changes while it is read', () => {
  /** Recovers it; `change` happens between the first pass and the last. */
  async function recoverWhile(change: () => void): Promise<string> {
    const log = await openLog([path('log.jsonl')]);
    try {
      const nothing = () => Promise.resolve();
      const { series } = await startRecovery(log, recoverSettings({}), { deadLetters: nothing, audit: nothing });
      change();
      let text = '';
      for await (const { bytes, start, length, count } of series) {
        for (let i = 0; i < count; i++) text += `${bytes.toString('utf8', start[i], start[i] + length[i])}\n`;
      }
      return text;
    } finally {
      await log.close();
    }
  }

  it('grows: what was there when it was opened is recovered', async () => {
    expect(await recoverWhile(() => appendFileSync(path('log.jsonl'), LOG))).toBe(LOG);
  });

  it('is cut short: an error that names it and says what to do', async () => {
    await expect(recoverWhile(() => truncateSync(path('log.jsonl'), 1000))).rejects.toMatchObject({
      code: 'bad-input', file: path('log.jsonl'), message: expect.stringContaining('has become shorter') as string, hint: expect.any(String) as string,
    });
  });

  it.each([
    { what: 'with another value', from: '"temperature":50.37', to: '"temperature":50.38' },
    { what: 'with another instant', from: '00:00:01.000Z', to: '00:00:09.000Z' },
    { what: 'with another sensor', from: '"a"', to: '"b"' },
    { what: 'with a line that is no event any more', from: '{"sensor_id"', to: 'x"sensor_id"' },
  ])('is written over $what: an error that names it, and is no defect', async ({ from, to }) => {
    await expect(recoverWhile(() => {
      writeFileSync(path('log.jsonl'), LOG.replace(from, to));
      utimesSync(path('log.jsonl'), new Date(), new Date(Date.now() + 60_000));
    })).rejects.toMatchObject({ code: 'bad-input', message: `${path('log.jsonl')} changed while being read`, hint: expect.any(String) as string });
  });
});
