import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLog } from '../../src/io/log.js';
import type { Event } from '../../src/model/event.js';
import { replay } from '../../src/pipeline/replay-events.js';
import { startReplay, type ReplayLogOptions } from '../../src/pipeline/replay-log.js';
import { disorderedRows } from '../replay/disorders.js';
import { lineOf, naiveOrder } from '../replay/make-batch.js';

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'replay-log-'))));
afterAll(() => rm(directory, { recursive: true }));

async function run(text: string, options: ReplayLogOptions = {}, inPassing = false) {
  const path = join(directory, 'log.jsonl');
  await writeFile(path, text);
  const log = await openLog([path]);
  try {
    let out = '';
    let restarts = 0;
    const onRestart = async () => {
      out = '';
      restarts++;
    };
    const { events, accounting, linesOf } = await startReplay(log, inPassing ? { ...options, onRestart } : options);
    for await (const batch of events) out += linesOf(batch).toString();
    return { out, accounting, restarts };
  } finally {
    await log.close();
  }
}

const at = (second: number, temperature: number | null, more: object = {}) =>
  JSON.stringify({ sensor_id: 's', timestamp: `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`, temperature, ...more });

describe('startReplay', () => {
  it('accounts for every line and gives back the lines of a plain sort, byte for byte', async () => {
    const oddities = fc.array(fc.tuple(fc.nat(300), fc.constantFrom('', '  ', '{oops', '[]', '{"timestamp":1}')), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(disorderedRows, oddities, async (plain, odd) => {
        // Values of their own: no two rows are duplicates.
        const rows = plain.map((row, value) => ({ ...row, value }));
        const lines = rows.map(lineOf);
        const log = [...lines];
        for (const [place, line] of odd) log.splice(place, 0, line);
        const { out, accounting } = await run(log.map((line) => `${line}\n`).join(''));
        expect(out).toBe(naiveOrder(rows).map((i) => `${lines[i]}\n`).join(''));
        const blank = odd.filter(([, line]) => line.trim() === '').length;
        const instants = new Set(rows.map((row) => `${row.timeMs} ${row.timeNs} ${row.sensor}`)).size;
        expect(accounting).toEqual({
          lines: log.length,
          blank,
          deadLetters: odd.length - blank,
          outside: 0,
          late: 0,
          duplicates: 0,
          events: rows.length,
          conflicts: rows.length - instants,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('replays in one pass what it replays in two, and begins again where an event is too far behind', async () => {
    const ends = { inOnePass: 0, begunAgain: 0 };
    const moment = fc.option(fc.integer({ min: -10, max: 20_000 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(disorderedRows, fc.integer({ min: 250, max: 600 }), moment, moment, async (plain, chunkBytes, from, to) => {
        const log = plain.map((row, i) => `${lineOf({ ...row, value: i % 7 })}\n${i % 40 === 3 ? '{oops\n' : ''}`).join('');
        const bound = (ms?: number) => (ms === undefined ? undefined : ({ kind: 'absolute', timeMs: 1_767_225_600_000 + ms, timeNs: 0 } as const));
        const options = { from: bound(from), to: bound(to), sensors: plain.length % 3 === 0 ? ['s1', 's2'] : undefined };
        const [inTwo, inOne] = [await run(log, options), await run(log, { ...options, chunkBytes }, true)];
        expect(inOne).toEqual({ ...inTwo, restarts: inOne.restarts });
        ends[inOne.restarts === 0 ? 'inOnePass' : 'begunAgain']++;
      }),
      { numRuns: 60 },
    );
    expect(ends.inOnePass).toBeGreaterThan(8);
    expect(ends.begunAgain).toBeGreaterThan(8);
  });

  it('needs no second pass for events from far in the future', async () => {
    const line = (second: number) => JSON.stringify({ timestamp: second * 1000, temperature: second % 10 });
    const lines = Array.from({ length: 3000 }, (_, i) => line(i % 100 === 7 ? 1e9 + i : i));
    const { out, restarts } = await run(`${lines.join('\n')}\n`, { chunkBytes: 500 }, true);
    const far = lines.filter((_, i) => i % 100 === 7);
    expect(out).toBe(`${[...lines.filter((_, i) => i % 100 !== 7), ...far].join('\n')}\n`);
    expect(restarts).toBe(0);
  });

  it('begins again where a line is longer than what is read at a time', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => at(i % 60, i, { note: 'x'.repeat(i === 150 ? 5000 : 10) }));
    const { out, restarts, accounting } = await run(lines.join('\n'), { chunkBytes: 1000 }, true);
    expect(out).toBe((await run(lines.join('\n'))).out);
    expect([restarts, accounting.events]).toEqual([1, 200]);
  });

  it('leaves duplicates out and keeps conflicts in input order', async () => {
    const lines = [at(2, 5), at(1, 7, { unit: 'C' }), at(1, 7), at(1, 8), at(2, 5.0, { event_id: 'e' }), at(1, null), at(1, null)];
    const { out, accounting } = await run(`${lines.join('\n')}\n`);
    expect(out).toBe(`${[lines[1], lines[3], lines[5], lines[0]].join('\n')}\n`);
    expect(accounting).toMatchObject({ lines: 7, events: 4, duplicates: 3, conflicts: 2 });
  });

  it('takes the window relative to the latest event of the log, without its end', async () => {
    const lines = [at(50, 1), at(10, 2), at(40, 3), at(45, 4), at(30, 5)];
    const { out, accounting } = await run(lines.join('\n'), {
      from: { kind: 'fromEnd', ms: 10_000 },
      to: { kind: 'absolute', timeMs: Date.parse('2026-01-01T00:00:50Z'), timeNs: 0 },
    });
    expect(out).toBe(`${lines[2]}\n${lines[3]}\n`);
    expect(accounting).toMatchObject({ lines: 5, outside: 3, events: 2 });
  });

  it('replays only the sensors that were asked for', async () => {
    const lines = [at(3, 1, { sensor_id: 'a' }), at(2, 1, { sensor_id: 'b' }), at(1, 1, { sensor_id: 'c' })];
    const { out, accounting } = await run(lines.join('\n'), { sensors: ['a', 'c', 'nowhere'] });
    expect(out).toBe(`${lines[2]}\n${lines[0]}\n`);
    expect(accounting).toMatchObject({ outside: 1, events: 2 });
  });

  it('tells dead letters with their places', async () => {
    const told: string[] = [];
    await run(`${at(1, 1)}\n{oops\n${at(2, 'x' as never)}\n`, {
      onDeadLetters: ({ faults }) => void told.push(...faults.map(({ code, arrival }) => `${arrival} ${code}`)),
    });
    expect(told).toEqual(['1 invalid-json', '2 temperature-type']);
  });

  it('says that nothing was there', async () => {
    expect((await run('')).accounting).toMatchObject({ lines: 0, events: 0 });
    expect((await run('\n\n', { from: { kind: 'fromEnd', ms: 1 } })).accounting).toMatchObject({ lines: 2, blank: 2, events: 0 });
  });
});

describe('replay', () => {
  const collect = async (events: AsyncIterable<Event>) => {
    const all: Event[] = [];
    for await (const event of events) all.push(event);
    return all;
  };

  it('orders events that a program hands over, and tells the books', async () => {
    const events: Event[] = [3, 1, 2, 1].map((second) => ({ timestamp: second * 1000, temperature: 50 + second, note: { second } }));
    const books: number[] = [];
    const out = await collect(replay(events, { onAccounting: ({ events, duplicates }) => books.push(events, duplicates) }));
    expect(out).toEqual([events[1], events[2], events[0]]);
    expect(books).toEqual([3, 1]);
  });

  it('paces the events', async () => {
    const startMs = performance.now();
    await collect(replay([{ timestamp: 0, temperature: 1 }, { timestamp: 6000, temperature: 1 }], { speed: 60 }));
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(100);
  });

  const motes = fileURLToPath(new URL('../../../shared/data/lab-50-motes.jsonl', import.meta.url));
  it.skipIf(!existsSync(motes))('gives every line of a real log once, in order', async () => {
    const lines = (await readFile(motes, 'utf8')).trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as Event);
    const key = (event: Event) => `${new Date(event.timestamp).toISOString()} ${event.sensor_id}`;
    const out = await collect(replay(motes));
    expect(out.map(key)).toEqual(events.map(key).sort());
  });
});
