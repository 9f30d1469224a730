import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFileSystem, type FileSystem } from '../../src/io/file-system.js';
import { createSpool } from '../../src/io/spool-lines.js';
import { applyFile } from '../../src/pipeline/apply-file.js';
import { reconcileFiles } from '../../src/pipeline/reconcile-files.js';
import type { ReconcileOptions } from '../../src/pipeline/reconcile-options.js';
import { naiveCorrections, type Row } from './reconcile-naive.js';

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'reconcile-'))));
afterAll(() => rm(directory, { recursive: true }));
const path = (name: string) => join(directory, name);
const jsonl = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
/** As another program writes the same rows. */
const spelledOtherwise = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(Object.fromEntries(Object.entries(row).reverse())).replaceAll(',"', ' , "')}\n`).join('\n');
const read = (name: string) => readFile(path(name), 'utf8');

async function write(name: string, text: string): Promise<string> {
  await writeFile(path(name), text);
  return path(name);
}

/** Reconciles two texts; the corrections are written to corrections.jsonl. */
async function reconcile(recomputed: string, existing: string, options: ReconcileOptions = {}) {
  const spool = await createSpool();
  try {
    const result = await reconcileFiles(await write('right.jsonl', recomputed), await write('results.jsonl', existing), options, spool);
    let text = '';
    await spool.handOver((bytes) => Promise.resolve(void (text += bytes.toString())));
    await write('corrections.jsonl', text);
    return { ...result, corrections: text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as object) };
  } finally {
    await spool.close();
  }
}

const timestampOf = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const rows = (keys: readonly number[], value: (i: number) => number, status = true): Row[] => keys.map((k, i) => (
  { sensor_id: `s${k % 3}`, timestamp: timestampOf(Math.floor(k / 3)), temperature: value(i), ...(status && { status: 'normal' }) }
));
const byKey = (a: Row, b: Row) => (`${a.timestamp} ${a.sensor_id}` < `${b.timestamp} ${b.sensor_id}` ? -1 : 1);

/** Two sides that share much: keys with values of either, some on one side alone. */
const sides = fc.record({
  shared: fc.array(fc.record({ a: fc.integer({ min: 0, max: 2 }), b: fc.integer({ min: 0, max: 2 }), on: fc.constantFrom('both', 'both', 'both', 'right', 'old') }), { minLength: 4, maxLength: 300 }),
  isShuffled: fc.constantFrom('none', 'right', 'old', 'both'),
}).map(({ shared, isShuffled }) => {
  const keys = shared.map((_, i) => i);
  const right = rows(keys, (i) => 50 + shared[i].a).filter((_, i) => shared[i].on !== 'old');
  const old = rows(keys, (i) => (i % 4 === 0 ? 50 + shared[i].b : 50 + shared[i].a), true).filter((_, i) => shared[i].on !== 'right');
  const shuffle = (list: Row[]) => [...list].sort((x, y) => (x.temperature - y.temperature) || byKey(y, x));
  return {
    right: ['right', 'both'].includes(isShuffled) ? shuffle(right) : right,
    old: ['old', 'both'].includes(isShuffled) ? shuffle(old) : old,
  };
}).filter(({ right, old }) => {
  const names = new Set(right.map((row) => `${row.timestamp} ${row.sensor_id}`));
  return old.some((row) => names.has(`${row.timestamp} ${row.sensor_id}`));
});

describe('reconcile and apply', () => {
  it('find what a naive comparison finds, whatever the order, and make the existing rows equal', async () => {
    await fc.assert(fc.asyncProperty(sides, async ({ right, old }) => {
      const { corrections, counts } = await reconcile(jsonl(right), jsonl(old), { threads: 1 });
      expect(corrections).toEqual(naiveCorrections(right, old));
      expect(counts.equal + counts.insert + counts.update).toBe(right.length);
      expect(counts.equal + counts.delete + counts.update).toBe(old.length);
      await applyFile(path('corrections.jsonl'), path('results.jsonl'));
      const after = (await read('results.jsonl')).split('\n').filter(Boolean).map((line) => JSON.parse(line) as Row);
      expect(after.sort(byKey)).toEqual([...right].sort(byKey));
    }), { numRuns: 60 });
  });

  it('find the same where the two files are spelled otherwise in every line', async () => {
    await fc.assert(fc.asyncProperty(sides, async ({ right, old }) => {
      const { corrections } = await reconcile(jsonl(right), spelledOtherwise(old), { threads: 1 });
      expect(corrections).toEqual(naiveCorrections(right, old));
    }), { numRuns: 30 });
  });

  it('find the same where so many rows differ that their keys are read at once, blank lines between them', async () => {
    const keys = Array.from({ length: 2000 }, (_, i) => i);
    const right = rows(keys, (i) => 50 + (i % 7)).filter((_, i) => i % 97 !== 0);
    const old = rows(keys, (i) => 50 + (i % (i > 1500 ? 5 : 7))).filter((_, i) => i % 89 !== 0);
    const { corrections } = await reconcile(jsonl(right), spelledOtherwise(old), { threads: 1 });
    expect(corrections).toEqual(naiveCorrections(right, old));
    await applyFile(path('corrections.jsonl'), path('results.jsonl'));
    expect((await reconcile(jsonl(right), await read('results.jsonl'))).corrections).toEqual([]);
  });

  it('without an instant in the key, rows are found all the same', async () => {
    const right = Array.from({ length: 50 }, (_, i) => ({ id: `x${i}`, zone: i % 7, value: i }));
    const old = right.filter(({ value }) => value !== 7).map((row) => ({ ...row, value: row.value === 9 ? 90 : row.value })).reverse();
    const { corrections } = await reconcile(jsonl(right), jsonl(old), { keys: ['id', 'zone'] });
    expect(corrections).toHaveLength(2);
    expect(corrections).toContainEqual({ op: 'update', key: { id: 'x9', zone: 2 }, old: { value: 90 }, new: { value: 9 } });
    await applyFile(path('corrections.jsonl'), path('results.jsonl'));
    expect((await reconcile(jsonl(right), await read('results.jsonl'), { keys: ['id', 'zone'] })).corrections).toEqual([]);
  });

  it('leave what no correction is about byte for byte, spelling, blank lines and the missing newline too', async () => {
    const old = '{"sensor_id":"a", "timestamp":"2026-01-01T00:00:00Z","temperature":50.10}\n\n'
      + '{"sensor_id":"a","timestamp":"2026-01-01T00:01:00Z" , "temperature": 51 ,"x":1}\n'
      + '{"sensor_id":"a","timestamp":"2026-01-01T00:03:00Z","temperature":53}';
    const right = old.replace('51 ,', '52 ,').replace('\n{"sensor_id":"a","timestamp":"2026-01-01T00:03', '\n{"sensor_id":"a","timestamp":"2026-01-01T00:02:00Z","temperature":9}\n{"sensor_id":"a","timestamp":"2026-01-01T00:03').replace('50.10', '50.1');
    await reconcile(right, old);
    await applyFile(path('corrections.jsonl'), path('results.jsonl'));
    expect(await read('results.jsonl')).toBe(right.replace('50.1}', '50.10}'));
  });

  it('are done once: applying again changes nothing, not even the time of change', async () => {
    const right = rows([0, 1, 2, 3], (i) => 50 + i);
    await reconcile(jsonl(right), jsonl(rows([0, 1, 4], () => 50)));
    expect((await applyFile(path('corrections.jsonl'), path('results.jsonl'))).outcome).toBe('written');
    const { mtimeMs } = await stat(path('results.jsonl'));
    expect(await applyFile(path('corrections.jsonl'), path('results.jsonl'))).toMatchObject({ outcome: 'already', already: 4 });
    expect((await stat(path('results.jsonl'))).mtimeMs).toBe(mtimeMs);
  });

  it('refuse where somebody changed a row meanwhile: all conflicts listed, nothing written', async () => {
    const old = rows([0, 1, 2, 3], () => 50);
    await reconcile(jsonl(rows([0, 1, 2, 4], (i) => (i === 2 ? 50 : 51))), jsonl(old));
    const changed = jsonl([{ ...old[0], temperature: 49 }, ...old.slice(2, 3), { ...old[3], temperature: 52 }, ...rows([4], () => 7)]);
    await write('results.jsonl', changed);
    const { outcome, conflicts } = await applyFile(path('corrections.jsonl'), path('results.jsonl'));
    expect(outcome).toBe('conflicts');
    expect(conflicts.map(({ line, text }) => [line, text])).toEqual([
      [1, 'temperature is 49, not 50'],
      [2, 'there is no such row'],
      [3, 'temperature is 52, not 50'],
      [4, 'there is another row: temperature is 7, not 51'],
    ]);
    expect(await read('results.jsonl')).toBe(changed);
    expect((await readdir(directory)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('count numbers within their tolerance as equal', async () => {
    const right = rows([0, 1, 2], (i) => 50 + i);
    const old = rows([0, 1, 2], (i) => 50 + i + [0.004, 0.02, 0][i]);
    const { counts } = await reconcile(jsonl(right), jsonl(old), { tolerances: new Map([['temperature', { absolute: 0.01, relative: 0 }]]) });
    expect(counts).toMatchObject({ equal: 2, update: 1 });
  });

  it('count what differs outside of the windows, and leave it alone', async () => {
    const { counts } = await reconcile(jsonl(rows([0, 1, 2, 3], () => 51)), jsonl(rows([0, 1, 2, 4], () => 50)), { windows: [{ from: { timeMs: 0, timeNs: 0 }, to: { timeMs: 2e12, timeNs: 0 }, sensorId: 's0' }] });
    expect(counts).toEqual({ equal: 0, update: 1, insert: 1, delete: 0, outside: 3 });
  });

  it('a list and a text that spells it are one key, however deep', async () => {
    const list = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    const { corrections } = await reconcile(`{"k":"${list}","v":1}\n`, `{"k":${list},"v":2}\n`, { keys: ['k'] });
    expect(corrections).toMatchObject([{ op: 'update', old: { v: 2 }, new: { v: 1 } }]);
  });

  it('rows of windows count as inside where their window touches [from, to)', async () => {
    const hours = (value: number) => jsonl([0, 1, 2, 3].map((hour) => ({ sensor_id: 's', window_start: timestampOf(60 * hour), window_end: timestampOf(60 * hour + 60), mean: value })));
    const at = (minute: number) => ({ timeMs: Date.UTC(2026, 0, 1, 0, minute), timeNs: 0 });
    const { corrections, counts } = await reconcile(hours(1), hours(2), { from: at(119), to: at(180) });
    expect(corrections).toHaveLength(2);
    expect(corrections[0]).toMatchObject({ key: { window_start: timestampOf(60) } });
    expect(counts).toMatchObject({ update: 2, outside: 2 });
  });

  it('events whose instants are spelled otherwise are the same rows', async () => {
    const { corrections } = await reconcile(
      '{"timestamp":"2026-01-01T00:00:00Z","temperature":50}\n{"timestamp":"2026-01-01T00:01:00Z","temperature":50}\n',
      '{"timestamp":"2026-01-01T00:00:00.000Z","temperature":50}\n{"timestamp":"2026-01-01T01:01:00+01:00","temperature":51}\n',
    );
    expect(corrections).toEqual([{ op: 'update', key: { timestamp: '2026-01-01T01:01:00+01:00' }, old: { temperature: 51 }, new: { temperature: 50 } }]);
  });
});

describe('files that cannot be reconciled', () => {
  const line = (minute: number, rest: object = { temperature: 50 }) => jsonl([{ sensor_id: 's', timestamp: timestampOf(minute), ...rest }]);
  const many = (convert: (value: number) => number) => Array.from({ length: 12 }, (_, i) => line(i, { temperature: convert(50 + i / 10) })).join('');

  it.each<[string, string, string, RegExp]>([
    ['a key twice on the recomputed side', line(0) + line(1) + line(1), line(0), /right\.jsonl, line 3: it has the same key as line 2/],
    ['a key twice on the existing side', line(0) + line(2), line(0) + line(1) + line(1, { temperature: 3 }) + line(2), /results\.jsonl, line 3: .*same key as line 2/],
    ['a key twice far apart', line(0) + line(1) + line(2), line(1) + line(0) + line(2) + line(1), /results\.jsonl, line 4: .*same key as line 1/],
    ['a field that the existing side lacks', line(0, { temperature: 1, mean: 2 }), line(0, { temperature: 1 }), /results\.jsonl, line 1: it has no mean/],
    ['a field that the recomputed side lacks', line(0), line(0, { temperature: 1, mean: 2 }), /right\.jsonl, line 1: it has no mean/],
    ['another type', line(0) + line(1), line(0) + line(1, { temperature: '50' }), /right\.jsonl, line 2: temperature is a number here, text there \(.*results\.jsonl, line 2\)/],
    ['another unit, and some rows without a value', many((c) => c) + line(20, { temperature: null }), many((c) => c + 273.15) + line(20, { temperature: null }), /temperature looks like another unit: K/],
    ['another unit', many((c) => c), many((c) => c * 1.8 + 32), /results\.jsonl, line 1: temperature looks like another unit: °F/],
    ['timestamps of another type', line(0), jsonl([{ sensor_id: 's', timestamp: 17e11, temperature: 1 }]), /results\.jsonl, line 1: timestamp is 17/],
    ['timestamps in other units', jsonl([{ timestamp: 17e8, temperature: 1 }]), jsonl([{ timestamp: 17e11, temperature: 1 }]), /no key of .*right\.jsonl is in/],
    ['an empty side', '\n', line(0), /right\.jsonl has no rows/],
    ['no key', line(0), jsonl([{ sensor_id: 's', time: 1, temperature: 1 }]), /results\.jsonl, line 1: it has no timestamp/],
    ['no key in a later line', line(0) + line(1), line(0) + '{"temperature":1}\n', /results\.jsonl, line 2: it has no timestamp/],
    ['no JSON', line(0) + 'oops\n', line(0), /right\.jsonl, line 2: not valid JSON/],
    ['no JSON on the existing side', line(0) + line(1), line(0) + 'oops\n', /results\.jsonl, line 2: not valid JSON/],
  ])('%s', async (_, right, old, message) => {
    await expect(reconcile(right, old)).rejects.toThrow(message);
  });

  it('windows, where the key holds no instant', async () => {
    await expect(reconcile('{"id":"a","x":1}', '{"id":"a","x":2}', { keys: ['id'], from: { timeMs: 0, timeNs: 0 } })).rejects.toThrow('holds no instant');
  });

  it('a target that vanished', async () => {
    await reconcile(line(0), line(0, { temperature: 2 }));
    await rm(path('results.jsonl'));
    await expect(applyFile(path('corrections.jsonl'), path('results.jsonl'))).rejects.toMatchObject({ code: 'not-found', file: path('results.jsonl') });
    expect((await readdir(directory)).includes('results.jsonl')).toBe(false);
  });

  it('a target that vanishes while it is corrected', async () => {
    await reconcile(line(0) + line(1), line(0, { temperature: 2 }) + line(1));
    const target = path('results.jsonl');
    const fileSystem: FileSystem = {
      ...nodeFileSystem,
      open: async (name, ...rest) => {
        if (name !== target) await rm(target, { force: true });
        return nodeFileSystem.open(name, ...rest);
      },
    };
    await expect(applyFile(path('corrections.jsonl'), target, { fileSystem })).rejects.toMatchObject({ code: 'not-found' });
    expect((await readdir(directory)).filter((name) => name === 'results.jsonl' || name.startsWith('.telemend'))).toEqual([]);
  });

  it.each([
    ['{"op":"upsert","key":{"a":1}}', /corrections\.jsonl, line 1: is no correction: its op/],
    ['{"op":"update","key":{"a":1},"old":{}}', /its new is missing/],
    ['nothing', /line 1: is no correction: not an object/],
    ['{"op":"insert","key":{"a":1},"new":{"a":1}}\n{"op":"delete","key":{"a":1},"old":{"a":1}}', /line 2: is about the same row as line 1/],
  ])('corrections that are none: %s', async (text, message) => {
    await write('corrections.jsonl', text);
    await expect(applyFile(await write('corrections.jsonl', text), await write('results.jsonl', line(0)))).rejects.toThrow(message);
  });
});
