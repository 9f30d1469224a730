import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestBlock, digestBlocks, type DigestedBlock } from '../../src/io/block-digest.js';
import { createChunkDecoder } from '../../src/io/create-decoder.js';
import { DECODE_DEFAULTS } from '../../src/io/decode.js';
import { openLog } from '../../src/io/log.js';
import { scanLog, type ScanOptions } from '../../src/io/scan.js';
import { SeriesTable } from '../../src/model/series.js';
import { lineOf } from '../replay/make-batch.js';

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'block-digest-'))));
afterAll(() => rm(directory, { recursive: true }));

const event = fc.record({ timeMs: fc.integer({ min: 1_767_225_600_000, max: 1_767_225_700_000 }), sensor: fc.constantFrom('s1', 'ä') }).map(lineOf);
const line = fc.oneof({ weight: 6, arbitrary: event }, fc.constantFrom('', '  ', '{oops', '[]', '{"timestamp":1}'), fc.constant('x'.repeat(200)));

test('blocks cut out of what was scanned at once are those of their lines alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 40, size: 'max' }), fc.boolean(), fc.integer({ min: 1, max: 800 }), async (lines, isTorn, leastBytes) => {
      const path = join(directory, 'log.jsonl');
      await writeFile(path, lines.join('\n') + (isTorn ? '' : '\n'));
      const log = await openLog([path]);
      const digest = async (options: ScanOptions, make: (block: Parameters<typeof digestBlock>[1]) => Promise<DigestedBlock[]>) => {
        const decode = createChunkDecoder(DECODE_DEFAULTS, new SeriesTable());
        const blocks: DigestedBlock[] = [];
        for await (const block of scanLog(log, decode, { maxLineBytes: 150, ...options })) blocks.push(...(await make(block)));
        return blocks;
      };
      const cut = await digest({}, (block) => digestBlocks(log, block, leastBytes));
      for (const [i, block] of cut.entries()) {
        const { fileIndex, offset, byteLength, firstArrival } = block.place;
        const alone = await digest({ firstArrival, ranges: [{ fileIndex, offset, byteCount: byteLength }] }, async (one) => [await digestBlock(log, one)]);
        const isLast = i === cut.length - 1;
        expect([block]).toEqual(isLast ? alone : alone.map((one) => ({ ...one, torn: false })));
        if (!isLast && block.kind === 'lines' && cut[i + 1].kind === 'lines') expect(byteLength).toBeGreaterThanOrEqual(leastBytes);
      }
      expect(cut.reduce((sum, { place }) => sum + place.lineCount, 0)).toBe(lines.length - (isTorn && lines.at(-1) === '' ? 1 : 0));
      await log.close();
    }),
    { numRuns: 60 },
  );
});
