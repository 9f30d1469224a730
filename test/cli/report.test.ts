// The command `report`, by the page it writes: what it holds, what it says where files are missing, and that it is the same each time.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackedSeries } from '../../src/report/chart-data.js';
import { telemend } from './binary.js';

const folder = mkdtempSync(join(tmpdir(), 'telemend-report-'));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a page and reads it back, with the data in it. */
function report(...args: string[]) {
  const run = telemend(['report', ...args, '-o', path('report.html')]);
  const page = run.exitCode === 2 || run.exitCode === 1 ? '' : readFileSync(path('report.html'), 'utf8');
  const json = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(page)?.[1] ?? '[]';
  return { ...run, page, series: JSON.parse(json) as PackedSeries[] };
}

describe('report', () => {
  beforeAll(() => {
    const readings = Array.from({ length: 60 }, (_, minute) => ({
      sensor_id: 's1', timestamp: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(), temperature: minute === 9 ? 80 : 52 + (minute % 5) / 10,
    }));
    // One missing, a void of twelve that is left, a contradiction, and a line that is no event.
    const kept = readings.filter((_, minute) => minute !== 5 && !(minute >= 30 && minute < 42));
    const lines = [...kept, { ...kept[20], temperature: 54 }].map((reading) => JSON.stringify(reading));
    writeFileSync(path('log.jsonl'), `${lines.join('\n')}\n<b>no event</b>\n`);
    telemend(['recover', '--max-gap', '10m', '--exit-zero', path('log.jsonl'), '-o', path('clean.jsonl')]);
  });

  it('has what was observed, made, set aside and left of each series', () => {
    const { page, series: [one], stderr, exitCode } = report(path('clean.jsonl'));
    expect(exitCode).toBe(0);
    expect(stderr).toContain('shows 48 events of 1 series');
    expect(one).toMatchObject({ id: 's1', cadence: 60_000, thinned: [1, 1, 1] });
    expect(one.observed.t.length).toBe(46);
    expect(one.made.origin).toEqual({ words: ['filled', 'repaired'], runs: [0, 1, 1, 1] });
    expect(one.aside.v).toEqual([80, 54]);
    expect(one.aside.outcome.words).toEqual(['replaced', 'contradicted']);
    expect(one.voids).toEqual([[Date.UTC(2026, 0, 1, 0, 29), Date.UTC(2026, 0, 1, 0, 42), 12]]);
    expect(page).toContain('&lt;b&gt;no event&lt;/b&gt;');
    expect(page).toMatch(/<th scope="row">range<\/th><td class="number">1<\/td>/);
    expect(page).toContain('<th scope="row">observed</th><td class="number">46</td>');
    expect(page).not.toContain('is not there:');
  });

  it('gives the same bytes each time, by the name of the manifest too', () => {
    const { page } = report(path('clean.jsonl'));
    expect(report(path('clean.manifest.json')).page).toBe(page);
  });

  it('draws the part that is asked for', () => {
    const { series: [one] } = report(path('clean.jsonl'), '--from', '2026-01-01T00:10:00Z', '--to', '2026-01-01T00:20:00Z');
    expect([one.observed.t.length, one.made.t.length, one.aside.t.length]).toEqual([10, 0, 0]);
    const none = report(path('clean.jsonl'), '--sensor', 's2');
    expect(none).toMatchObject({ exitCode: 3, series: [] });
    expect(none.stderr).toContain('without --sensor, --from and --to all of it is shown');
  });

  it('says what is not shown where manifest, audit or dead letters are not there, and draws the rest', () => {
    writeFileSync(path('alone.jsonl'), readFileSync(path('clean.jsonl')));
    const { page, series: [one], exitCode } = report(path('alone.jsonl'));
    expect(exitCode).toBe(0);
    for (const what of ['The manifest', 'The audit', 'The file of dead letters']) expect(page).toContain(`${what} is not there:`);
    expect([one.observed.t.length, one.made.t.length, one.aside.v]).toEqual([46, 2, [80]]);
  });

  it('takes a log of other fields where it is told their names, and else says what to run', () => {
    writeFileSync(path('foreign.jsonl'), '{"ts":1767225600,"degC":51}\n{"ts":1767225660,"degC":52}\n');
    expect(report(path('foreign.jsonl'))).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('telemend inspect') as string });
    expect(report('--field', 'timestamp=ts,temperature=degC', '--time-unit', 's', path('foreign.jsonl')).series[0].observed.v).toEqual([51, 52]);
  });

  it('will not write over what it reads', () => {
    expect(telemend(['report', path('clean.jsonl'), '-o', path('clean.audit.jsonl')])).toMatchObject({ exitCode: 1 });
  });
});
