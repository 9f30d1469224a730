// --grid: held against the plainest way to lay series on a grid, and read back by a data frame.
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTimeGrid } from '../../src/aggregate/time-grid.js';
import type { Event } from '../../src/model/event.js';
import type { GridOptions } from '../../src/model/grid.js';
import { openEventLog } from '../../src/io/open-event-log.js';
import type { RecoverEventsOptions } from '../../src/pipeline/recover-events.js';
import { recover } from '../../src/pipeline/recover-events.js';
import { recoverLog, sideFileNames } from '../../src/pipeline/recover-log.js';
import { replay } from '../../src/pipeline/replay-events.js';
import { readManifest } from '../../src/pipeline/saved-manifest.js';
import { verifyRecovery } from '../../src/pipeline/verify-recovery.js';
import { telemend } from '../cli/binary.js';
import { naiveMean, naiveNearest, type NaivePoint } from './naive-grid.js';

const START_MS = Date.UTC(2026, 2, 29); // a day of 23 hours in Berlin
const MINUTE = 60_000;
const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 8) };

let directory = '';
const path = (name: string) => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telemend-grid-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Readings of a minute's cadence with jitter, holes, failures, nulls and rivals. */
const eventsArbitrary = fc.array(
  fc.record({
    sensor: fc.constantFrom('b', 'a', 'é'),
    minute: fc.nat(90),
    strayMs: fc.oneof(fc.constant(0), fc.constantFrom(-30_000, -15_000, 15_000, 29_999, 30_000), fc.integer({ min: -30_000, max: 30_000 })),
    value: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 5000, max: 5500 }) }, { weight: 1, arbitrary: fc.constantFrom(9900, null) }),
  }),
  { minLength: 1, maxLength: 80 },
).map((rows) => rows.map(({ sensor, minute, strayMs, value }): Event => ({
  sensor_id: sensor, timestamp: new Date(START_MS + minute * MINUTE + strayMs).toISOString(), temperature: value === null ? null : value / 100,
})));

const gridArbitrary = fc.record({
  stepMs: fc.constantFrom(20_000, MINUTE, 7 * MINUTE, 60 * MINUTE),
  by: fc.constantFrom<'nearest' | 'mean'>('nearest', 'mean'),
});

async function gathered(events: AsyncIterable<Event>): Promise<Event[]> {
  const all: Event[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** The points of a grid about the events, and some beyond them. */
function pointsOf({ stepMs }: GridOptions, timezone?: string): number[] {
  const { windowOf } = createTimeGrid(stepMs, timezone);
  const points: number[] = [];
  for (let at = windowOf(START_MS - MINUTE - 2 * stepMs).startMs; at < START_MS + 100 * MINUTE + 3 * stepMs; at = windowOf(at).endMs) points.push(at);
  return points;
}

function expectSame(found: readonly Event[], expected: readonly NaivePoint[]): void {
  const shape = ({ timestamp, sensor_id: sensor, origin = 'observed', original_timestamp: original }: Event) => (
    [Date.parse(String(timestamp)), sensor, origin, Date.parse(String(original))]
  );
  expect(found.map(shape)).toEqual(expected.map(({ timestamp, sensor, origin, original }) => [timestamp, sensor, origin, original]));
  for (const [i, { value, coverage, madeShare, lo, hi }] of expected.entries()) {
    const event = found[i];
    expect(event.temperature).toBeCloseTo(value, 8);
    if (coverage === undefined) continue;
    expect(event.coverage).toBeCloseTo(coverage, 5);
    expect(event.made_share).toBeCloseTo(madeShare!, 5);
    if (event.origin === undefined) continue;
    expect(Number(event.lo)).toBeCloseTo(lo!, 2);
    expect(Number(event.hi)).toBeCloseTo(hi!, 2);
  }
}

describe('a grid', () => {
  it('of a replay has the points that the plainest way finds', async () => {
    await fc.assert(fc.asyncProperty(eventsArbitrary, gridArbitrary, async (events, grid) => {
      const ordered = await gathered(replay(events));
      const found = await gathered(replay(events, { grid }));
      const points = pointsOf(grid);
      expectSame(found, grid.by === 'mean' ? naiveMean(ordered, points, 1.5 * grid.stepMs) : naiveNearest(ordered, points));
    }), RUNS);
  });

  it('of a recovery is that of the recovered series, and draws no line over a gap that was left', async () => {
    await fc.assert(fc.asyncProperty(eventsArbitrary, gridArbitrary, async (events, grid) => {
      const options: RecoverEventsOptions = { intervals: [{ pattern: '*', intervalMs: MINUTE }], maxGapMs: 5 * MINUTE };
      const clean = await gathered(recover(events, options));
      const found = await gathered(recover(events, { ...options, grid }));
      const points = pointsOf(grid);
      expectSame(found, grid.by === 'mean' ? naiveMean(clean, points, 1.5 * MINUTE) : naiveNearest(clean, points));
    }), RUNS);
  });

  it('does not depend on chunks, and verify finds its books right', async () => {
    await fc.assert(fc.asyncProperty(eventsArbitrary, gridArbitrary, fc.boolean(), async (events, grid, annotate) => {
      await writeFile(path('log.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      const texts: string[] = [];
      for (const [name, chunkBytes] of [['one.jsonl', 64], ['two.jsonl', undefined]] as const) {
        const { log, options } = await openEventLog([path('log.jsonl')], {});
        await recoverLog(log, { output: path(name), ...sideFileNames(path(name)) }, { ...options, grid, annotate, chunkBytes });
        await log.close();
        texts.push(await readFile(path(name), 'utf8'));
        const differing = (await verifyRecovery(await readManifest(path(name)))).filter(({ outcome }) => outcome === 'differs');
        expect(differing).toEqual([]);
      }
      expect(texts[0]).toBe(texts[1]);
    }), { numRuns: 3 });
  });

  it('of a table is that of its JSONL twin', async () => {
    await fc.assert(fc.asyncProperty(eventsArbitrary, gridArbitrary, async (events, grid) => {
      await writeFile(path('twin.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      const cells = ({ sensor_id: sensor, timestamp, temperature }: Event) => `${sensor};${timestamp};${temperature === null ? '' : String(temperature).replace('.', ',')}\n`;
      await writeFile(path('twin.csv'), `sensor_id;timestamp;temperature\n${events.map(cells).join('')}`);
      const options: RecoverEventsOptions = { intervals: [{ pattern: '*', intervalMs: MINUTE }], grid };
      const table = await gathered(recover(path('twin.csv'), { ...options, reading: { decimalComma: true } }));
      // What a cell of a table says nothing of is null there.
      const said = table.map((event) => Object.fromEntries(Object.entries(event).filter(([, value]) => value !== null)));
      expect(said).toEqual(await gathered(recover(path('twin.jsonl'), options)));
    }), { numRuns: 6 });
  });

  it('leaves a wide table wide, its times told beside it', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${new Date(START_MS + i * MINUTE + 7000).toISOString()},52.${i % 10},53.5\n`);
    await writeFile(path('wide.csv'), `time,T1,T2\n${rows.join('')}`);
    const { stdout, exitCode } = telemend(['recover', path('wide.csv'), '--wide', 'time=time', '--grid', '5m', '-o', path('wide.clean.csv')]);
    expect([exitCode, stdout]).toEqual([0, '']);
    const [head, first, ...more] = (await readFile(path('wide.clean.csv'), 'utf8')).trim().split('\n');
    expect([head, first, more.length]).toEqual(['time,T1,T2,made', '2026-03-29T00:00:00.000Z,52.0,53.5,', 6]);
    const [names, cell] = (await readFile(path('wide.clean.cells.tsv'), 'utf8')).split('\n').map((line) => line.split('\t'));
    expect(cell[names.indexOf('original_timestamp')]).toBe('2026-03-29T00:00:07.000Z');
  });

  it('of local days begins at midnight', async () => {
    const hours = Array.from({ length: 60 }, (_, hour): Event => ({ timestamp: new Date(START_MS + hour * 60 * MINUTE).toISOString(), temperature: 52 }));
    const days = await gathered(replay(hours, { timezone: 'Europe/Berlin', grid: { stepMs: 24 * 60 * MINUTE, by: 'mean' } }));
    expect(days.map(({ timestamp }) => timestamp)).toEqual(['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z', '2026-03-30T22:00:00.000Z']);
    const fixed = await gathered(replay(hours, { timezone: '+01:00', grid: { stepMs: 24 * 60 * MINUTE } }));
    expect(fixed.map(({ timestamp }) => timestamp)).toEqual(['2026-03-28T23:00:00.000Z', '2026-03-29T23:00:00.000Z', '2026-03-30T23:00:00.000Z']);
  });

  it('is taken again as it is', async () => {
    await fc.assert(fc.asyncProperty(eventsArbitrary, async (events) => {
      const grid: GridOptions = { stepMs: MINUTE };
      const once = await gathered(replay(events, { grid }));
      expect(await gathered(replay(once, { grid }))).toEqual(once);
    }), { numRuns: 4 });
  });

  it('keeps every other byte of a line, names that stand twice and annotations behind', () => {
    const line = '{ "a" : [1,{"timestamp":3}], "timestamp":"2026-01-01T00:00:20Z","timestamp": "2026-01-01T00:00:29Z", "temperature":52.50,"origin":"observed","flag":1 }';
    const { stdout } = telemend(['replay', '--grid', '1m', '-'], `${line}\n`);
    expect(stdout).toBe(
      '{ "a" : [1,{"timestamp":3}], "timestamp":"2026-01-01T00:00:00Z","timestamp": "2026-01-01T00:00:00Z", "temperature":52.50,'
      + '"original_timestamp":"2026-01-01T00:00:29Z","origin":"observed","flag":1 }\n',
    );
  });

  it.each([
    [['--grid', '0s'], '"0s" is not a duration above zero', 2],
    [['--grid-by', 'mean'], 'add its step: --grid 1m', 2],
    [['--grid', '7m', '--timezone', 'Europe/Berlin'], 'no place in local time', 2],
    [['--grid', '500ms'], 'cannot tell the point 2026-01-01T00:00:00.500Z of the grid', 1],
  ])('%s is refused with what to do', (flags, message, exitCode) => {
    const log = ['00:00.4', '00:01'].map((time) => `{"timestamp":"2026-01-01T00:${time}Z","temperature":52}\n`).reverse().join('');
    // The first line says how the series spells its instants.
    const run = telemend(['replay', ...flags, '-'], flags.includes('500ms') ? `{"timestamp":"2026-01-01T00:00:00Z","temperature":52}\n${log}` : log);
    expect(run.stderr).toContain(message);
    expect(run.stderr).toContain('hint: ');
    expect(run.exitCode).toBe(exitCode);
  });

  it('is a frame without holes in a table, which DuckDB turns', async () => {
    const log = Array.from({ length: 600 }, (_, i) => ({
      sensor_id: `s${i % 3}`, timestamp: new Date(START_MS + Math.floor(i / 3) * MINUTE + (i % 3) * 7000 - 5000).toISOString(), temperature: 50 + ((i * 7) % 500) / 100,
    }));
    await writeFile(path('frame.jsonl'), log.filter((_, i) => i % 11 !== 7).map((event) => `${JSON.stringify(event)}\n`).join(''));
    const { exitCode, stderr } = telemend(['recover', path('frame.jsonl'), '--grid', '1m', '-o', path('frame.csv')]);
    expect([exitCode, stderr.match(/600 points of the grid, of 600 readings/)?.length]).toEqual([0, 1]);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const read = `SELECT timestamp, sensor_id, temperature FROM read_csv('${path('frame.csv')}')`;
    const rows = (await connection.runAndReadAll(`SELECT * FROM (PIVOT (${read}) ON sensor_id USING first(temperature)) ORDER BY timestamp`)).getRowsJson();
    expect(rows).toHaveLength(200);
    expect(rows.every(([, ...values]) => values.length === 3 && values.every((value) => Number(value) >= 50))).toBe(true);
    const [[apart]] = (await connection.runAndReadAll(
      `SELECT max(abs(epoch_ms(timestamp) - epoch_ms(original_timestamp))) FROM read_csv('${path('frame.csv')}')`,
    )).getRowsJson();
    expect(Number(apart)).toBeLessThanOrEqual(30_000);
  });
});
