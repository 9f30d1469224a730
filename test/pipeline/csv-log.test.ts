// A log as CSV: recovered to the same series as its JSONL twin, observed rows byte for byte, and a second recovery changes nothing.
import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEventLog, type FileReading } from '../../src/io/open-event-log.js';
import { recoverLog, sideFileNames } from '../../src/pipeline/recover-log.js';
import type { RecoverOptions } from '../../src/pipeline/options.js';
import { recover } from '../../src/pipeline/recover-events.js';
import { readManifest } from '../../src/pipeline/saved-manifest.js';
import { verifyRecovery } from '../../src/pipeline/verify-recovery.js';
import { createRng } from '../../src/stats/rng.js';

let directory = '';
const path = (name: string) => join(directory, name);
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telemend-csv-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** Rows of two sensors with gaps, failures, nulls and disorder; the values as text. */
function rows(count: number): { sensor: string; timestamp: string; value: string; status: string }[] {
  const rng = createRng('csv');
  const all = Array.from({ length: count }, (_, i) => ({
    sensor: i % 2 === 0 ? 's1' : 'é "2"',
    timestamp: new Date(1767225600000 + Math.floor(i / 2) * 60_000).toISOString(),
    value: rng.uniform() < 0.03 ? '' : (rng.uniform() < 0.05 ? 99 : 52 + Math.sin(i / 40) + rng.uniform() / 5).toFixed(2),
    status: rng.uniform() < 0.05 ? 'deviated' : 'normal',
  })).filter(() => rng.uniform() > 0.1);
  for (let i = 3; i < all.length; i += 7) [all[i - 3], all[i]] = [all[i], all[i - 3]];
  return all;
}

async function run(inputs: string[], output: string, options: RecoverOptions = {}) {
  const { log, options: opened } = await openEventLog(inputs.map(path), options);
  try {
    const { accounting } = await recoverLog(log, { output: path(output), ...sideFileNames(path(output)) }, opened);
    return { accounting, text: await readFile(path(output), 'utf8') };
  } finally {
    await log.close();
  }
}

const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe('a log as CSV', () => {
  it('is recovered to the series of its JSONL twin, and again to the same bytes', async () => {
    const data = rows(600);
    await writeFile(path('twin.jsonl'), data.map(({ sensor, timestamp, value, status }) => (
      `${JSON.stringify({ sensor_id: sensor, timestamp, temperature: value === '' ? null : Number(value), status, note: 'a, b' })}\n`
    )).join(''));
    await writeFile(path('log.csv'), `sensor_id,note,timestamp,temperature,status\r\n${data.map(({ sensor, timestamp, value, status }) => (
      `${quote(sensor)},"a, b",${timestamp},${value},${status}\r\n`)).join('')}`);

    const expected = [];
    for await (const { note: _note, ...event } of recover(path('twin.jsonl'))) expected.push(event);
    const found = [];
    for await (const { note: _note, ...event } of recover(path('log.csv'))) found.push(event);
    expect(found).toEqual(expected);
    expect(found.some(({ origin }) => origin === 'filled') && found.some(({ origin }) => origin === 'repaired')).toBe(true);

    const { text, accounting } = await run(['log.csv'], 'clean.csv');
    const [head, ...lines] = text.split('\r\n');
    expect(head).toBe('sensor_id,note,timestamp,temperature,status,origin,flag,mean,sd,lo,hi,method,observed,reason');
    const original = new Set((await readFile(path('log.csv'), 'utf8')).split('\r\n'));
    const observed = lines.filter((line) => line.endsWith(',,,,,,,,,'));
    expect(observed).toHaveLength(accounting.observed);
    for (const line of observed) expect(original).toContain(line.slice(0, -9));

    expect((await run(['clean.csv'], 'again.csv')).text).toBe(text);
    const verdicts = await verifyRecovery(await readManifest(path('clean.csv')));
    expect(verdicts.filter(({ outcome }) => outcome !== 'same')).toEqual([]);
  });

  it('speaks the language of its table: delimiter, decimal comma, quotes, units of time', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => (i === 20 ? [] : [`"${1767225600 + i * 60}";52,${i % 10}0;x\n`])).flat();
    await writeFile(path('odd.csv'), `Logger 3\nZeit;Wert;Ort\n${lines.join('')}`);
    const options = {
      fields: { event_id: 'event_id', sensor_id: 'sensor_id', timestamp: 'Zeit', temperature: 'Wert', status: 'status' },
      timeUnit: 's', reading: { decimalComma: true },
    } as const;
    const { text } = await run(['odd.csv'], 'odd.clean.csv', options);
    const filled = text.split('\n').find((line) => line.includes('filled'))!;
    expect(filled).toMatch(/^"1767226800";5\d,\d0;;filled;1;5\d,\d+;\d,\d+;5\d,\d+;5\d,\d+;\w+;;$/);
    expect((await run(['odd.clean.csv'], 'odd.again.csv', { ...options, reading: { decimalComma: true, skipLines: 1 } })).text).toBe(text);
  });

  it('is described as it lies on the disk where it is compressed', async () => {
    await writeFile(path('plain.csv'), `timestamp,temperature\n${Array.from({ length: 500 }, (_, i) => `${i},52.${i % 10}\n`).join('')}`);
    const { text } = await run(['plain.csv'], 'packed.csv.gz');
    expect(text).not.toContain('timestamp');
    const verdicts = await verifyRecovery(await readManifest(path('packed.csv.gz')));
    expect(verdicts.filter(({ outcome }) => outcome !== 'same')).toEqual([]);
  });

  it('annotates every row where asked to', async () => {
    await writeFile(path('short.csv'), 'timestamp,temperature\n0,52\n1000,52.5\n2000,60\n3000,53\n');
    const { text } = await run(['short.csv'], 'short.clean.csv', { annotate: true });
    expect(text.split('\n')[1]).toBe('0,52,observed,1,,,,,,,');
    expect((await run(['short.clean.csv'], 'short.again.csv', { annotate: true })).text).toBe(text);
  });

  it('takes files with the same columns in any order for one log, and refuses others', async () => {
    await writeFile(path('a.csv'), 'timestamp,temperature,note\n0,52,a\n1000,52.50,"b,b"\n');
    await writeFile(path('b.csv'), 'note;temperature;timestamp\nc;52,5;3000\ntorn;\n"d;d";53.0;2000');
    const { text, accounting } = await run(['a.csv', 'b.csv'], 'both.csv', { fill: 'none' });
    expect(text.split('\n').map((line) => line.split(',,,')[0]).slice(1)).toEqual(['0,52,a', '1000,52.50,"b,b"', '2000,53.0,"d;d"', '']);
    expect(accounting).toMatchObject({ lines: 5, deadLetters: 2, observed: 3 });
    const dead = await readFile(path('both.dead.jsonl'), 'utf8');
    expect(dead).toContain('"raw":"torn;"');
    expect(dead).toContain('"line":3');
    const verdicts = await verifyRecovery(await readManifest(path('both.csv')));
    expect(verdicts.filter(({ outcome }) => outcome !== 'same')).toEqual([]);
    await writeFile(path('c.csv'), 'timestamp,value\n0,52\n');
    await expect(run(['a.csv', 'c.csv'], 'x.csv')).rejects.toThrow(/lacks temperature, note and has value/);
  });

  it('leaves in the format of its name: JSONL as CSV, which DuckDB reads back, and CSV as JSONL', async () => {
    const data = rows(300).map(({ sensor, timestamp, value, status }, i) => (
      { ...(i % 3 === 0 && { note: '=1+1, "x"\ny' }), sensor_id: sensor, timestamp, temperature: value === '' ? null : Number(value), status }
    ));
    await writeFile(path('json.jsonl'), data.map((event) => `${JSON.stringify(event)}\n`).join(''));
    await run(['json.jsonl'], 'json.clean.jsonl', { annotate: true });
    await run(['json.jsonl'], 'json.clean.csv', { annotate: true });
    const events = (await readFile(path('json.clean.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const result = await connection.runAndReadAll(`SELECT * FROM read_csv('${path('json.clean.csv')}', header = true, all_varchar = true)`);
    const found = result.getRowObjects().map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
    expect(found).toEqual(events.map((event) => Object.fromEntries(
      Object.entries(event).map(([name, value]) => [name, name === 'note' ? `'${String(value).replace('\n', ' ')}` : String(value)]),
    )));

    await run(['json.jsonl'], 'json.clean.tsv', { annotate: true });
    const tabs = await connection.runAndReadAll(`SELECT * FROM read_csv('${path('json.clean.tsv')}', header = true, all_varchar = true, delim = '\t')`);
    expect(tabs.getRowObjects()).toEqual(result.getRowObjects());
    const { text } = await run(['json.clean.csv'], 'back.jsonl', { annotate: true });
    const back = text.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(back.map(({ note: _note, ...event }) => event)).toEqual(events.map(({ note: _note, ...event }) => event));
    const verdicts = await verifyRecovery(await readManifest(path('back.jsonl')));
    expect(verdicts.filter(({ outcome }) => outcome !== 'same')).toEqual([]);
  });

  it('gives a wide table back in its shape: observed rows byte for byte, made cells told, a second recovery without change', async () => {
    const row = (i: number, cells: string) => `${i * 1000};${cells};note ${i}\r\n`;
    const lines = Array.from({ length: 30 }, (_, i) => row(i, [1, 2, 3].map((k) => (i === 10 && k === 2 ? '' : `52,${(i * k) % 10}`)).join(';')));
    lines.splice(20, 2);
    await writeFile(path('wide.csv'), `ts;a 1;b=2;c;note\r\n${lines.join('')}31000;52,1;torn\r\n`);
    const options: RecoverOptions = { reading: { decimalComma: true, wide: { time: 'ts' } } };
    const { text, accounting } = await run(['wide.csv'], 'wide.clean.csv', options);
    expect(accounting).toMatchObject({ observed: 83, missing: 1, filled: 7, deadLetters: 1, blank: 2 });
    const [head, ...clean] = text.split('\r\n');
    expect(head).toBe('ts;a 1;b=2;c;note;made');
    expect(clean.filter((line) => line.endsWith(';'))).toEqual(lines.filter((_line, i) => i !== 10).map((line) => line.replace('\r\n', ';')));
    expect(clean[10]).toMatch(/^10000;52,0;5\d,\d;52,0;note 10;b%3D2=filled$/);
    expect(clean[20]).toMatch(/^20000;5\d,\d;5\d,\d;5\d,\d;;a%201=filled b%3D2=filled c=filled$/);
    const cells = (await readFile(path('wide.clean.cells.tsv'), 'utf8')).trim().split('\n');
    expect(cells[0]).toBe('ts\tchannel\tvalue\torigin\tnote\tflag\tmean\tsd\tlo\thi\tmethod\tobserved\treason');
    expect(cells).toHaveLength(8);
    expect(await readFile(path('wide.clean.dead.jsonl'), 'utf8')).toContain('"line":30');
    expect((await run(['wide.clean.csv'], 'wide.again.csv', { reading: { decimalComma: true, skipLines: 3, wide: { time: 'ts' } } })).text).toBe(text);
    const verdicts = await verifyRecovery(await readManifest(path('wide.clean.csv')));
    expect(verdicts.filter(({ outcome }) => outcome !== 'same')).toEqual([]);
    await expect(run(['wide.csv'], 'x.csv', { reading: { wide: { time: 'zeit' } } })).rejects.toThrow(/no column "zeit"/);
    await expect(run(['wide.csv'], 'x.csv', { reading: { wide: { time: 'ts', channels: ['x*'] } } })).rejects.toThrow(/no column that is a channel/);
  });

  it.each([
    ['latin1', Buffer.from('sensor_id,timestamp,temperature\nB\u00fcro,0,52\nB\u00fcro,1000,53\n', 'latin1'), { encoding: 'latin1' }],
    ['a byte order mark', Buffer.from('\ufeffsensor_id,timestamp,temperature\nB\u00fcro,0,52\nB\u00fcro,1000,53\n'), {}],
    ['utf-16le', Buffer.from('\ufeffsensor_id,timestamp,temperature\nB\u00fcro,0,52\nB\u00fcro,1000,53\n', 'utf16le'), { encoding: 'utf-16le' }],
  ] as const)('reads %s', async (_what, bytes, reading: FileReading) => {
    await writeFile(path('encoded.csv'), bytes);
    const { text } = await run(['encoded.csv'], 'encoded.clean.csv', { reading });
    expect(text.split('\n')[1]).toBe('B\u00fcro,0,52,,,,,,,,,');
  });
});
