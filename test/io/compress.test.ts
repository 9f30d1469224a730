import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksumFile } from '../../src/io/checksum.js';
import { readChunks } from '../../src/io/chunks.js';
import { createOutputs } from '../../src/io/commit.js';
import { openLog } from '../../src/io/log.js';

const hasZstd = 'createZstdCompress' in zlib;
const text = Array.from({ length: 50_000 }, (_, i) => `line ${i * 7919}\n`).join('');
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telemend-compress-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function writeAll(name: string) {
  const outputs = createOutputs();
  const file = await outputs.open(join(directory, name));
  for (let at = 0; at < text.length; at += 100_000) await file.write(Buffer.from(text.slice(at, at + 100_000)));
  await outputs.commit();
  return { byteCount: file.byteCount, crc32: file.crc32 };
}

async function readAll(name: string): Promise<string> {
  const log = await openLog([join(directory, name)]);
  const pieces: Buffer[] = [];
  for await (const chunk of readChunks(log)) if (chunk.kind === 'lines') pieces.push(chunk.bytes.subarray(0, chunk.byteCount));
  await log.close();
  return Buffer.concat(pieces).toString();
}

describe('a compressed output', () => {
  it('is gzip that holds what was written, and is counted as it lies on the disk', async () => {
    const counted = await writeAll('out.jsonl.gz');
    expect(zlib.gunzipSync(await readFile(join(directory, 'out.jsonl.gz'))).toString()).toBe(text);
    expect(counted).toEqual(await checksumFile(join(directory, 'out.jsonl.gz')));
    expect(counted.byteCount).toBeLessThan(text.length / 3);
    expect(await readAll('out.jsonl.gz')).toBe(text);
  });

  it('leaves nothing behind where it is given up', async () => {
    const outputs = createOutputs();
    const file = await outputs.open(join(directory, 'never.csv.gz'));
    await file.write(Buffer.from(text));
    await outputs.abort();
    expect((await readdir(directory)).filter((name) => name.includes('never'))).toEqual([]);
  });

  it.runIf(hasZstd)('is zstd where its name says so', async () => {
    await writeAll('out.jsonl.zst');
    expect(await readAll('out.jsonl.zst')).toBe(text);
  });

  it.runIf(!hasZstd)('is refused as zstd where Node has none, with a way out', async () => {
    await expect(writeAll('out.jsonl.zst')).rejects.toMatchObject({ code: 'usage', hint: expect.stringContaining('.gz') as string });
  });
});
