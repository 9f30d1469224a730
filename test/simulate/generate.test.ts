import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TelemendError } from '../../src/model/errors.js';
import { generate, generateChunks, type GenerateOptions } from '../../src/simulate/generate.js';
import { ALL_FAULTS, simulate } from './simulated.js';

describe('the bytes', () => {
  test('of a seed stay the same (golden)', () => {
    const { log, truth } = simulate({ ...ALL_FAULTS, sensors: 3, count: 5000, seed: 'golden' });
    expect([crc32(log), crc32(truth)]).toEqual([2553936244, 335329071]);
  });

  test('of other seeds are others', () => {
    expect(simulate({ count: 100, seed: 1 }).log.equals(simulate({ count: 100, seed: 2 }).log)).toBe(false);
  });

  test('do not depend on the size of the chunks, and every chunk holds whole lines', () => {
    const options: GenerateOptions = { ...ALL_FAULTS, sensors: 2, count: 500, seed: 'chunks', truth: true };
    const whole = simulate(options);
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 200_000 })), (chunkBytes) => {
        const parts = [...generateChunks({ ...options, chunkBytes })];
        for (const { lines, truth } of parts) {
          for (const bytes of [lines, truth]) expect(bytes.at(-1) ?? 0x0a).toBe(0x0a);
          expect(lines.length).toBeLessThan(chunkBytes + 1000);
        }
        expect(Buffer.concat(parts.map(({ lines }) => lines)).equals(whole.log)).toBe(true);
        expect(Buffer.concat(parts.map(({ truth }) => truth)).equals(whole.truth)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('of the log are the same with and without the answer sheet', () => {
    const options = { ...ALL_FAULTS, count: 2000 };
    expect(simulate({ ...options, truth: false }).log.equals(simulate(options).log)).toBe(true);
  });

  test('of data/sample.jsonl are what its README says they are made by', () => {
    const data = new URL('../../data/', import.meta.url);
    const { log, truth } = simulate({
      sensors: 2,
      intervalMs: 60_000,
      durationMs: 9_000_000,
      errorRate: 0.05,
      skipRate: 0.1,
      disorder: { share: 0.05, maxDelayMs: 600_000 },
      duplicateRate: 0.03,
      corruptRate: 0.03,
      seed: 'sample',
    });
    expect(readFileSync(new URL('sample.jsonl', data)).equals(log)).toBe(true);
    expect(readFileSync(new URL('sample.truth.jsonl', data)).equals(truth)).toBe(true);
  });
});

describe('how much is generated', () => {
  test('a duration holds the readings that begin in it', () => {
    const { rows } = simulate({ sensors: 2, intervalMs: 1000, durationMs: 2500 });
    expect(rows.map((row) => [row.sensor_id, row.timestamp.slice(17, 19)])).toEqual([
      ['s1', '00'],
      ['s2', '00'],
      ['s1', '01'],
      ['s2', '01'],
      ['s1', '02'],
      ['s2', '02'],
    ]);
  });

  test('a count is over all sensors, and nothing is a log too', () => {
    const ids = simulate({ sensors: 3, count: 10 }).rows.map((row) => row.sensor_id);
    expect(ids.join()).toBe('s1,s2,s3,s1,s2,s3,s1,s2,s3,s1');
    expect(simulate({ count: 0 })).toMatchObject({ lines: [], rows: [], counts: { instants: 0, lines: 0 } });
  });

  test('memory holds the readings of the longest delay, not the log', () => {
    let rows = 0;
    let mostInFlight = 0;
    for (const { truth, counts } of generateChunks({ ...ALL_FAULTS, sensors: 4, count: 20_000, truth: true, chunkBytes: 1 })) {
      rows += truth.reduce((newlines, byte) => newlines + Number(byte === 0x0a), 0);
      mostInFlight = Math.max(mostInFlight, counts.instants - rows);
    }
    expect(rows).toBe(20_000);
    // 30 s of disorder, 10 s until a copy, and the instant at hand.
    expect(mostInFlight).toBeLessThanOrEqual(41 * 4);
    expect(mostInFlight).toBeGreaterThan(30 * 4);
  });
});

test('without disorder and duplicates the log is in its exact order, ids by their bytes, however many sensors', () => {
  const { rows, lines } = simulate({ sensors: 12, count: 240, skipRate: 0.1 });
  expect(rows.slice(0, 12).map((row) => row.sensor_id).join()).toBe('s1,s10,s11,s12,s2,s3,s4,s5,s6,s7,s8,s9');
  expect(rows.flatMap((row) => row.lines)).toEqual(lines.map((_, i) => i + 1));
});

test('as events: the undamaged lines, in order of arrival', async () => {
  const options = { ...ALL_FAULTS, sensors: 2, count: 1000, seed: 'events' };
  const { lines, rows } = simulate(options);
  const damaged = new Set(rows.flatMap((row) => (row.corruption ? row.lines : [])));
  const events: string[] = [];
  for await (const event of generate(options)) events.push(JSON.stringify(event));
  expect(events).toEqual(lines.filter((_, i) => !damaged.has(i + 1)).map(String));
});

describe('options', () => {
  test.each<[GenerateOptions, string]>([
    [{ sensors: 0 }, 'sensors cannot be 0'],
    [{ sensors: 1.5 }, 'sensors cannot be 1.5'],
    [{ intervalMs: 0.5 }, 'interval cannot be 0.5'],
    [{ startMs: NaN }, 'start cannot be NaN'],
    [{ startMs: Date.parse('9999-12-31T23:59:00Z') }, 'end cannot be'],
    [{ durationMs: -1 }, 'duration cannot be -1'],
    [{ durationMs: 1000, count: 5 }, 'count and duration are both given'],
    [{ count: 0.5 }, 'count cannot be 0.5'],
    [{ range: { low: 55, high: 50 } }, 'range cannot be 55:50'],
    [{ range: { low: NaN, high: 50 } }, 'range cannot be NaN:50'],
    [{ mean: 60 }, 'mean cannot be 60'],
    [{ spread: -1 }, 'spread cannot be -1'],
    [{ memory: 1 }, 'memory cannot be 1'],
    [{ decimals: 7 }, 'decimals cannot be 7'],
    [{ errorRate: 1.1 }, 'errorRate cannot be 1.1'],
    [{ skipRate: -0.1 }, 'skipRate cannot be -0.1'],
    [{ disorder: { share: 0.1, maxDelayMs: 0 } }, 'disorder delay cannot be 0'],
    [{ chunkBytes: 0 }, 'chunkBytes cannot be 0'],
    [{ seasons: [{ periodMs: 1000, amplitude: 0.1 }, { periodMs: 0, amplitude: 1 }] }, 'seasons[1].period cannot be 0'],
    [{ seasons: [{ periodMs: 1000, amplitude: -1 }] }, 'seasons[0].amplitude cannot be -1'],
    [{ trendPerDay: 100 }, 'trend cannot be 100: it leads the mean out of the range'],
  ])('%j is refused by name', (options, message) => {
    const run = () => [...generateChunks(options)];
    expect(run).toThrow(TelemendError);
    expect(run).toThrow(message);
  });

  test('that are undefined are unset', () => {
    const { log } = simulate({ count: 20, sensors: undefined, durationMs: undefined, seed: undefined, memory: undefined });
    expect(log.equals(simulate({ count: 20 }).log)).toBe(true);
  });
});
