import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { combineCrc32 } from '../../src/io/crc32-combine.js';
import { DECODE_DEFAULTS, type DecodeOptions } from '../../src/io/decode.js';
import { openLog, type Log } from '../../src/io/log.js';
import { linesOf } from '../../src/io/row-writer.js';
import { differingBlocks, loadTimeIndex, readTimeIndex, saveTimeIndex, timeIndexPath } from '../../src/io/time-index.js';
import { createDigester, indexLog } from '../../src/io/index-log.js';
import { createChunkDecoder } from '../../src/io/create-decoder.js';
import { fileBlocks } from '../../src/io/file-index.js';
import { SeriesTable } from '../../src/model/series.js';
import { startReplay, type ReplayLogOptions } from '../../src/pipeline/replay-log.js';
import { disorderedRows } from '../replay/disorders.js';
import { lineOf } from '../replay/make-batch.js';

let directory = '';
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'time-index-'))));
afterEach(() => rmSync(directory, { recursive: true }));

async function withLog<T>(paths: readonly string[], work: (log: Log) => Promise<T>): Promise<T> {
  const log = await openLog(paths);
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}

/** All that a replay says and tells. */
function replayed(paths: readonly string[], options: ReplayLogOptions = {}) {
  return withLog(paths, async (log) => {
    const dead: number[] = [];
    const replay = await startReplay(log, {
      ...options,
      onDeadLetters: ({ faults }) => void dead.push(...faults.map(({ arrival }) => arrival)),
    });
    let out = '';
    for await (const batch of replay.events) out += linesOf(batch).toString();
    const { accounting, from, to, files } = replay;
    return { told: { out, dead, accounting, from, to, files }, states: replay.indexes.map(({ state }) => state) };
  });
}

/** Writes the time index of a log's only file, of blocks of a few lines, so that small logs have many. */
function writeSmallBlocks(path: string, chunkBytes: number): Promise<number> {
  return withLog([path], async (log) => {
    const indexed = await indexLog(log, createDigester(log, createChunkDecoder(DECODE_DEFAULTS, new SeriesTable())), { chunkBytes });
    return saveTimeIndex(log.files[0], { blocks: fileBlocks(indexed.index, 0), torn: indexed.files[0].torn }, DECODE_DEFAULTS);
  });
}

const load = (path: string, options: DecodeOptions = DECODE_DEFAULTS) => withLog([path], (log) => loadTimeIndex(log.files[0], options));

const logOf = fc
  .tuple(disorderedRows, fc.array(fc.tuple(fc.nat(300), fc.constantFrom('', '{oops', '[]')), { maxLength: 8 }), fc.boolean())
  .map(([rows, odd, torn]) => {
    const lines = rows.map((row, value) => lineOf({ ...row, value }));
    for (const [place, line] of odd) lines.splice(place, 0, line);
    return lines.join('\n') + (torn ? '' : '\n');
  });

const windowOf = fc.record({
  from: fc.option(fc.integer({ min: 0, max: 5_000_000 }).map((ms) => ({ kind: 'fromEnd', ms }) as const), { nil: undefined }),
  to: fc.option(fc.integer({ min: 0, max: 1_000_000 }).map((ms) => ({ kind: 'fromEnd', ms }) as const), { nil: undefined }),
});

describe('time index', () => {
  it('changes nothing of a replay, whatever the log, its blocks and the window', async () => {
    const path = join(directory, 'log.jsonl');
    const second = join(directory, 'second.jsonl');
    writeFileSync(second, `${lineOf({ timeMs: 1_767_225_600_500 })}\n{oops\n`);
    await fc.assert(
      fc.asyncProperty(logOf, windowOf, fc.integer({ min: 150, max: 3000 }), async (text, window, chunkBytes) => {
        writeFileSync(path, text);
        await writeSmallBlocks(path, chunkBytes);
        const paths = [path, second];
        const { told, states } = await replayed(paths, { ...window, indexFromBytes: 1e9 });
        expect(states).toEqual(['current', 'built']);
        expect(told).toEqual((await replayed(paths, window)).told);
      }),
      { numRuns: 80 },
    );
  });

  it('is extended where the log has grown, from wherever its last line broke off', async () => {
    const path = join(directory, 'log.jsonl');
    await fc.assert(
      fc.asyncProperty(logOf, fc.double({ min: 0, max: 1, noNaN: true }), windowOf, fc.integer({ min: 150, max: 3000 }), async (text, share, window, chunkBytes) => {
        const cut = Math.floor(share * text.length);
        writeFileSync(path, text.slice(0, cut));
        await writeSmallBlocks(path, chunkBytes);
        appendFileSync(path, text.slice(cut));
        const { told, states } = await replayed([path], { ...window, indexFromBytes: 0 });
        expect(states).toEqual([cut === text.length ? 'current' : 'extended']);
        expect(told).toEqual((await replayed([path], window)).told);
        expect((await replayed([path], { ...window, indexFromBytes: 0 })).states).toEqual(['current']);
      }),
      { numRuns: 60 },
    );
  });

  it('never gives a wrong answer with any of its bytes flipped', async () => {
    const path = join(directory, 'log.jsonl');
    writeFileSync(path, [3, 1, 2].map((s) => `${lineOf({ timeMs: s * 1000, value: s })}\n`).join(''));
    await writeSmallBlocks(path, 150);
    const intact = readFileSync(`${path}.tidx`);
    for (let i = 0; i < intact.length; i++) {
      const damaged = Buffer.from(intact);
      damaged[i] ^= 1 << (i % 8);
      writeFileSync(`${path}.tidx`, damaged);
      expect(await load(path), `byte ${i}`).toBeUndefined();
    }
    for (const length of [0, 7, 64, intact.length - 8, intact.length - 1]) {
      writeFileSync(`${path}.tidx`, intact.subarray(0, length));
      expect(await load(path)).toBeUndefined();
    }
    const { told, states } = await replayed([path], { indexFromBytes: 0 });
    expect(states).toEqual(['built']);
    expect(told.accounting).toMatchObject({ lines: 3, events: 3 });
  });

  it('is not used for other options, a shorter file, or another content of the same size', async () => {
    const path = join(directory, 'log.jsonl');
    const text = Array.from({ length: 200 }, (_, i) => `${lineOf({ timeMs: i * 1000, value: i % 10 })}\n`).join('');
    writeFileSync(path, text);
    await writeSmallBlocks(path, 1000);
    expect(await load(path)).toMatchObject({ isCurrent: true });
    expect(await load(path, { ...DECODE_DEFAULTS, timeUnit: 's' })).toBeUndefined();
    expect(await load(path, { ...DECODE_DEFAULTS, fields: { ...DECODE_DEFAULTS.fields, temperature: 'value' } })).toBeUndefined();
    expect(await load(path, { ...DECODE_DEFAULTS, maxLineBytes: 1000 })).toBeUndefined();

    // An edit in the middle, beyond the head and tail that are always looked at, with another time and, second, grown.
    const edited = text.slice(0, 8000) + text.slice(8000).replace('"temperature":4', '"temperature":5');
    expect(edited.length).toBe(text.length);
    writeFileSync(path, edited);
    utimesSync(path, 1, 1);
    expect(await load(path)).toBeUndefined();
    writeFileSync(path, edited + text.slice(0, 300));
    expect(await load(path)).toBeUndefined();
    writeFileSync(path, text.slice(0, -100));
    expect(await load(path)).toBeUndefined();

    writeFileSync(path, text);
    utimesSync(path, 2, 2);
    expect(await load(path)).toMatchObject({ isCurrent: false, known: { torn: false } });
  });

  it('does not see an edit that keeps size and time, but its checksums do', async () => {
    const path = join(directory, 'log.jsonl');
    const text = Array.from({ length: 200 }, (_, i) => `${lineOf({ timeMs: i * 1000, value: i % 10 })}\n`).join('');
    writeFileSync(path, text);
    utimesSync(path, 5, 5);
    await writeSmallBlocks(path, 1000);
    writeFileSync(path, text.slice(0, 8000) + text.slice(8000).replace('"temperature":4', '"temperature":5'));
    utimesSync(path, 5, 5);
    expect(await load(path)).toMatchObject({ isCurrent: true });
    const differing = await withLog([path], async (log) => {
      const index = (await readTimeIndex(log.files[0], DECODE_DEFAULTS))!;
      const blocks = await differingBlocks(log.files[0], index);
      return blocks.map((i) => [index.blocks.offset[i] <= 8300, index.blocks.offset[i] + index.blocks.byteLength[i] > 8000]);
    });
    expect(differing).toEqual([[true, true]]);
  });

  it('leaves what is no time index alone, writes none for spools or small files, and no failure to write is an error', async () => {
    const path = join(directory, 'log.jsonl');
    const line = `${lineOf({ timeMs: 1000 })}\n`;
    writeFileSync(path, line);
    writeFileSync(`${path}.tidx`, 'my own notes');
    const { told, states } = await replayed([path], { indexFromBytes: 0 });
    expect([told.out, states]).toEqual([line, ['built']]);
    expect(readFileSync(`${path}.tidx`, 'utf8')).toBe('my own notes');

    const packed = join(directory, 'packed.jsonl.gz');
    writeFileSync(packed, gzipSync(line));
    expect((await replayed([packed], { indexFromBytes: 0 })).states).toEqual(['none']);
    const small = join(directory, 'small.jsonl');
    writeFileSync(small, line);
    expect((await replayed([small], { indexFromBytes: line.length + 1 })).states).toEqual(['built']);
    expect((await replayed([small], { indexFromBytes: 0, limitLines: 1 })).states).toEqual([]);
    expect(readdirSync(directory).sort()).toEqual(['log.jsonl', 'log.jsonl.tidx', 'packed.jsonl.gz', 'small.jsonl']);
  });

  it('is as private as its log', async () => {
    const path = join(directory, 'log.jsonl');
    writeFileSync(path, `${lineOf({ timeMs: 1000 })}\n`);
    chmodSync(path, 0o600);
    await writeSmallBlocks(path, 1000);
    expect(statSync(timeIndexPath({ path })).mode & 0o777).toBe(0o600);
  });
});

describe('combineCrc32', () => {
  it('gives the checksum of two pieces in a row', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array({ maxLength: 1000 }), (a, b) => {
        expect(combineCrc32(crc32(a), crc32(b), b.length)).toBe(crc32(Buffer.concat([a, b])));
      }),
    );
  });
});
