// explain, on clean series of every kind.
import { gzipSync } from 'node:zlib';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { telemendInProcess } from '../in-process.js';

let directory: string;
const path = (name: string) => join(directory, name);
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'telemend-explain-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const instant = (minute: number) => `2026-01-01T00:0${minute}:00Z`;
const line = (minute: number, temperature: number | null) => `{"timestamp":"${instant(minute)}","temperature":${temperature}}\n`;
/** 2 fails, 4 is missing, 6 is null. */
const LINES = [line(0, 52), line(1, 52.1), line(2, 99), line(3, 52.2), line(5, 52.1), line(6, null), line(7, 52)];

/** What is said of an instant after a recovery of these files with these options. */
async function explained(minute: number, inputs: readonly string[], options: readonly string[], clean = 'clean.jsonl', before = () => {}): Promise<string> {
  const { exitCode, stderr } = await telemendInProcess(['recover', ...inputs.map(path), ...options, '-o', path(clean)]);
  expect(exitCode, stderr).toBe(0);
  before();
  return (await telemendInProcess(['explain', path(clean), '--at', instant(minute)])).stdout;
}

describe('explain', () => {
  beforeAll(() => writeFileSync(path('log.jsonl'), LINES.join('')));

  test('after --annotate', async () => {
    const text = await explained(2, ['log.jsonl'], ['--annotate']);
    expect(text).toContain(': repaired\n');
    expect(text).toContain('failed    range: the reading was 99\n');
    expect(await explained(1, ['log.jsonl'], ['--annotate'])).toContain('"temperature":52.1,"origin":"observed","flag":1}\n');
  });

  test('after --fill none, whatever becomes of failed readings', async () => {
    expect(await explained(4, ['log.jsonl'], ['--fill', 'none'])).toContain('1 instant, 1 without a line, cadence 1m; left: fill-none\n');
    const dropped = await explained(2, ['log.jsonl'], ['--fill', 'none', '--repair', 'drop']);
    expect(dropped).toContain('drop      failed range: 99 was left out (--repair drop)');
    expect(dropped).toContain('left: fill-none\n');
  });

  test('of a failed reading that was kept', async () => {
    const text = await explained(2, ['log.jsonl'], ['--repair', 'keep']);
    expect(text).toContain(': observed\n');
    expect(text).toContain('failed    range: kept\n');
    expect(text).toContain('left: repair-keep\n');
  });

  test('of compressed files, in and out', async () => {
    writeFileSync(path('log.jsonl.gz'), gzipSync(LINES.join('')));
    const text = await explained(6, ['log.jsonl.gz'], [], 'clean.jsonl.gz');
    expect(text).toContain(`now       ${path('clean.jsonl.gz')} line 7, byte `);
    expect(text).toContain(`original  ${path('log.jsonl.gz')} line 6, byte ${LINES.slice(0, 5).join('').length}: ${LINES[5]}`);
    expect(text).toContain('missing   a reading of null, filled; ');
  });

  test('of a table: how a row was made too', async () => {
    writeFileSync(path('log.csv'), `Zeit;Wert\r\n${LINES.map((one) => one.replace(/.*p":"(.*)","t.*:(.*)\}\n/, '$1;$2').replace('.', ',').replace('null', '')).join('\r\n')}\r\n`);
    const text = await explained(2, ['log.csv'], ['--field', 'timestamp=Zeit,temperature=Wert', '--decimal-comma'], 'clean.csv');
    expect(text).toContain('failed    range: the reading was 99\n');
    expect(text).toMatch(/^ {2}model {5}\S+: mean [\d.]+, sd [\d.]+, 90 % between [\d.]+ and [\d.]+$/m);
    expect(text).toContain(`original  ${path('log.csv')} line 4, byte `);
  });

  test('of several files, also of one name, and where some of them are gone', async () => {
    for (const [i, folder] of ['a', 'b'].entries()) {
      mkdirSync(path(folder));
      writeFileSync(path(`${folder}/log.jsonl`), LINES.slice(4 * i, 4 * i + 4).join(''));
    }
    const inputs = ['a/log.jsonl', 'b/log.jsonl'];
    expect(await explained(2, inputs, [], 'a/clean.jsonl')).toContain(`original  ${path('a/log.jsonl')} line 3, byte `);
    expect(await explained(5, inputs, [], 'a/clean.jsonl')).toContain(`original  ${path('b/log.jsonl')} line 1, byte 0: ${LINES[4]}`);
    const rest = await explained(5, inputs, [], 'clean.jsonl', () => rmSync(path('b'), { recursive: true }));
    expect(rest).toContain(`original  perhaps more: ${path('b/log.jsonl')} is not there any more\n`);
    expect(rest).not.toContain('no line of the log');
  });
});
