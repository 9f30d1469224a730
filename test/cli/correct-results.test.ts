// The whole story on a real log: a worker that dropped and misread the events of one window, and its results put right.
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../src/stats/rng.js';
import { telemend, type Run } from './binary.js';

const shared = (name: string) => fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url));

/** A log in order of its times, how it is read, and the lines that the worker lost or misread: of [from, to). */
interface Story {
  readonly name: string;
  readonly log: () => string;
  readonly read: readonly string[];
  readonly range: string;
  readonly window: string;
  readonly from: number;
  readonly to: number;
  /** How much nearer to the truth the results must come at least. */
  readonly nearer: number;
}

const OFFICE: Story = {
  name: 'an office, by the hour', log: () => readFileSync(shared('office-hourly.jsonl'), 'utf8'),
  read: ['--field', 'temperature=value'], range: '55:88', window: '1d', from: 3000, to: 3120, nearer: 3,
};
const HEATING: Story = {
  name: 'a heating, by the minute', log: () => readFileSync(shared('heating-1min-truth.jsonl'), 'utf8'),
  read: ['--field', 'timestamp=ts,temperature=degC', '--time-unit', 's'], range: '0:110', window: '1h', from: 9000, to: 9240, nearer: 3,
};
const SIMULATED: Story = {
  name: 'a simulated sensor', log: () => simulate(['--interval', '1m', '--duration', '10d', '--season', '1d:0.8', '--seed', 'story']),
  read: [], range: '50:55', window: '1h', from: 6000, to: 6240, nearer: 3,
};
const STORIES = existsSync(shared('office-hourly.jsonl')) ? [OFFICE, HEATING, SIMULATED] : [SIMULATED];

const WORKER = `export default {
  version: '3.1.4',
  init: () => ({ sum: 0, squares: 0, count: 0, most: -Infinity }),
  step(state, event) {
    const value = event.temperature ?? event.value ?? event.degC;
    return { sum: state.sum + value, squares: state.squares + value * value, count: state.count + 1, most: Math.max(state.most, value) };
  },
  finish: ({ sum, squares, count, most }) => ({ mean: sum / count, rms: Math.sqrt(squares / count), count, most }),
};
`;

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'telemend-story-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function simulate(options: readonly string[]): string {
  const path = join(folder, 'simulated.jsonl');
  telemend(['generate', ...options, '-o', path]);
  return readFileSync(path, 'utf8');
}

describe.each(STORIES)('results of a faulty worker over $name', ({ name, log, read, range, window, from, to, nearer }) => {
  const path = (file: string) => join(folder, `${name.replaceAll(/\W+/g, '-')}-${file}`);
  const lines = (file: string) => readFileSync(path(file), 'utf8').split('\n').filter(Boolean);
  const runs: Record<string, Run> = {};
  const means = (file: string) => new Map(lines(file).map((line) => {
    const { window_start: start, mean } = JSON.parse(line) as { window_start: string; mean: number };
    return [start, mean];
  }));
  /** How far the means of a file of results are from the true ones, summed. */
  const distance = (file: string) => {
    const found = means(file);
    return [...means('truth-results.jsonl')].reduce((sum, [start, mean]) => sum + Math.abs((found.get(start) ?? Infinity) - mean), 0);
  };

  beforeAll(() => {
    writeFileSync(path('worker.mjs'), WORKER);
    const calculate = (...files: [string, string]) => telemend(['aggregate', '--calc', path('worker.mjs'), '--window', window, ...read, path(files[0]), '-o', path(files[1])]);
    writeFileSync(path('truth.jsonl'), log());
    const rng = createRng('faulty worker', name);
    const seen = lines('truth.jsonl').flatMap((line, i) => {
      const draw = i >= from && i < to ? rng.uniform() : 1;
      if (draw < 0.3) return [];
      // The decimal point was lost.
      return draw < 0.5 ? line.replace(/("(?:temperature|value|degC)":)([\d.]+)/, (_, key: string, value: string) => `${key}${Number(value) * 10}`) : line;
    });
    writeFileSync(path('log.jsonl'), seen.map((line) => `${line}\n`).join(''));
    calculate('log.jsonl', 'results.jsonl');
    copyFileSync(path('results.jsonl'), path('before.jsonl'));

    runs.window = telemend(['window', '--range', range, ...read, path('log.jsonl'), '-o', path('windows.jsonl')]);
    runs.recover = telemend(['recover', '--range', range, ...read, path('log.jsonl'), '-o', path('clean.jsonl')]);
    runs.aggregate = calculate('clean.jsonl', 'right.jsonl');
    runs.reconcile = telemend(['reconcile', '--windows', path('windows.jsonl'), path('right.jsonl'), path('results.jsonl'), '-o', path('corrections.jsonl')]);
    runs.apply = telemend(['apply', path('corrections.jsonl'), path('results.jsonl')]);
    calculate('truth.jsonl', 'truth-results.jsonl');
  }, 60_000);

  it('the window is found, to the bucket, for both reasons', () => {
    const instantOf = (line: string) => {
      const { timestamp, ts } = JSON.parse(line) as { timestamp?: string; ts?: number };
      return ts === undefined ? Date.parse(timestamp!) : ts * 1000;
    };
    const truth = lines('truth.jsonl');
    const [start, end, cadence] = [instantOf(truth[from]), instantOf(truth[to]), instantOf(truth[1]) - instantOf(truth[0])];
    const found = lines('windows.jsonl').map((line) => JSON.parse(line) as { from: string; to: string; reasons: { reason: string }[] })
      .filter((one) => Date.parse(one.to) > start && Date.parse(one.from) < end);
    expect(found).toHaveLength(1);
    expect(found[0].reasons.map(({ reason }) => reason)).toEqual(['error-rate', 'gap-rate']);
    expect(Math.abs(Date.parse(found[0].from) - start)).toBeLessThanOrEqual(60 * cadence);
    expect(Math.abs(Date.parse(found[0].to) - end)).toBeLessThanOrEqual(60 * cadence);
  });

  it('every step says that it is done, and that the two files differed', () => {
    expect(Object.fromEntries(Object.entries(runs).map(([step, { exitCode }]) => [step, exitCode])))
      .toEqual({ window: 0, recover: 0, aggregate: 0, reconcile: 3, apply: 0 });
  });

  it('afterwards the rows of the window equal those from the recovered log, and all others are byte for byte as before', () => {
    const windows = lines('windows.jsonl').map((line) => JSON.parse(line) as { from: string; to: string });
    const isIn = (line: string) => {
      const row = JSON.parse(line) as { window_start: string; window_end: string };
      return windows.some((one) => row.window_start < one.to && row.window_end > one.from);
    };
    const [before, after, right] = ['before.jsonl', 'results.jsonl', 'right.jsonl'].map(lines);
    expect(after.filter(isIn)).toEqual(right.filter(isIn));
    expect(after.filter((line) => !isIn(line))).toEqual(before.filter((line) => !isIn(line)));
    expect(after.filter((line, i) => line !== before[i]).length).toBeGreaterThan(1);
  });

  it('they are nearer to the truth, and reconcile says by how much', () => {
    expect(distance('results.jsonl')).toBeLessThan(distance('before.jsonl') / nearer);
    const meanRow = (file: string) => /^ {2}mean +.*$/m.exec(telemend(['reconcile', path('truth-results.jsonl'), path(file)]).stderr)?.[0] ?? '  mean  0  0';
    const largest = (row: string) => Number(row.trim().split(/ +/).at(-1));
    expect(largest(meanRow('results.jsonl'))).toBeLessThan(largest(meanRow('before.jsonl')));
  });

  it('applying again changes nothing, and comparing again finds nothing', () => {
    const { exitCode, stderr } = telemend(['apply', path('corrections.jsonl'), path('results.jsonl')]);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('already applied')]);
    expect(telemend(['reconcile', '--windows', path('windows.jsonl'), path('right.jsonl'), path('results.jsonl')]).exitCode).toBe(0);
  });
});
