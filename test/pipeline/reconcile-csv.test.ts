import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSpool } from '../../src/io/spool-lines.js';
import { applyFile } from '../../src/pipeline/apply-file.js';
import { reconcileFiles } from '../../src/pipeline/reconcile-files.js';
import type { ReconcileOptions } from '../../src/pipeline/reconcile-options.js';

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), 'reconcile-csv-'))));
afterAll(() => rm(directory, { recursive: true }));
const path = (name: string) => join(directory, name);
const read = (name: string) => readFile(path(name), 'utf8');

/** Reconciles two texts under the names of their formats; the corrections are written to corrections.jsonl. */
async function reconcile([rightName, right]: readonly [string, string], [oldName, old]: readonly [string, string], options: ReconcileOptions = {}) {
  await writeFile(path(rightName), right);
  await writeFile(path(oldName), old);
  const spool = await createSpool();
  try {
    const result = await reconcileFiles(path(rightName), path(oldName), { threads: 1, ...options }, spool);
    let text = '';
    await spool.handOver((bytes) => Promise.resolve(void (text += bytes.toString())));
    await writeFile(path('corrections.jsonl'), text);
    return { ...result, corrections: text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as object) };
  } finally {
    await spool.close();
  }
}

interface Row { sensor_id: string; timestamp: string; temperature: number | null; note: string }
const COLUMNS = ['sensor_id', 'timestamp', 'temperature', 'note'] as const;
const jsonl = (rows: readonly Row[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const cell = (value: string | number | null) => (value === null ? '' : /[",;\s]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
const csv = (rows: readonly Row[], delimiter = ',', lineEnd = '\n') => (
  [COLUMNS.join(delimiter), ...rows.map((row) => COLUMNS.map((name) => cell(row[name])).join(delimiter))].map((line) => line + lineEnd).join('')
);
const keyOf = (row: Row) => `${row.timestamp} ${row.sensor_id}`;
const byKey = (a: Row, b: Row) => (keyOf(a) < keyOf(b) ? -1 : 1);

const value = fc.oneof(fc.constant(null), fc.integer({ min: 500, max: 503 }).map((tenths) => tenths / 10));
const note = fc.constantFrom('ok', 'a,b', 'say "hi"', 'x;y', ' spaced ', '=1+1');
const made = fc.record({
  shared: fc.array(fc.record({ a: value, b: value, n: note, on: fc.constantFrom('both', 'both', 'both', 'right', 'old') }), { minLength: 2, maxLength: 120 }),
  isShuffled: fc.boolean(),
  formats: fc.constantFrom<[string, string][]>(['csv', 'csv'], ['csv', 'jsonl'], ['jsonl', 'csv']),
  delimiter: fc.constantFrom(',', ';', '\t'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
}).filter(({ shared }) => shared.some(({ on }) => on === 'both'))
  .map(({ shared, isShuffled, ...rest }) => {
    const row = (i: number, temperature: number | null): Row => ({
      sensor_id: `s${i % 3}`, timestamp: new Date(Date.UTC(2026, 0, 1, 0, Math.floor(i / 3))).toISOString(), temperature, note: shared[i].n,
    });
    const indexes = shared.map((_, i) => i);
    const right = indexes.filter((i) => shared[i].on !== 'old').map((i) => row(i, shared[i].a));
    const old = indexes.filter((i) => shared[i].on !== 'right').map((i) => row(i, shared[i].b));
    return { right, old: isShuffled ? [...old].sort((x, y) => (x.temperature ?? 0) - (y.temperature ?? 0)) : old, ...rest };
  })
  // What differs in every row alike is refused, and tested elsewhere.
  .filter(({ right, old }) => old.some((row) => right.some((other) => keyOf(other) === keyOf(row) && other.temperature === row.temperature)));

describe('reconcile and apply of CSV', () => {
  it('make the existing rows equal, whatever the formats, delimiters and order, and leave the others byte for byte', async () => {
    await fc.assert(fc.asyncProperty(made, async ({ right, old, formats: [rightFormat, oldFormat], delimiter, lineEnd }) => {
      const [rightFile, oldFile] = [`right.${rightFormat}`, `results.${oldFormat}`];
      const oldText = oldFormat === 'csv' ? csv(old, delimiter, lineEnd) : jsonl(old);
      const rightText = rightFormat === 'csv' ? csv(right) : jsonl(right);
      const { counts } = await reconcile([rightFile, rightText], [oldFile, oldText]);
      const pairs = old.map((row) => right.find((other) => keyOf(other) === keyOf(row)));
      expect(counts.update).toBe(old.filter((row, i) => pairs[i] && pairs[i].temperature !== row.temperature).length);
      expect(counts.delete).toBe(pairs.filter((pair) => !pair).length);
      expect(counts.insert).toBe(right.length - (old.length - counts.delete));

      await applyFile(path('corrections.jsonl'), path(oldFile));
      const after = await read(oldFile);
      const kept = oldText.split('\n').filter((line) => !line.startsWith('sensor_id') && old.some((row, i) => pairs[i]?.temperature === row.temperature && line.includes(row.timestamp) && line.includes(row.sensor_id)));
      for (const line of kept) expect(after.split('\n')).toContain(line);
      const again = await reconcile([rightFile, rightText], [oldFile, after]);
      expect(again.counts).toMatchObject({ equal: right.length, insert: 0, update: 0, delete: 0 });
      await applyFile(path('corrections.jsonl'), path(oldFile));
      expect(await read(oldFile)).toBe(after);
    }), { numRuns: 40 });
  });

  it('a table becomes the other one, to the byte, where both are in order', async () => {
    const row = (minute: number, temperature: number | null, text = 'ok'): Row => ({ sensor_id: 's', timestamp: `2026-01-01T00:0${minute}:00Z`, temperature, note: text });
    const right = csv([row(0, 50.1), row(1, 51, 'a;b'), row(2, null)], ';', '\r\n');
    await reconcile(['right.csv', right], ['results.csv', csv([row(0, 50.1), row(2, 52), row(3, 53)].sort(byKey), ';', '\r\n')]);
    expect((await applyFile(path('corrections.jsonl'), path('results.csv'))).outcome).toBe('written');
    expect(await read('results.csv')).toBe(right);
    expect((await applyFile(path('corrections.jsonl'), path('results.csv'))).outcome).toBe('already');
  });

  const header = 'sensor_id,timestamp,temperature\n';
  const line = (minute: number, temperature: string | number) => `s,2026-01-01T00:0${minute}:00Z,${temperature}\n`;
  it.each<[string, string, string, RegExp]>([
    ['a key twice', header + line(0, 50), header + line(0, 50) + line(1, 51) + line(1, 52), /results\.csv, line 4: it has the same key as line 3/],
    ['a row of too few cells', header + line(0, 50), `${header}${line(1, 50)}s,2026-01-01T00:02:00Z\n`, /results\.csv, line 3: .*cells/],
    ['quotes that do not pair', header + line(0, 50), `${header}${line(1, 50)}"s,2026-01-01T00:02:00Z,5\n`, /results\.csv, line 3: its quotes do not pair/],
    ['a column that one side lacks', `sensor_id,timestamp,temperature,sd\n${line(0, '50,1')}`, header + line(0, 50), /results\.csv, line 2: it has no sd/],
    ['text against numbers', header + line(0, 50) + line(1, 50), header + line(0, 50) + line(1, 'broken'), /temperature is a number here, text there \(.*results\.csv, line 3\)/],
    ['a header alone', header + line(0, 50), header, /results\.csv has no rows/],
    ['no key in the header', header + line(0, 50), `sensor_id,when,temperature\n${line(0, 50)}`, /results\.csv, line \d: it has no timestamp/],
    ['two columns of one name', header + line(0, 50), `sensor_id,timestamp,timestamp\n${line(0, 50)}`, /two columns named "timestamp"/],
  ])('%s is refused with file and line', async (_, right, old, message) => {
    await expect(reconcile(['right.csv', right], ['results.csv', old])).rejects.toThrow(message);
  });

  it('a value that the table has no column for is refused before anything is written', async () => {
    await reconcile(['right.jsonl', '{"sensor_id":"s","timestamp":"2026-01-01T00:00:00Z","temperature":50,"sd":1}\n{"sensor_id":"s","timestamp":"2026-01-01T00:01:00Z","temperature":51}\n'],
      ['results.csv', header + line(0, 50) + line(1, 51)]);
    const before = await read('results.csv');
    await expect(applyFile(path('corrections.jsonl'), path('results.csv'))).rejects.toThrow(/corrections\.jsonl, line 1: .*results\.csv has no column sd/);
    expect(await read('results.csv')).toBe(before);
  });
});
