import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBytes, readChunks } from '../../src/io/chunks.js';
import { openLog, type Log, type LogLoss } from '../../src/io/log.js';
import { createFaultyFileSystem } from './faulty-file-system.js';

const directory = mkdtempSync(join(tmpdir(), 'telemend-log-'));
const spoolDirectory = join(directory, 'spools');
const oldTmpdir = process.env.TMPDIR;
beforeAll(() => {
  mkdirSync(spoolDirectory);
  process.env.TMPDIR = spoolDirectory;
});
afterAll(() => {
  if (oldTmpdir === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = oldTmpdir;
  rmSync(directory, { recursive: true });
});

function file(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

async function contentOf(log: Log, fileIndex = 0): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of readBytes(log.files[fileIndex], 0, log.files[fileIndex].size)) pieces.push(piece);
  return Buffer.concat(pieces).toString('latin1');
}

async function readAll(inputs: readonly string[], stdin?: Readable): Promise<{ content: string; losses: readonly LogLoss[] }> {
  const log = await openLog(inputs, { stdin });
  try {
    return { content: await contentOf(log), losses: log.files[0].losses };
  } finally {
    await log.close();
    expect(readdirSync(spoolDirectory)).toEqual([]);
  }
}

const lines = Array.from({ length: 40 }, (_, i) => `{"timestamp":${i * 1000},"temperature":${50 + ((i * 7) % 5)}}\n`).join('');

describe('openLog', () => {
  test('uses a regular file in place', async () => {
    const path = file('plain.jsonl', lines);
    const log = await openLog([path]);
    expect(log.files[0]).toMatchObject({ name: path, path, size: lines.length, dataOffset: 0, losses: [] });
    expect(readdirSync(spoolDirectory)).toEqual([]);
    await log.close();
  });

  test('spools stdin to a private file that is gone after close', async () => {
    const log = await openLog(['-'], { stdin: Readable.from([Buffer.from('a\nb'), Buffer.from('\nc\n')]) });
    expect(log.files[0].name).toBe('-');
    expect(existsSync(log.files[0].path)).toBe(true);
    expect((await log.files[0].handle.stat()).permissions).toBe(0o600);
    expect(await contentOf(log)).toBe('a\nb\nc\n');
    await log.close();
    expect(readdirSync(spoolDirectory)).toEqual([]);
  });

  test('decompresses gzip on stdin, under any name, and several members with zero padding', async () => {
    const zipped = gzipSync(lines);
    expect(await readAll(['-'], Readable.from([zipped.subarray(0, 1), zipped.subarray(1)]))).toEqual({ content: lines, losses: [] });
    expect(await readAll([file('misnamed.jsonl', zipped)])).toEqual({ content: lines, losses: [] });
    const members = Buffer.concat([gzipSync('a\n'), gzipSync(''), gzipSync('b\n'), Buffer.alloc(600)]);
    expect(await readAll([file('members.gz', members)])).toEqual({ content: 'a\nb\n', losses: [] });
    expect(await readAll([file('plain-text.gz', 'a\n')])).toEqual({ content: 'a\n', losses: [] });
  });

  test('reads headers with every optional field', async () => {
    const [plain, extra, name, comment] = [gzipSync('x\n'), Buffer.from([3, 0, 1, 2, 3]), Buffer.from('name\0'), Buffer.from('comment\0')];
    const header = Buffer.from(plain.subarray(0, 10));
    header[3] = 2 + 4 + 8 + 16;
    const full = Buffer.concat([header, extra, name, comment, Buffer.from([0, 0]), plain.subarray(10)]);
    expect(await readAll([file('header.gz', full)])).toEqual({ content: 'x\n', losses: [] });
  });

  test('keeps what can be read of a gzip torn at any byte, and says where', async () => {
    const first = gzipSync(lines.slice(0, 400));
    const zipped = Buffer.concat([first, gzipSync(lines.slice(400))]);
    for (let length = 0; length < zipped.length; length++) {
      const torn = zipped.subarray(0, length);
      const { content, losses } = await readAll([file('torn.gz', torn)]);
      const betweenMembers = length === first.length;
      expect(losses, `torn at ${length}`).toEqual(betweenMembers ? [] : [{ kind: 'torn', offset: length }]);
      expect(content, `torn at ${length}`).toBe(prefix(torn, first.length));
    }
  });

  test('keeps all before trailing garbage, also when it starts a new read, and says where it starts', async () => {
    const noise = Array.from({ length: 200_000 }, (_, i) => ((i * 2654435761) >>> 7).toString(36)).join('\n');
    for (const text of [lines, noise]) {
      const zipped = gzipSync(text);
      for (const garbage of ['garbage', '\0\0garbage', '\x1fgarbage', 'g'.repeat(100_000)]) {
        const offset = zipped.length + garbage.search(/[^\0]/);
        const { content, losses } = await readAll([file('trailing.gz', Buffer.concat([zipped, Buffer.from(garbage, 'latin1')]))]);
        expect(content).toBe(text);
        expect(losses).toEqual([{ kind: 'trailing-garbage', offset }]);
      }
    }
  });

  test('keeps the prefix of a gzip that is damaged in the middle', async () => {
    const noise = Array.from({ length: 200_000 }, (_, i) => ((i * 2654435761) >>> 7).toString(36)).join('\n');
    const zipped = gzipSync(noise);
    const middle = zipped.length >> 1;
    zipped.fill(0xff, middle, middle + 200);
    const { content, losses } = await readAll([file('damaged.gz', zipped)]);
    expect(losses).toEqual([{ kind: 'corrupt', offset: expect.any(Number) as number }]);
    expect(losses[0].offset).toBeGreaterThan(middle - 20_000);
    expect(losses[0].offset).toBeLessThan(middle + 20_000);
    expect(content.length).toBeGreaterThan(noise.length * 0.4);
    const certain = Math.floor(noise.length * 0.4);
    expect(content.slice(0, certain)).toBe(noise.slice(0, certain));
  });

  test('reports a member whose checksum is wrong and reads on', async () => {
    const first = gzipSync('a\n');
    first[first.length - 8] ^= 1;
    const result = await readAll([file('checksum.gz', Buffer.concat([first, gzipSync('b\n')]))]);
    expect(result).toEqual({ content: 'a\nb\n', losses: [{ kind: 'corrupt', offset: first.length - 8 }] });
  });

  test('skips a byte order mark, plain or compressed, and keeps offsets true', async () => {
    for (const bytes of [Buffer.from('\ufeffa\nb\n'), gzipSync('\ufeffa\nb\n')]) {
      const log = await openLog([file('mark.jsonl', bytes)]);
      const first = await readChunks(log).next();
      expect(first.value).toMatchObject({ offset: 3, byteCount: 4 });
      await log.close();
    }
  });

  test('takes empty files', async () => {
    const log = await openLog([file('empty.jsonl', '')]);
    expect(await readChunks(log).next()).toEqual({ done: true, value: undefined });
    await log.close();
  });

  test.skipIf(process.platform === 'win32')('spools a named pipe', async () => {
    const path = join(directory, 'pipe');
    execFileSync('mkfifo', [path]);
    const writer = spawn('sh', ['-c', 'printf "a\\nb\\n" > "$0"', path]);
    const [log] = await Promise.all([openLog([path]), once(writer, 'close')]);
    expect(await contentOf(log)).toBe('a\nb\n');
    await log.close();
  });

  test('names the path and what to do where an input cannot be opened', async () => {
    await expect(openLog([join(directory, 'nowhere.jsonl')])).rejects.toMatchObject({
      code: 'not-found',
      file: join(directory, 'nowhere.jsonl'),
      hint: expect.any(String) as string,
    });
    await expect(openLog([directory])).rejects.toMatchObject({ code: 'not-usable', message: expect.stringContaining(directory) as string });
    await expect(openLog([])).rejects.toMatchObject({ code: 'usage' });
    await expect(openLog(['-', '/dev/stdin'])).rejects.toMatchObject({ code: 'usage' });
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('says that permission is missing', async () => {
    const path = file('secret.jsonl', lines);
    chmodSync(path, 0);
    await expect(openLog([path])).rejects.toMatchObject({ code: 'not-usable', file: path });
  });

  test('closes what it opened where a later input fails', async () => {
    await expect(openLog([file('one.gz', gzipSync(lines)), join(directory, 'nowhere.jsonl')])).rejects.toMatchObject({ code: 'not-found' });
    expect(readdirSync(spoolDirectory)).toEqual([]);
  });
});

function prefix(torn: Buffer, firstLength: number): string {
  const finishFlush = constants.Z_SYNC_FLUSH;
  const decode = (member: Buffer) => (member.length === 0 ? '' : gunzipSync(member, { finishFlush }).toString('latin1'));
  return decode(torn.subarray(0, firstLength)) + decode(torn.subarray(firstLength));
}

test('a full disk while spooling is told with its path, and the spool is removed', async () => {
  for (let at = 0; ; at++) {
    const fileSystem = createFaultyFileSystem('full', at);
    const stdin = Readable.from([gzipSync(lines), gzipSync(lines)]);
    const outcome = await openLog(['-'], { stdin, fileSystem }).then(
      (log) => log.close().catch(() => undefined),
      (error: unknown) => error,
    );
    if (fileSystem.count() <= at) break;
    if (outcome) expect(outcome).toMatchObject({ code: 'no-space', file: expect.stringContaining(spoolDirectory) as string });
    // Only where removing it is what fails can the spool stay: then the end of the process removes it.
    for (const name of readdirSync(spoolDirectory)) {
      expect(at).toBe(fileSystem.count() - 1);
      rmSync(join(spoolDirectory, name));
    }
  }
});
