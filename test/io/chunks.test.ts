import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { partsOf, readBlock, readBytes, readChunks, type Chunk, type ChunkOptions, type LogRange } from '../../src/io/chunks.js';
import { openLog } from '../../src/io/log.js';

const directory = mkdtempSync(join(tmpdir(), 'telemend-chunks-'));
afterAll(() => rmSync(directory, { recursive: true }));

let fileCount = 0;
function file(content: string | Buffer): string {
  const path = join(directory, `log-${fileCount++}.jsonl`);
  writeFileSync(path, content);
  return path;
}

async function chunksOf(paths: readonly string[], options?: ChunkOptions): Promise<Chunk[]> {
  const log = await openLog(paths);
  try {
    const chunks: Chunk[] = [];
    for await (const chunk of readChunks(log, options)) chunks.push(chunk);
    return chunks;
  } finally {
    await log.close();
  }
}

/** A line as the oracle and the reader both tell it. */
interface Line {
  readonly offset: number;
  readonly text: string;
  readonly overlong: boolean;
}

function linesOf(chunks: readonly Chunk[], content: Buffer): Line[] {
  return chunks.flatMap((chunk): Line[] => {
    if (chunk.kind === 'overlong') {
      const text = content.subarray(chunk.offset, chunk.offset + chunk.byteCount).toString('latin1');
      return [{ offset: chunk.offset, text, overlong: true }];
    }
    const lines: Line[] = [];
    for (let start = 0; start < chunk.byteCount; ) {
      const end = chunk.bytes.indexOf(10, start);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end).toBeLessThan(chunk.byteCount);
      lines.push({ offset: chunk.offset + start, text: chunk.bytes.toString('latin1', start, end), overlong: false });
      start = end + 1;
    }
    return lines;
  });
}

function naiveLines(content: Buffer, maxLineBytes: number): Line[] {
  const lines: Line[] = [];
  const hasMark = content.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
  let offset = hasMark ? 3 : 0;
  const parts = content.toString('latin1').slice(offset).split('\n');
  if (parts.at(-1) === '') parts.pop();
  for (const text of parts) {
    lines.push({ offset, text, overlong: text.length > maxLineBytes });
    offset += text.length + 1;
  }
  return lines;
}

const content = fc
  .array(fc.oneof(fc.constantFrom('\n', '\r\n', '{"a":1}\n', '\u00ef\u00bb\u00bf'), fc.string({ maxLength: 40 })), { maxLength: 30 })
  .map((parts) => Buffer.from(parts.join(''), 'latin1'));

const size = fc.integer({ min: 1, max: 60 });

describe('readChunks', () => {
  test('gives every line once, in order, with its true offset, whatever the chunk size and the longest line', async () => {
    await fc.assert(
      fc.asyncProperty(content, size, size, async (bytes, chunkBytes, maxLineBytes) => {
        const chunks = await chunksOf([file(bytes)], { chunkBytes, maxLineBytes });
        expect(linesOf(chunks, bytes)).toEqual(naiveLines(bytes, maxLineBytes));
        const torn = chunks.map((chunk) => chunk.torn);
        const endsTorn = naiveLines(bytes, 0).length > 0 && bytes.at(-1) !== 10;
        expect(torn).toEqual(chunks.map((_, i) => endsTorn && i === chunks.length - 1));
      }),
      { numRuns: 300 },
    );
  });

  test('stops after so many lines, whatever the chunk size', async () => {
    await fc.assert(
      fc.asyncProperty(content, content, size, fc.nat(20), async (first, second, chunkBytes, limitLines) => {
        const chunks = await chunksOf([file(first), file(second)], { chunkBytes, maxLineBytes: 30, limitLines });
        const lines = [0, 1].flatMap((fileIndex) =>
          linesOf(chunks.filter((chunk) => chunk.fileIndex === fileIndex), [first, second][fileIndex]),
        );
        expect(lines).toEqual([...naiveLines(first, 30), ...naiveLines(second, 30)].slice(0, limitLines));
      }),
    );
  });

  test('gives buffers that nobody else writes to', async () => {
    const lines = Array.from({ length: 100 }, (_, i) => `line ${i}\n`).join('');
    const chunks = await chunksOf([file(lines)], { chunkBytes: 64 });
    const buffers = new Set(chunks.map((chunk) => (chunk.kind === 'lines' ? chunk.bytes.buffer : undefined)));
    expect(buffers.size).toBe(chunks.length);
    expect(chunks.length).toBeGreaterThan(10);
  });

  test('reads to the same three places again and again, whatever the files', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 6 }), size, size, async (files, chunkBytes, maxLineBytes) => {
        const places = [0, 1, 2].map(() => Buffer.alloc(1000));
        let next = 0;
        const allocate = (byteCount: number) => places[next++ % 3].fill(0).subarray(0, byteCount);
        const log = await openLog(files.map(file));
        const lines: Line[][] = files.map(() => []);
        for await (const chunk of readChunks(log, { chunkBytes, maxLineBytes, allocate })) {
          lines[chunk.fileIndex].push(...linesOf([chunk], files[chunk.fileIndex]));
        }
        await log.close();
        expect(lines).toEqual(files.map((bytes) => naiveLines(bytes, maxLineBytes)));
      }),
      { numRuns: 150 },
    );
  });

  test('reads only the given ranges, in the given order', async () => {
    const path = file('aa\nbb\ncc\ndd');
    const ranges = [
      { fileIndex: 0, offset: 9, byteCount: 2 },
      { fileIndex: 0, offset: 3, byteCount: 3 },
    ];
    const chunks = await chunksOf([path], { ranges });
    expect(linesOf(chunks, Buffer.alloc(0)).map((line) => line.text)).toEqual(['dd', 'bb']);
    expect(chunks.map((chunk) => chunk.torn)).toEqual([true, false]);
  });

  test('says so when a file becomes shorter, and ignores what is appended', async () => {
    const path = file('one\ntwo\nthree\n');
    const log = await openLog([path]);
    appendFileSync(path, 'four\n');
    const texts: string[] = [];
    for await (const chunk of readChunks(log)) texts.push(...linesOf([chunk], Buffer.alloc(0)).map((line) => line.text));
    expect(texts).toEqual(['one', 'two', 'three']);
    truncateSync(path, 5);
    await expect(readChunks(log).next()).rejects.toThrow('changed while being read');
    await log.close();
  });

  test('can be left in the middle', async () => {
    const log = await openLog([file('one\ntwo\nthree\n')]);
    for await (const chunk of readChunks(log, { chunkBytes: 4 })) {
      expect(chunk.offset).toBe(0);
      break;
    }
    await log.close();
  });
});

test('readBlock gives one block as readChunks would, and marks the torn end of the file', async () => {
  const log = await openLog([file('aa\nbb\ncc')]);
  const middle = await readBlock(log, 0, 3, 3);
  expect(middle).toMatchObject({ kind: 'lines', fileIndex: 0, offset: 3, byteCount: 3, torn: false });
  expect(middle.bytes.toString('latin1', 0, 3)).toBe('bb\n');
  const last = await readBlock(log, 0, 6, 2);
  expect(last).toMatchObject({ byteCount: 3, torn: true });
  expect(last.bytes.toString('latin1', 0, 3)).toBe('cc\n');
  await expect(readBlock(log, 0, 6, 20)).rejects.toMatchObject({ code: 'bad-input', byte: 8 });
  await log.close();
});

test('readBytes streams an exact part of a file in small pieces', async () => {
  const log = await openLog([file('0123456789')]);
  const pieces: string[] = [];
  for await (const piece of readBytes(log.files[0], 2, 7, 3)) pieces.push(piece.toString());
  expect(pieces).toEqual(['234', '567', '8']);
  await log.close();
});

test('parts of a log hold all of it in order, each at least as large as asked for and whole lines', async () => {
  const files = fc.array(fc.stringMatching(/^[a\n]{0,40}$/), { minLength: 1, maxLength: 3 });
  await fc.assert(fc.asyncProperty(files, fc.integer({ min: 1, max: 12 }), async (contents, partBytes) => {
    const log = await openLog(contents.map((content) => file(content)));
    const parts: LogRange[] = [];
    for await (const part of partsOf(log, partBytes)) parts.push(part);
    await log.close();
    for (const [fileIndex, content] of contents.entries()) {
      const ofFile = parts.filter((part) => part.fileIndex === fileIndex);
      const texts = ofFile.map(({ offset, byteCount }) => content.slice(offset, offset + byteCount));
      expect(texts.join('')).toBe(content);
      for (const text of texts.slice(0, -1)) {
        expect(text.length).toBeGreaterThanOrEqual(partBytes);
        expect(text.slice(0, -1).lastIndexOf('\n')).toBeLessThan(partBytes - 1);
        expect(text.endsWith('\n')).toBe(true);
      }
    }
  }), { numRuns: 60 });
});
