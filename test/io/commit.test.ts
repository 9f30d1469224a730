import {
  existsSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createOutputs } from '../../src/io/commit.js';
import type { FileSystem } from '../../src/io/file-system.js';
import { clearUpBeside } from '../../src/io/clear-up.js';
import { clearDeadRuns } from '../../src/io/leftovers.js';
import { rollForward } from '../../src/io/roll-forward.js';
import { isClosedPipe } from '../../src/io/system-error.js';
import { createFaultyFileSystem, FAULTS, forgetUnlinked } from './faulty-file-system.js';

const root = mkdtempSync(join(tmpdir(), 'telemend-commit-'));
afterAll(() => rmSync(root, { recursive: true }), 60_000);
let directory: string;
let directoryCount = 0;
beforeEach(() => freshDirectory());

function freshDirectory(): void {
  directory = join(root, String(directoryCount++));
  mkdirSync(join(directory, 'side'), { recursive: true });
}

const inside = (name: string) => join(directory, name);
const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** The real thing, but quick: nothing is forced to disk. */
const unsynced = createFaultyFileSystem('error', -1);

/** The outputs of the tests: two that exist, one that does not, in two directories; the largest takes two writes. */
const NEW: Readonly<Record<string, string>> = {
  'clean.jsonl': 'new clean\n'.repeat(500),
  'clean.audit.jsonl': '',
  'side/clean.manifest.json': '{"new":1}',
};
const OLD: Readonly<Record<string, string>> = { 'clean.jsonl': 'old clean\n', 'side/clean.manifest.json': '{"old":1}' };

async function writeAll(fileSystem?: FileSystem, check?: () => void): Promise<void> {
  const outputs = createOutputs({ fileSystem });
  try {
    for (const [name, content] of Object.entries(NEW)) {
      const file = await outputs.open(inside(name));
      await file.write(Buffer.from(content.slice(0, 100)));
      await file.flush();
      await file.write(Buffer.from(content.slice(100)));
    }
    await outputs.commit(check);
  } catch (error) {
    await outputs.abort();
    throw error;
  }
}

function state(): 'old' | 'new' | 'mixed' {
  const is = (content: Readonly<Record<string, string>>) => Object.keys(NEW).every((name) => read(inside(name)) === content[name]);
  return is(OLD) ? 'old' : is(NEW) ? 'new' : 'mixed';
}

function leftovers(): string[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.includes('.telemend-'));
}

function writeOld(): void {
  for (const [name, content] of Object.entries(OLD)) writeFileSync(inside(name), content);
}

describe('commit', () => {
  test('replaces all outputs and leaves nothing else behind', async () => {
    writeOld();
    await writeAll();
    expect(state()).toBe('new');
    expect(leftovers()).toEqual([]);
    expect(await rollForward(directory)).toEqual([]);
  });

  test('counts and checksums what is written', async () => {
    const outputs = createOutputs();
    const file = await outputs.open(inside('a'));
    const pieces = [Buffer.from('abc'), Buffer.alloc(2 ** 20 + 5, 'x'), Buffer.alloc(2 ** 20 - 1, 'y'), Buffer.from('def')];
    for (const piece of pieces) await file.write(piece);
    const whole = Buffer.concat(pieces);
    expect(file).toMatchObject({ byteCount: whole.length, crc32: crc32(whole) });
    await outputs.commit();
    expect(readFileSync(inside('a')).equals(whole)).toBe(true);
  });

  test('keeps the old files where the check says no', async () => {
    writeOld();
    const veto = () => {
      throw new Error('lines do not balance');
    };
    await expect(writeAll(undefined, veto)).rejects.toThrow('lines do not balance');
    expect(state()).toBe('old');
    expect(leftovers()).toEqual([]);
  });

  test.each(FAULTS)('leaves all outputs old or all new after the fault "%s" at any operation', { timeout: 60_000 }, async (fault) => {
    const outcomes = new Set<string>();
    for (let at = 0; ; at++) {
      freshDirectory();
      writeOld();
      const faulty = createFaultyFileSystem(fault, at);
      const succeeded = await writeAll(faulty).then(() => true, () => false);
      if (faulty.count() <= at) {
        expect(succeeded).toBe(true);
        break;
      }
      const where = `${fault} at operation ${at}`;
      faulty.end();
      if (succeeded) expect(state(), where).toBe('new');
      forgetUnlinked(readdirSync(directory, { recursive: true, encoding: 'utf8' }).map(inside));
      const rolled = await clearDeadRuns(unsynced, directory);
      expect(state(), where).not.toBe('mixed');
      outcomes.add(state());
      expect(rolled.map((one) => one.outcome), where).not.toContain('broken');
      expect(await rollForward(directory, unsynced), where).toEqual([]);
      expect(faulty.repeatedSyncs(), where).toBe(0);
      // The next run on the same output meets what is left, and leaves nothing.
      await writeAll(unsynced);
      expect([state(), leftovers()], where).toEqual(['new', []]);
    }
    expect(outcomes).toEqual(new Set(['old', 'new']));
  });

  const rollFaults = FAULTS.filter((fault) => !fault.endsWith('half') && fault !== 'full'); // rolling forward writes nothing
  test.each(rollFaults)('rolls forward in the end, with the fault "%s" at any operation of it', async (fault) => {
    for (let at = 0; ; at++) {
      freshDirectory();
      writeOld();
      await expect(writeAll(dyingAtRename(2))).rejects.toThrow();
      expect(state()).toBe('mixed');
      const faulty = createFaultyFileSystem(fault, at);
      await rollForward(directory, faulty).catch(() => undefined);
      if (faulty.count() <= at) break;
      faulty.end();
      forgetUnlinked(readdirSync(directory, { recursive: true, encoding: 'utf8' }).map(inside));
      await rollForward(directory, unsynced);
      expect(state(), `${fault} at operation ${at}`).toBe('new');
      expect(leftovers().filter((name) => !name.endsWith('.lock'))).toEqual([]);
    }
  });
});

/** Dies at the n-th rename of an output (the journal's own comes before). */
function dyingAtRename(n: number): FileSystem {
  let renames = 0;
  const dead = () => Promise.reject(new Error('dead'));
  return {
    ...unsynced,
    rename: (from, to) => (to.endsWith('.journal') || ++renames < n ? unsynced.rename(from, to) : dead()),
    unlink: (path) => (renames >= n ? dead() : unsynced.unlink(path)),
  };
}

describe('rollForward', () => {
  test('finishes what waits and says so, from the names of inputs and outputs', async () => {
    writeOld();
    await expect(writeAll(dyingAtRename(2))).rejects.toMatchObject({
      code: 'io',
      hint: expect.stringContaining('next telemend command') as string,
    });
    const names = ['-', inside('nowhere/at/all.jsonl'), inside('clean.jsonl'), inside('other.jsonl')];
    const targets = Object.keys(NEW).map(inside);
    expect(await clearUpBeside(names)).toMatchObject([{ outcome: 'finished', targets }]);
    expect(state()).toBe('new');
  });

  test('discards a journal with a wrong checksum, and its temps', async () => {
    writeOld();
    await expect(writeAll(dyingAtRename(1))).rejects.toThrow();
    const journal = inside(leftovers().find((name) => name.endsWith('.journal'))!);
    writeFileSync(journal, readFileSync(journal, 'utf8').replace('version', 'verdict'));
    expect(await rollForward(directory)).toMatchObject([{ journal, outcome: 'discarded' }]);
    expect(state()).toBe('old');
    expect(leftovers().filter((name) => name.startsWith('.') && !name.endsWith('.lock'))).toEqual([]);
  });

  test('discards a commit of which nothing was renamed and a temp is damaged', async () => {
    writeOld();
    await expect(writeAll(dyingAtRename(1))).rejects.toThrow();
    writeFileSync(inside(leftovers().find((name) => name.endsWith('clean.jsonl.tmp'))!), 'damaged');
    expect(await rollForward(directory)).toMatchObject([{ outcome: 'discarded' }]);
    expect(state()).toBe('old');
    expect(leftovers().filter((name) => !name.endsWith('.lock'))).toEqual([]);
  });

  test('leaves a journal alone where some outputs are new and others are lost', async () => {
    writeOld();
    await expect(writeAll(dyingAtRename(2))).rejects.toThrow();
    rmSync(inside(leftovers().find((name) => name.endsWith('manifest.json.tmp'))!));
    expect(await rollForward(directory)).toMatchObject([{ outcome: 'broken' }]);
    expect(leftovers().some((name) => name.endsWith('.journal'))).toBe(true);
  });

  test("leaves another user's journal alone", async () => {
    writeOld();
    await expect(writeAll(dyingAtRename(2))).rejects.toThrow();
    const foreign: FileSystem = { ...unsynced, stat: async (path) => ({ ...(await unsynced.stat(path)), userId: -1 }) };
    expect(await rollForward(directory, foreign)).toEqual(process.getuid ? [] : [expect.anything()]);
  });
});

describe('open', () => {
  test('replaces what a symbolic link points to, there or not, and keeps the link', async () => {
    writeFileSync(inside('real'), 'old');
    symlinkSync('real', inside('link'));
    symlinkSync(inside('side/not-yet'), inside('dangling'));
    const outputs = createOutputs();
    for (const name of ['link', 'dangling']) await (await outputs.open(inside(name))).write(Buffer.from(`new ${name}`));
    await outputs.commit();
    expect([lstatSync(inside('link')).isSymbolicLink(), read(inside('real'))]).toEqual([true, 'new link']);
    expect([lstatSync(inside('dangling')).isSymbolicLink(), read(inside('side/not-yet'))]).toEqual([true, 'new dangling']);
  });

  test('refuses an output that is an input by any name, and two outputs in one file', async () => {
    writeFileSync(inside('log'), 'x');
    linkSync(inside('log'), inside('hard'));
    symlinkSync('log', inside('soft'));
    const outputs = createOutputs({ inputs: ['-', inside('log'), inside('nowhere')] });
    for (const name of ['log', 'hard', 'soft', 'side/../log']) {
      await expect(outputs.open(inside(name))).rejects.toMatchObject({ code: 'same-file', file: inside(name) });
    }
    await outputs.open(inside('new'));
    await expect(outputs.open(inside('side/../new'))).rejects.toMatchObject({ code: 'same-file' });
    await outputs.abort();
    expect(leftovers()).toEqual([]);
    expect(read(inside('log'))).toBe('x');
  });

  test('names the path and what to do where an output cannot be made', async () => {
    const outputs = createOutputs();
    const missing = inside('nowhere/clean.jsonl');
    await expect(outputs.open(missing)).rejects.toMatchObject({ code: 'not-found', file: missing, hint: 'make the directory first' });
    await expect(outputs.open(inside('side'))).rejects.toMatchObject({ code: 'not-usable', file: inside('side') });
  });

  test('takes back what was written to a file, but not to a pipe', async () => {
    writeFileSync(inside('clean'), 'old', { mode: 0o600 });
    const outputs = createOutputs({ stdout: new Writable() });
    const first = await outputs.open(inside('clean'));
    await first.write(Buffer.from('wrong'));
    await first.flush();
    expect([outputs.canRestart(first), outputs.canRestart(await outputs.open('-'))]).toEqual([true, false]);
    const second = await outputs.restart(first);
    await second.write(Buffer.from('right'));
    await outputs.commit();
    expect(read(inside('clean'))).toBe('right');
    expect(statSync(inside('clean')).mode & 0o777).toBe(0o600);
    expect(leftovers()).toEqual([]);
  });

  test('keeps a private file private', async () => {
    writeFileSync(inside('secret'), 'old', { mode: 0o600 });
    const outputs = createOutputs();
    await outputs.open(inside('secret'));
    await outputs.open(inside('usual'));
    await outputs.commit();
    expect(statSync(inside('secret')).mode & 0o777).toBe(0o600);
    expect(statSync(inside('usual')).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  test('writes stdout straight through, and tells a closed pipe from other failures', async () => {
    const pieces: Buffer[] = [];
    const stdout = new Writable({
      write(bytes: Buffer, _encoding, done) {
        if (pieces.length > 0) return done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
        pieces.push(Buffer.from(bytes));
        done();
      },
    });
    const outputs = createOutputs({ stdout });
    const file = await outputs.open('-');
    await file.write(Buffer.from('one\n'));
    await file.flush();
    expect(Buffer.concat(pieces).toString()).toBe('one\n');
    await file.write(Buffer.from('two\n'));
    const error: unknown = await outputs.commit().catch((reason: unknown) => reason);
    expect(isClosedPipe(error)).toBe(true);
    expect(isClosedPipe(new Error('EPIPE'))).toBe(false);
    await outputs.abort();
  });

  test.skipIf(!existsSync('/dev/full'))('says that the device is full, and leaves the other outputs old', async () => {
    writeFileSync(inside('clean'), 'old');
    const outputs = createOutputs();
    await (await outputs.open(inside('clean'))).write(Buffer.from('new'));
    await (await outputs.open('/dev/full')).write(Buffer.from('x'));
    await expect(outputs.commit()).rejects.toMatchObject({ code: 'no-space', file: '/dev/full', hint: expect.any(String) as string });
    await outputs.abort();
    expect(read(inside('clean'))).toBe('old');
    expect(leftovers()).toEqual([]);
  });
});
