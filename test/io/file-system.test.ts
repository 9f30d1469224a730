import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, describe, expect, test } from 'vitest';
import { checksumFile, formatCrc32, sha256File } from '../../src/io/checksum.js';
import { nodeFileSystem } from '../../src/io/file-system.js';
import { systemError } from '../../src/io/system-error.js';
import { TelemendError } from '../../src/model/errors.js';

const directory = mkdtempSync(join(tmpdir(), 'telemend-file-system-'));
afterAll(() => rmSync(directory, { recursive: true }));
const inside = (name: string) => join(directory, name);

describe('nodeFileSystem', () => {
  test('creates a file only where none is, and writes all of a buffer', async () => {
    const file = await nodeFileSystem.open(inside('new'), 'create');
    await file.write(Buffer.from('abc'), null);
    await file.write(Buffer.from('X'), 1);
    await file.writeAll(['d', '', 'ef'].map((text) => Buffer.from(text)), null);
    await file.writeAll(['Y', 'Z'].map((text) => Buffer.from(text)), 4);
    await file.sync();
    await file.close();
    expect(readFileSync(inside('new'), 'utf8')).toBe('aXcdYZ');
    await expect(nodeFileSystem.open(inside('new'), 'create')).rejects.toMatchObject({ code: 'io', file: inside('new') });
    expect(await nodeFileSystem.stat(inside('new'))).toMatchObject({ kind: 'file', size: 6 });
  });

  test('tells links from what is no link', async () => {
    symlinkSync('new', inside('link'));
    expect(await nodeFileSystem.readLink(inside('link'))).toBe('new');
    expect(await nodeFileSystem.readLink(inside('nowhere'))).toBe(undefined);
    expect(await nodeFileSystem.readLink(directory)).toBe(undefined);
  });

  test('makes, lists, renames, removes and syncs', async () => {
    await nodeFileSystem.makeDirectory(inside('a/b'));
    writeFileSync(inside('a/b/c'), '');
    await nodeFileSystem.rename(inside('a/b/c'), inside('a/b/d'));
    await nodeFileSystem.syncDirectory(inside('a/b'));
    expect(await nodeFileSystem.readDirectory(inside('a/b'))).toEqual(['d']);
    await nodeFileSystem.unlink(inside('a/b/d'));
    expect(await nodeFileSystem.readDirectory(inside('a/b'))).toEqual([]);
    await expect(nodeFileSystem.unlink(inside('a/b/d'))).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('cannot remove') as string,
    });
  });

  // The sources as a child process can run them: plain JavaScript in a folder of its own.
  function compile(paths: readonly string[]): string {
    const target = inside('compiled');
    for (const path of paths) {
      const source = readFileSync(new URL(`../../src/${path}.ts`, import.meta.url), 'utf8');
      const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
      const { outputText } = ts.transpileModule(source, { compilerOptions });
      mkdirSync(join(target, path, '..'), { recursive: true });
      writeFileSync(join(target, `${path}.js`), outputText);
    }
    writeFileSync(join(target, 'package.json'), '{"type":"module"}');
    return pathToFileURL(join(target, 'io/file-system.js')).href;
  }

  test.skipIf(process.platform === 'win32')('removes what is doomed when the process ends or is interrupted', async () => {
    const module = compile(['model/errors', 'io/system-error', 'io/process-identity', 'io/unlink-at-exit', 'io/file-system']);
    const start = `const { nodeFileSystem } = await import(${JSON.stringify(module)});
      const spare = nodeFileSystem.unlinkAtExit(process.argv[1]);`;
    const run = async (rest: string, signal?: NodeJS.Signals) => {
      const path = inside('doomed');
      writeFileSync(path, '');
      const parameters = ['--input-type=module', '-e', `${start} ${rest}`, path];
      const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
      const closed = once(child, 'close');
      if (signal) {
        await once(child.stdout, 'data');
        child.kill(signal);
      }
      const [code, endedBy] = (await closed) as [number | null, NodeJS.Signals | null];
      return { code, endedBy, there: existsSync(path) };
    };
    const wait = 'console.log("ready"); setInterval(() => {}, 1000);';
    expect(await run('process.exit(3)')).toEqual({ code: 3, endedBy: null, there: false });
    expect(await run('spare()')).toEqual({ code: 0, endedBy: null, there: true });
    expect(await run(wait, 'SIGINT')).toEqual({ code: null, endedBy: 'SIGINT', there: false });
    expect(await run(wait, 'SIGTERM')).toEqual({ code: null, endedBy: 'SIGTERM', there: false });
    const listening = `process.on("SIGINT", () => process.exit(130)); ${wait}`;
    expect(await run(listening, 'SIGINT')).toEqual({ code: 130, endedBy: null, there: false });
  });
});

test('system errors name the path and what to do, and keep their cause', () => {
  const expected = { ENOENT: 'not-found', EISDIR: 'not-usable', EACCES: 'not-usable', ENOSPC: 'no-space', EDQUOT: 'no-space' };
  for (const [code, ours] of Object.entries(expected)) {
    const cause = Object.assign(new Error(code), { code });
    const error = systemError(cause, 'write', 'some/file');
    expect(error).toMatchObject({ code: ours, file: 'some/file', cause, hint: expect.stringMatching(/\w/) as string });
    expect(error.message).toMatch(/^cannot write some\/file: /);
  }
  expect(systemError(new Error('odd'), 'read', 'x')).toMatchObject({ code: 'io', message: 'cannot read x: odd' });
  const own = new TelemendError('bad-input', 'ours');
  expect(systemError(own, 'read', 'x')).toBe(own);
});

test('checksums are those of the published test vectors, over files of any size', async () => {
  writeFileSync(inside('vector'), '123456789');
  expect(formatCrc32((await checksumFile(inside('vector'))).crc32)).toBe('cbf43926'); // CRC-32/ISO-HDLC check value
  writeFileSync(inside('abc'), 'abc');
  expect(await sha256File(inside('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'); // FIPS 180-4
  writeFileSync(inside('empty'), '');
  expect(await checksumFile(inside('empty'))).toEqual({ byteCount: 0, crc32: 0 });
  writeFileSync(inside('large'), Buffer.alloc(1_000_000, 'a'));
  expect(await sha256File(inside('large'))).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
  expect(formatCrc32(1)).toBe('00000001');
});
