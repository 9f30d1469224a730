import { mkdtemp, readFile, rm, writeFile, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatCrc32 } from '../../src/io/checksum.js';
import { openLog } from '../../src/io/log.js';
import type { Event } from '../../src/model/event.js';
import { viewSettings, type ViewOptions } from '../../src/pipeline/aggregate-options.js';
import { loadCalculation } from '../../src/pipeline/load-calculation.js';
import { readViewManifest, writeView } from '../../src/pipeline/view-file.js';
import type { SourceRange } from '../../src/pipeline/window-lines.js';

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'aggregate-'))));
afterAll(() => rm(directory, { recursive: true }));
const path = (name: string) => join(directory, name);
const read = (name: string) => readFile(path(name), 'utf8');

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 1);
const options: ViewOptions = { windowMs: 10 * MINUTE };

interface Given {
  readonly calc?: string;
  readonly update?: boolean;
  readonly verify?: boolean;
  readonly logs?: readonly string[];
}

/** Computes, or brings up to date, a view of log.jsonl; the log has a time index whatever its size. */
async function aggregate(view: string, given: Given = {}, view_: ViewOptions = options) {
  const { calc, update = false, verify, logs = ['log.jsonl'] } = given;
  const manifest = update ? await readViewManifest(path(view)) : undefined;
  const calculation = calc === undefined ? undefined : await loadCalculation(path(calc));
  const log = await openLog(logs.map(path));
  try {
    return await writeView(log, { settings: manifest?.settings ?? viewSettings(view_, {}), calculation, view: path(view), manifest, verify, indexFromBytes: 0 });
  } finally {
    await log.close();
  }
}

const line = (sensor: string, at: number, temperature: number) => (
  `{"sensor_id":"${sensor}","timestamp":"${new Date(START + at).toISOString()}","temperature":${temperature}}\n`
);
const rowsOf = (text: string) => text.split('\n').filter(Boolean).map((row) => JSON.parse(row) as Record<string, number | string>);

/** Some thousand readings of three sensors in event-time order, so that the log has several blocks. */
const lines = Array.from({ length: 9000 }, (_, i) => line(`s${i % 3}`, Math.floor(i / 3) * 1000, 50 + (i * 7919 % 500) / 100));

describe('a view', () => {
  it('has the rows that a naive grouping gives, in order of window and sensor, whatever the order of the lines', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ s: fc.nat(2), t: fc.nat(3600), v: fc.nat(1000) }), { minLength: 1, maxLength: 150 }), async (list) => {
      const unique = [...new Map(list.map((one) => [`${one.s} ${one.t}`, one])).values()];
      await writeFile(path('log.jsonl'), unique.map(({ s, t, v }) => line(`s${s}`, t * 1000, v / 10)).join(''));
      await aggregate('view.jsonl');
      const groups = new Map<string, number[]>();
      for (const { s, t, v } of [...unique].sort((a, b) => a.t - b.t)) {
        const key = `${new Date(START + Math.floor(t / 600) * 600_000).toISOString()} s${s}`;
        groups.set(key, [...(groups.get(key) ?? []), v / 10]);
      }
      const expected = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, values]) => [key, values.length, values[0], values.at(-1), Math.max(...values)]);
      const found = rowsOf(await read('view.jsonl')).map((row) => [`${row.window_start} ${row.sensor_id}`, row.count, row.first, row.last, row.max]);
      expect(found).toEqual(expected);
    }), { numRuns: 40 });
  });

  it('says in its manifest from which bytes of the log each window was computed', async () => {
    await writeFile(path('log.jsonl'), lines.join(''));
    const { manifest } = await aggregate('view.jsonl');
    const bytes = await readFile(path('log.jsonl'));
    expect(manifest.blocks.length).toBeGreaterThan(2);
    const saved = JSON.parse(await read('view.manifest.json')) as { windows: { from: string; to: string; sources: SourceRange[] }[] };
    expect(saved.windows.length).toBeGreaterThan(2);
    for (const { from, to, sources } of saved.windows) {
      const [startMs, endMs] = [Date.parse(from), Date.parse(to)];
      const inside = sources.map(({ offset, byteCount }) => bytes.subarray(offset, offset + byteCount));
      expect(sources.map((source) => source.crc32)).toEqual(inside.map((part) => formatCrc32(crc32(part))));
      const events = inside.join('').split('\n').filter(Boolean).map((text) => Date.parse((JSON.parse(text) as Event).timestamp as string));
      const wanted = lines.filter((_, i) => START + Math.floor(i / 3) * 1000 >= startMs && START + Math.floor(i / 3) * 1000 < endMs).length;
      expect(events.filter((at) => at >= startMs && at < endMs)).toHaveLength(wanted);
    }
  });

  it('learns the cadence from the first readings, and counts coverage by it', async () => {
    await writeFile(path('log.jsonl'), lines.filter((_, i) => i < 3000 || i % 2 === 0).join(''));
    await aggregate('view.jsonl');
    const coverage = rowsOf(await read('view.jsonl')).map((row) => row.coverage);
    expect(coverage[0]).toBe(1);
    expect(coverage[9]).toBe(0.5);
  });

  it('in CSV has a header and the same figures', async () => {
    await writeFile(path('log.jsonl'), lines.slice(0, 3000).join(''));
    await aggregate('view.jsonl');
    await aggregate('view.csv', {}, { ...options, format: 'csv' });
    const [header, ...records] = (await read('view.csv')).trimEnd().split('\n').map((text) => text.split(','));
    expect(rowsOf(await read('view.jsonl')).map((row) => Object.entries(row).map(([name, value]) => [name, String(value)])))
      .toEqual(records.map((cells) => cells.map((cell, i) => [header[i], cell])));
  });

  it('of a calculation can be CSV too, whose columns are the fields of its results', async () => {
    await writeFile(path('log.jsonl'), lines.slice(0, 5400).join(''));
    const finish = (fields: string) => `export default { init: () => [], step: (state, { temperature }) => [...state, temperature], finish: (state, { windowStart }) => (${fields}) };`;
    await writeFile(path('worker.mjs'), finish('{ last: state.at(-1), "a, b": null, hot: state.length > 1000, note: "=1+1" }'));
    await aggregate('view.jsonl', { calc: 'worker.mjs' });
    await aggregate('view.csv', { calc: 'worker.mjs' }, { ...options, format: 'csv' });
    const [header, ...records] = (await read('view.csv')).trimEnd().split('\n');
    expect(header).toBe('sensor_id,window_start,window_end,last,"a, b",hot,note');
    expect(records).toEqual(rowsOf(await read('view.jsonl')).map((row) => `${row.sensor_id},${row.window_start},${row.window_end},${row.last},,${row.hot},'=1+1`));

    await appendFile(path('log.jsonl'), lines.slice(5400).join(''));
    await aggregate('view.csv', { calc: 'worker.mjs', update: true });
    await aggregate('scratch.csv', { calc: 'worker.mjs' }, { ...options, format: 'csv' });
    expect(await read('view.csv')).toBe(await read('scratch.csv'));

    await writeFile(path('list.mjs'), finish('{ all: state }'));
    await expect(aggregate('other.csv', { calc: 'list.mjs' }, { ...options, format: 'csv' })).rejects.toThrow('gave a list as all (series s0, window 2026-01-01T00:00:00.000Z to');
    await writeFile(path('varied.mjs'), finish('windowStart.includes("00:00") ? { a: 1 } : { b: 1 }'));
    await expect(aggregate('other.csv', { calc: 'varied.mjs' }, { ...options, format: 'csv' })).rejects.toThrow('window_end, b instead of sensor_id, window_start, window_end, a');
  });
});

describe('an updated view', () => {
  /** Changes to the log, as a person or a logger makes them. */
  const changes: Readonly<Record<string, (text: string) => string>> = {
    'grown at its end': (text) => text + Array.from({ length: 300 }, (_, i) => line(`s${i % 3}`, (3000 + i) * 1000, 51)).join(''),
    'grown by late events': (text) => text + line('s1', 700_500, 49) + line('s0', 2_000_500, 48),
    'grown by a new series': (text) => text + Array.from({ length: 200 }, (_, i) => line('new', 1_000_000 + i * 5000, 53)).join(''),
    'grown by a few readings of a new series': (text) => text + line('new', 1_000_000, 53),
    'with a corrected event in the middle': (text) => text.replace(lines[6000], lines[6000].replace(/:5\d\./, ':40.')),
    'with an event taken out': (text) => text.replace(lines[6000], ''),
    'with early events, from which cadences are learned': (text) => text + line('s0', 500, 40),
    'cut short': (text) => text.slice(0, text.length - lines.at(-1)!.length * 100),
    'with an event by a wrong clock': (text) => text + line('s0', 1e12, 51),
    'as it was': (text) => text,
  };

  it.each(Object.keys(changes))('of a log %s is byte for byte what computing it from scratch gives, manifest too', async (name) => {
    const original = lines.join('');
    const change = changes[name];
    await rm(path('log.jsonl.tidx'), { force: true });
    await writeFile(path('log.jsonl'), original);
    await aggregate('view.jsonl');
    const changed = change(original);
    if (changed.startsWith(original)) await appendFile(path('log.jsonl'), changed.slice(original.length));
    else await writeFile(path('log.jsonl'), changed);
    const updated = await aggregate('view.jsonl', { update: true });
    const [rows, manifest] = [await read('view.jsonl'), await read('view.manifest.json')];
    await rm(path('log.jsonl.tidx'), { force: true });
    await aggregate('scratch.jsonl');
    expect(rows).toBe(await read('scratch.jsonl'));
    expect(manifest).toBe(await read('scratch.manifest.json'));
    const all = updated.manifest.windows.count;
    if (name === 'as it was') expect([updated.isCurrent, updated.computed, updated.readBytes]).toEqual([true, 0, 0]);
    else if (name.includes('cadences')) expect([updated.whole !== undefined, updated.computed]).toEqual([true, all]);
    else expect(updated.computed).toBeLessThan(all);
  });

  it('of a log that has grown reads only what is new and what its windows touch', async () => {
    await rm(path('log.jsonl.tidx'), { force: true });
    await writeFile(path('log.jsonl'), Array.from({ length: 40_000 }, (_, i) => line('s0', i * 1000, 51)).join(''));
    await aggregate('view.jsonl');
    await appendFile(path('log.jsonl'), line('s0', 40_000_000, 50));
    const { readBytes, logBytes, computed } = await aggregate('view.jsonl', { update: true });
    expect(computed).toBeLessThan(10);
    expect(readBytes).toBeLessThan(logBytes / 3);
  });

  it('with another file behind the others computes only its windows', async () => {
    await writeFile(path('log.jsonl'), lines.join(''));
    await writeFile(path('next.jsonl'), Array.from({ length: 300 }, (_, i) => line(`s${i % 3}`, (3000 + i) * 1000, 51)).join(''));
    await aggregate('view.jsonl');
    const { computed } = await aggregate('view.jsonl', { update: true, logs: ['log.jsonl', 'next.jsonl'] });
    expect(computed).toBe(1);
    const rows = await read('view.jsonl');
    await aggregate('scratch.jsonl', { logs: ['log.jsonl', 'next.jsonl'] });
    expect(rows).toBe(await read('scratch.jsonl'));
  });

  it('whose manifest somebody edited is refused where that makes no sense any more', async () => {
    await writeFile(path('log.jsonl'), lines.join(''));
    await aggregate('view.jsonl');
    const manifest = await read('view.manifest.json');
    for (const [right, wrong] of [['"rows":3', '"row":3'], ['"windows": ', '"Windows": '], ['"sources":[', '"sources":\n['], ['"blocks"', '"block"']]) {
      await writeFile(path('view.manifest.json'), manifest.replace(right, wrong));
      await expect(aggregate('view.jsonl', { update: true }), wrong).rejects.toThrow(/is no manifest of a view/);
    }
  });

  it('that somebody edited is computed from scratch, and says so', async () => {
    await writeFile(path('log.jsonl'), lines.join(''));
    await aggregate('view.jsonl');
    const right = await read('view.jsonl');
    await writeFile(path('view.jsonl'), right.replace('"count":600', '"count":601'));
    const { whole } = await aggregate('view.jsonl', { update: true });
    expect(whole).toContain('not what its manifest says');
    expect(await read('view.jsonl')).toBe(right);
  });
});

describe('a calculation of the user', () => {
  const source = (version: string, body = 'state + event.temperature') => (
    `export default { version: '${version}', init: () => 0, step: (state, event) => ${body}, finish: (state, { random }) => ({ sum: state, draw: random() }) };`
  );

  it('gives the rows; its version and checksum are in the manifest, and the same seed gives the same numbers', async () => {
    await writeFile(path('log.jsonl'), lines.slice(0, 3000).join(''));
    await writeFile(path('worker.mjs'), source('1.0.0'));
    const { manifest } = await aggregate('results.jsonl', { calc: 'worker.mjs' });
    expect(manifest.calculation).toMatchObject({ version: '1.0.0', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    const first = await read('results.jsonl');
    expect(Object.keys(rowsOf(first)[0])).toEqual(['sensor_id', 'window_start', 'window_end', 'sum', 'draw']);
    await aggregate('results.jsonl', { calc: 'worker.mjs' });
    expect(await read('results.jsonl')).toBe(first);
    await aggregate('results.jsonl', { calc: 'worker.mjs' }, { ...options, seed: '2' });
    expect(await read('results.jsonl')).not.toBe(first);
  });

  it('another one makes an update compute every window', async () => {
    await writeFile(path('worker.mjs'), source('1.0.0'));
    await aggregate('results.jsonl', { calc: 'worker.mjs' });
    await writeFile(path('worker2.mjs'), source('2.0.0', 'state + 1'));
    const { whole } = await aggregate('results.jsonl', { calc: 'worker2.mjs', update: true });
    expect(whole).toContain('calculation');
  });

  it.each([
    ['throws', 'export default { init: () => 0, step() { throw new Error("bad gain"); }, finish: () => ({}) };', /bad gain \(series s0, window 2026-01-01T00:00:00.000Z .*event at 2026/],
    ['is asynchronous', 'export default { init: () => 0, async step() { return 1; }, finish: () => ({}) };', /asynchronous.* \(series s0, window/],
    ['is none', 'export default { init: 5 };', /exports no calculation/],
    ['does not load', 'export default {', /cannot be loaded/],
  ])('that %s writes nothing', async (name, text, message) => {
    const file = `${name.replace(/ /g, '-')}.mjs`;
    await writeFile(path(file), text);
    await expect(aggregate('none.jsonl', { calc: file })).rejects.toThrow(message);
    await expect(read('none.jsonl')).rejects.toThrow(/ENOENT/);
  });
});
