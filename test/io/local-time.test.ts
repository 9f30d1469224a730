import { describe, expect, test } from 'vitest';
import { createDecoder, createChunkDecoder } from '../../src/io/create-decoder.js';
import { DECODE_DEFAULTS, type DecodeOptions } from '../../src/io/decode.js';
import { withTurns } from '../../src/io/find-turns.js';
import { openLog } from '../../src/io/log.js';
import { scanLog } from '../../src/io/scan.js';
import { SeriesTable } from '../../src/model/series.js';
import { createMemoryFileSystem } from '../pipeline/memory-file-system.js';
import { changingZones } from '../model/zones-by-intl.js';

const HOUR_MS = 3_600_000;
const ZONES = changingZones(Date.UTC(2023, 0), Date.UTC(2027, 0));

const spell = (localMs: number) => new Date(localMs).toISOString().slice(0, 19);
const line = (sensor: string, timestamp: string) => `{"sensor_id":"${sensor}","timestamp":"${timestamp}","temperature":51}\n`;

/** Instants by sensor, as read; and the codes of what was refused. */
async function read(files: readonly string[], given: Partial<DecodeOptions>, isExact = false) {
  const fileSystem = createMemoryFileSystem();
  files.forEach((text, i) => fileSystem.put(`${i}`, Buffer.from(text)));
  const log = await openLog(files.map((_, i) => `${i}`), { fileSystem });
  const options = await withTurns(log, { ...DECODE_DEFAULTS, ...given });
  const table = new SeriesTable();
  const decode = isExact ? createChunkDecoder(options, table) : createDecoder(options, table).decode;
  const instants: Record<string, number[]> = {};
  const codes: string[] = [];
  // Small pieces, so that a doubled hour is cut by many borders.
  for await (const { decoded: { batch, faults, lines, blank } } of scanLog(log, decode, { chunkBytes: 300 })) {
    expect(batch.count + faults.length + blank).toBe(lines);
    for (let i = 0; i < batch.count; i++) (instants[table.id(batch.series[i])] ??= []).push(batch.timeMs[i] + batch.timeNs[i] / 1e6);
    codes.push(...faults.map(({ code }) => code));
  }
  await log.close();
  return { instants, codes };
}

describe('local times', () => {
  test('there are zones to look at', () => {
    expect(ZONES.length).toBeGreaterThan(30);
    expect(ZONES.flatMap(({ transitions }) => transitions).length).toBeGreaterThan(200);
  });

  test.each(ZONES.map((one) => [one.zone, one] as const))('mean the instants they were taken at, over all changes of the clock: %s', async (timezone, { offsetAt, transitions }) => {
    const expected: Record<string, number[]> = {};
    let text = '';
    for (const [i, { atMs }] of transitions.entries()) {
      for (const minutes of [7, 20, 30, 60]) {
        const sensor = `${i}/${minutes}`;
        expected[sensor] = Array.from({ length: Math.floor((8 * 60) / minutes) }, (_, k) => atMs - 4 * HOUR_MS + k * minutes * 60_000);
        for (const timeMs of expected[sensor]) text += line(sensor, spell(timeMs + offsetAt(timeMs)));
      }
    }
    expect(await read([text], { timezone })).toEqual({ instants: expected, codes: [] });
  });

  test.each(ZONES.map((one) => [one.zone, one] as const))('that the clock skips are refused, or read by the offset before: %s', async (timezone, { transitions }) => {
    const skipped = transitions.filter(({ beforeMs, afterMs }) => afterMs > beforeMs);
    const locals = skipped.flatMap(({ atMs, beforeMs, afterMs }) => [atMs + beforeMs, atMs + beforeMs + (afterMs - beforeMs) / 2, atMs + afterMs - 1000]);
    const instants = skipped.flatMap(({ atMs, beforeMs, afterMs }) => [atMs, atMs + (afterMs - beforeMs) / 2, atMs + afterMs - beforeMs - 1000]);
    const text = locals.map((localMs) => line('a', spell(localMs))).join('');
    expect(await read([text], { timezone })).toEqual({ instants: {}, codes: locals.map(() => 'timestamp-skipped-hour') });
    expect(await read([text], { timezone, spring: 'shift' })).toEqual({ instants: skipped.length > 0 ? { a: instants } : {}, codes: [] });
  });

  const berlin = { timezone: 'Europe/Berlin' };
  const at = (text: string) => Date.parse(text);
  const autumn = (...times: string[]) => times.map((time) => line('a', `2025-10-26T${time}:00`)).join('');

  test('of an hourly logger show the doubled hour twice, and of one that repeats a line a duplicate', async () => {
    expect((await read([autumn('01:00', '02:00', '02:00', '03:00')], berlin)).instants.a.map((ms) => ms / HOUR_MS % 24)).toEqual([23, 0, 1, 2]);
    const twice = autumn('01:50', '02:00', '02:10', '02:10', '02:20', '02:30', '02:40', '02:50', '02:00', '02:10');
    const { instants: { a } } = await read([twice], berlin);
    expect(a.slice(2, 4)).toEqual([at('2025-10-26T00:10Z'), at('2025-10-26T00:10Z')]);
    expect(a.slice(-2)).toEqual([at('2025-10-26T01:00Z'), at('2025-10-26T01:10Z')]);
  });

  test('of one telling alone belong to the side that they join, the first where both do', async () => {
    expect((await read([autumn('01:50', '02:00', '02:10')], berlin)).instants.a[1]).toBe(at('2025-10-26T00:00Z'));
    expect((await read([autumn('01:50', '02:40', '02:50', '03:00', '03:10')], berlin)).instants.a[1]).toBe(at('2025-10-26T01:40Z'));
    expect((await read([autumn('02:20', '02:30')], berlin)).instants.a[0]).toBe(at('2025-10-26T00:20Z'));
  });

  test('a little out of order in a telling stay in it', async () => {
    const { instants: { a } } = await read([autumn('01:50', '02:10', '02:00', '02:20', '02:50', '02:00', '02:20', '02:10', '02:50', '03:00')], berlin);
    expect(a.map((ms) => (ms - at('2025-10-26T00:00Z')) / 60_000)).toEqual([-10, 10, 0, 20, 50, 60, 80, 70, 110, 120]);
  });

  test('go on from file to file, and begin again in a copy', async () => {
    const [first, second] = [autumn('02:00', '02:30', '02:50'), autumn('02:00', '02:30', '02:50')];
    const minutes = ({ instants: { a } }: { instants: Record<string, number[]> }) => a.map((ms) => (ms - at('2025-10-26T00:00Z')) / 60_000);
    expect(minutes(await read([first, second], berlin))).toEqual([0, 30, 50, 60, 90, 110]);
    const night = autumn('01:50') + first + second + autumn('03:00');
    expect(minutes(await read([night, night], berlin))).toEqual([-10, 0, 30, 50, 60, 90, 110, 120, -10, 0, 30, 50, 60, 90, 110, 120]);
  });

  test('stand beside times with a zone and numbers, which are as they say', async () => {
    const text = autumn('01:00') + line('a', '2025-10-26T00:30:00Z') + line('a', '2025-10-26T01:30:00+00:00') + `{"sensor_id":"a","timestamp":1761440400000,"temperature":51}\n`;
    expect((await read([text], berlin)).instants.a).toEqual(['2025-10-25T23:00Z', '2025-10-26T00:30Z', '2025-10-26T01:30Z', '2025-10-26T01:00Z'].map(at));
  });

  test('of a fixed offset are never doubled', async () => {
    expect((await read([autumn('02:00', '02:00')], { timezone: '+01:00' })).instants.a).toEqual([at('2025-10-26T01:00Z'), at('2025-10-26T01:00Z')]);
  });

  test('are read alike by scanner and exact decoder, with digits of a second and by patterns', async () => {
    const seconds = Array.from({ length: 900 }, (_, i) => `2025-10-2${5 + (i % 2)}T${String(i % 24).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:01.${i % 9}25`);
    const text = seconds.map((time) => line('a', time)).join('');
    const scanned = await read([text], berlin);
    expect(scanned.instants.a).toHaveLength(900);
    expect(await read([text], berlin, true)).toEqual(scanned);
    const german = seconds.map((time) => line('a', `${time.slice(8, 10)}.${time.slice(5, 7)}.${time.slice(0, 4)} ${time.slice(11)}`)).join('');
    expect(await read([german], { ...berlin, timeFormat: 'dd.MM.yyyy HH:mm:ss.SSS' })).toEqual(scanned);
  });
});
