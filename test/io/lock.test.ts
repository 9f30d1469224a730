import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createOutputs } from '../../src/io/commit.js';
import { nodeFileSystem } from '../../src/io/file-system.js';
import { clearDeadRuns } from '../../src/io/leftovers.js';
import { lockPath, type LockHolder } from '../../src/io/lock.js';
import { isRunning, ownIdentity } from '../../src/io/process-identity.js';
import { binaryPath, telemend } from '../cli/binary.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'telemend-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true }));
const inside = (name: string) => join(directory, name);
const names = () => readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();

const DEAD_ID = 'd'.repeat(32);

/** What a run that was killed leaves: a lock that it signed and a temp. */
function leaveDeadRun(name: string, holder: Partial<LockHolder> = {}): void {
  const { pid, ...self } = ownIdentity();
  const signed: LockHolder = { ...self, pid, start: `${self.start}0`, id: DEAD_ID, home: directory, since: '2026-01-01T00:00:00.000Z', ...holder };
  writeFileSync(lockPath(inside(name)), JSON.stringify(signed));
  writeFileSync(inside(`.telemend-${DEAD_ID}-${name}.tmp`), 'half');
  writeFileSync(inside(`.telemend-${DEAD_ID}.journal.tmp`), 'half');
}

async function write(name: string, text: string): Promise<void> {
  const outputs = createOutputs();
  try {
    await (await outputs.open(inside(name))).write(Buffer.from(text));
    await outputs.commit();
  } catch (error) {
    await outputs.abort();
    throw error;
  }
}

describe('lock', () => {
  test('a second run on an output is told who writes it, and the first goes on', async () => {
    const outputs = createOutputs();
    const file = await outputs.open(inside('clean.jsonl'));
    await expect(write('clean.jsonl', 'second')).rejects.toMatchObject({
      code: 'locked',
      file: inside('clean.jsonl'),
      message: expect.stringContaining('this very process') as string,
      hint: expect.stringContaining(lockPath(inside('clean.jsonl'))) as string,
    });
    await file.write(Buffer.from('first'));
    await outputs.commit();
    expect(readFileSync(inside('clean.jsonl'), 'utf8')).toBe('first');
    expect(names()).toEqual(['clean.jsonl']);
    await write('clean.jsonl', 'second');
    expect(readFileSync(inside('clean.jsonl'), 'utf8')).toBe('second');
  });

  test('the command says which process holds the output, and exits 1', async () => {
    const first = spawn(process.execPath, [binaryPath(), 'replay', '--follow', '-', '-o', inside('out.jsonl')]);
    while (!existsSync(lockPath(inside('out.jsonl')))) await new Promise((resolve) => setTimeout(resolve, 10));
    const log = inside('log.jsonl');
    writeFileSync(log, '{"timestamp":"2026-01-01T00:00:00Z","temperature":51}\n');
    const { exitCode, stderr } = telemend(['replay', log, '-o', inside('out.jsonl')]);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(`is being written by process ${first.pid} on .*\nhint: wait`)]);
    first.stdin.end('{"timestamp":"2026-01-01T00:00:01Z","temperature":52}\n');
    await once(first, 'exit');
    expect(readFileSync(inside('out.jsonl'), 'utf8')).toContain('"temperature":52');
    expect(names()).toEqual(['log.jsonl', 'out.jsonl']);
  });

  test("a dead run's lock is broken by the next run, and what it left is removed", async () => {
    leaveDeadRun('clean.jsonl');
    await write('clean.jsonl', 'new');
    expect(names()).toEqual(['clean.jsonl']);
  });

  test('temps without a lock, which a loss of power can leave, are removed too, and those of other outputs are not', async () => {
    leaveDeadRun('clean.jsonl');
    rmSync(lockPath(inside('clean.jsonl')));
    const other = `.telemend-${'e'.repeat(32)}-other-clean.jsonl.tmp`;
    writeFileSync(inside(other), '');
    await write('clean.jsonl', 'new');
    expect(names()).toEqual([other, 'clean.jsonl']);
  });

  test('any command clears up after dead runs beside its files, but not after runs that live', async () => {
    leaveDeadRun('clean.jsonl');
    const outputs = createOutputs();
    await outputs.open(inside('other.jsonl'));
    await clearDeadRuns(nodeFileSystem, directory);
    expect(names()).toEqual([expect.stringMatching(/^\.telemend-[0-9a-f]{32}-other\.jsonl\.tmp$/), '.telemend-other.jsonl.lock']);
    await outputs.abort();
    expect(names()).toEqual([]);
  });

  test('an empty lock file is a dead run\'s once its maker had time to fill it', async () => {
    writeFileSync(lockPath(inside('clean.jsonl')), '');
    utimesSync(lockPath(inside('clean.jsonl')), 0, 0);
    await write('clean.jsonl', 'new');
    expect(names()).toEqual(['clean.jsonl']);
  });

  test.each(['[]', 'null', '{"pid":1}', '{"pid":"1"}', '\0\0\0', `{"pid":1,"id":"../../etc","host":"","start":"","home":"","since":""}`])(
    'a lock file that says %s is nobody\'s', async (content) => {
      writeFileSync(lockPath(inside('clean.jsonl')), content);
      utimesSync(lockPath(inside('clean.jsonl')), 0, 0);
      await write('clean.jsonl', 'new');
      expect(names()).toEqual(['clean.jsonl']);
    },
  );

  test('a lock of another machine holds, since nobody here can tell', async () => {
    leaveDeadRun('clean.jsonl', { host: 'elsewhere' });
    await expect(write('clean.jsonl', 'new')).rejects.toMatchObject({ code: 'locked' });
  });

  test('a run whose lock was broken replaces nothing', async () => {
    writeFileSync(inside('clean.jsonl'), 'old');
    const outputs = createOutputs();
    await outputs.open(inside('clean.jsonl'));
    rmSync(lockPath(inside('clean.jsonl')));
    await write('clean.jsonl', 'new');
    await expect(outputs.commit()).rejects.toMatchObject({ code: 'locked' });
    await outputs.abort();
    expect([names(), readFileSync(inside('clean.jsonl'), 'utf8')]).toEqual([['clean.jsonl'], 'new']);
  });

  test("a commit that was interrupted in another directory is finished by whoever meets its lock", async () => {
    mkdirSync(inside('side'));
    const outputs = createOutputs({
      fileSystem: {
        ...nodeFileSystem,
        rename: (from, to) => (to.endsWith('b') ? Promise.reject(new Error('dead')) : nodeFileSystem.rename(from, to)),
      },
    });
    await (await outputs.open(inside('a'))).write(Buffer.from('new a'));
    await (await outputs.open(inside('side/b'))).write(Buffer.from('new b'));
    await expect(outputs.commit()).rejects.toThrow();
    await outputs.abort();
    await clearDeadRuns(nodeFileSystem, inside('side'));
    expect(readFileSync(inside('side/b'), 'utf8')).toBe('new b');
    await clearDeadRuns(nodeFileSystem, directory);
    expect(names()).toEqual(['a', 'side', 'side/b']);
  });

  test('a process is told from another one that got its number later', () => {
    const self = ownIdentity();
    expect(isRunning(self)).toBe(true);
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(isRunning({ ...self, pid })).toBe(false);
    if (self.start !== '') expect(isRunning({ ...self, start: `${self.start}1` })).toBe(false);
  });
});
