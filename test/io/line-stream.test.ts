import { PassThrough, Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LineChunk } from '../../src/io/chunks.js';
import { lineBatches, type OverlongLiveLine } from '../../src/io/line-stream.js';

async function batchesOf(pieces: readonly Buffer[], maxLineBytes?: number): Promise<(LineChunk | OverlongLiveLine)[]> {
  const batches: (LineChunk | OverlongLiveLine)[] = [];
  for await (const batch of lineBatches(Readable.from(pieces), { maxLineBytes })) batches.push(batch);
  return batches;
}

describe('lineBatches', () => {
  test('gives every byte of every line at its offset, invalid UTF-8 too, however the input is cut', async () => {
    const bytes = fc.array(fc.oneof(fc.constant(10), fc.constant(13), fc.nat(255)), { maxLength: 120 }).map((list) => Buffer.from(list));
    await fc.assert(
      fc.asyncProperty(bytes, fc.array(fc.nat(20)), fc.integer({ min: 1, max: 30 }), async (content, cuts, maxLineBytes) => {
        fc.pre(content[0] !== 0xef);
        const pieces: Buffer[] = [];
        let start = 0;
        for (const cut of cuts) {
          pieces.push(content.subarray(start, start + cut));
          start += cut;
        }
        pieces.push(content.subarray(start));
        const batches = await batchesOf(pieces.filter((piece) => piece.length > 0), maxLineBytes);
        let expected = 0;
        for (const batch of batches) {
          expect(batch.offset).toBe(expected);
          const end = expected + batch.byteCount - (batch.torn && batch.kind === 'lines' ? 1 : 0);
          if (batch.kind === 'lines') {
            const added = batch.torn ? '\n' : '';
            expect(batch.bytes.toString('latin1')).toBe(content.toString('latin1', expected, end) + added);
            expect(Math.max(...batch.bytes.toString('latin1').split('\n').map((line) => line.length))).toBeLessThanOrEqual(maxLineBytes);
            expected = end;
          } else {
            expect(batch.byteCount).toBeGreaterThan(maxLineBytes);
            expect(batch.head).toEqual(content.subarray(expected, expected + maxLineBytes));
            expect(content.subarray(expected, end).includes(10)).toBe(false);
            expected = end + (batch.torn ? 0 : 1);
          }
        }
        expect(expected).toBe(content.length);
        expect(batches.some((batch) => batch.torn)).toBe(content.length > 0 && content.at(-1) !== 10);
      }),
      { numRuns: 500 },
    );
  });

  test('gives a line as soon as it is whole, while the input stays open', async () => {
    const input = new PassThrough();
    const batches = lineBatches(input);
    input.write('one\ntwo\nthr');
    expect((await batches.next()).value).toMatchObject({ offset: 0, bytes: Buffer.from('one\ntwo\n') });
    input.write('ee\n');
    expect((await batches.next()).value).toMatchObject({ offset: 8, bytes: Buffer.from('three\n') });
    input.end('four');
    expect((await batches.next()).value).toMatchObject({ offset: 14, bytes: Buffer.from('four\n'), torn: true });
    expect((await batches.next()).done).toBe(true);
  });

  test('skips a byte order mark', async () => {
    expect(await batchesOf([Buffer.from('\ufeffa\n')])).toMatchObject([{ offset: 3, byteCount: 2, torn: false }]);
  });

  test('tells a failure of the input', async () => {
    const input = new PassThrough();
    const batches = lineBatches(input);
    input.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    await expect(batches.next()).rejects.toMatchObject({ code: 'io', message: expect.stringContaining('ECONNRESET') as string });
  });
});
