import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createOutputs } from '../../src/io/commit.js';
import { nodeFileSystem, type FileSystem } from '../../src/io/file-system.js';
import { systemError } from '../../src/io/system-error.js';

const directory = mkdtempSync(join(tmpdir(), 'telemend-checkpoint-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function* partsOf(...parts: readonly unknown[]): AsyncGenerator<unknown> {
  yield* parts;
}

test.runIf(process.platform !== 'win32')('what was written by a checkpoint is gone on with, what came later is written again, and nobody else may read any of it', async () => {
  const name = join(directory, 'clean.jsonl');
  const parts = [{ timeMs: -Infinity, value: NaN, row: -0 }, { rows: Float64Array.of(1, NaN), bytes: Buffer.from('{}\n') }];
  writeFileSync(name, 'old\n', { mode: 0o600 });

  const first = createOutputs();
  const begun = await first.open(name);
  await begun.write(Buffer.from('kept\n'));
  await first.saveCheckpoint([begun], { task: 'one' }, partsOf(...parts));
  await begun.write(Buffer.from('lost\n'));
  await begun.flush();
  expect(first.canGoOn).toBe(true);
  await first.keep();
  const left = readdirSync(directory).filter((one) => !one.endsWith('.lock'));
  expect(left.map((one) => statSync(join(directory, one)).mode & 0o077)).toEqual(left.map(() => 0));

  const second = createOutputs();
  const { id, content } = (await second.findCheckpoint(name))!;
  expect(content).toMatchObject({ head: { task: 'one' }, outputs: [{ name, byteCount: 5 }], parts });
  second.takeOver({ id });
  const goneOn = await second.open(name, content!.outputs[0]);
  expect(goneOn.byteCount).toBe(5);
  await goneOn.write(Buffer.from('new\n'));
  await second.commit();
  expect(readFileSync(name, 'utf8')).toBe('kept\nnew\n');
  expect(goneOn).toMatchObject({ byteCount: 9 });
  expect(readdirSync(directory)).toEqual(['clean.jsonl']);
});

test('where there is no room for the journal of a commit, all can still be gone on from', async () => {
  const name = join(directory, 'full.jsonl');
  const open: FileSystem['open'] = async (path, mode, permissions) => {
    if (path.endsWith('.journal.tmp')) throw systemError({ code: 'ENOSPC' }, 'write', path);
    return nodeFileSystem.open(path, mode, permissions);
  };
  const full = createOutputs({ fileSystem: { ...nodeFileSystem, open } });
  const begun = await full.open(name);
  await begun.write(Buffer.from('kept\n'));
  await full.saveCheckpoint([begun], {}, partsOf());
  await expect(full.commit()).rejects.toMatchObject({ code: 'no-space' });
  expect(full.canGoOn).toBe(true);
  await full.keep();
  const next = createOutputs();
  const { id, content } = (await next.findCheckpoint(name))!;
  next.takeOver({ id });
  await next.open(name, content!.outputs[0]);
  await next.commit();
  expect(readFileSync(name, 'utf8')).toBe('kept\n');
  rmSync(name);
});

test('a run that begins anew removes the checkpoint of one before', async () => {
  const name = join(directory, 'other.jsonl');
  const first = createOutputs();
  const begun = await first.open(name);
  await first.saveCheckpoint([begun], {}, partsOf());
  await first.keep();
  const second = createOutputs();
  await second.open(name);
  expect(await createOutputs().findCheckpoint(name)).toBeUndefined();
  await second.abort();
  expect(readdirSync(directory)).toEqual(['clean.jsonl']);
});
