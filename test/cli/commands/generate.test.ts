import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { generateCommand } from '../../../src/cli/commands/generate.js';
import { CATALOGUE } from '../../../src/simulate/faults/catalogue.js';
import { simulate } from '../../simulate/simulated.js';

let directory: string;
let printed: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'telemend-generate-'));
  printed = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

async function run(commandLine: string): Promise<void> {
  await generateCommand().parseAsync(commandLine.replaceAll('DIR', directory).split(' '), { from: 'user' });
}

test('every option reaches the simulator, the log and the answer sheet their files, the counts stderr', async () => {
  await run(
    '--sensors 3 --interval 2s --start 2026-03-01T12:00:00+01:00 --count 500 --seed x --range 0:10 --mean 4 --spread 1.5 --memory 0.8' +
      ' --decimals 1 --error-rate 0.1 --skip-rate 0.2 --disorder 0.3:1m --duplicate-rate 0.05 --corrupt-rate 0.04' +
      ' -o DIR/log.jsonl --truth DIR/truth.jsonl',
  );
  const { log, truth, counts } = simulate({
    sensors: 3,
    intervalMs: 2000,
    startMs: Date.parse('2026-03-01T11:00:00Z'),
    count: 500,
    seed: 'x',
    range: { low: 0, high: 10 },
    mean: 4,
    spread: 1.5,
    memory: 0.8,
    decimals: 1,
    errorRate: 0.1,
    skipRate: 0.2,
    disorder: { share: 0.3, maxDelayMs: 60_000 },
    duplicateRate: 0.05,
    corruptRate: 0.04,
  });
  expect(readFileSync(join(directory, 'log.jsonl')).equals(log)).toBe(true);
  expect(readFileSync(join(directory, 'truth.jsonl')).equals(truth)).toBe(true);
  const { skipped, deviated, late, duplicated, corrupted } = counts;
  expect(printed).toBe(
    `telemend: ${counts.lines} lines of 500 readings: ${skipped} skipped, ${deviated} deviated, ${late} late, ` +
      `${duplicated} duplicated, ${corrupted} corrupted\n`,
  );
});

test('faults of a scenario file and of the command line, seasons and trend reach the simulator too', async () => {
  writeFileSync(join(directory, 'scenario.json'), '{"faults":[{"fault":"drift","rate":0.1,"duration":"10s"}]}');
  await run(
    '--count 500 --seed x --season 1m:0.5 --season 5m:0.25 --trend 2 --fault spike:rate=0.02,magnitude=2:3 --fault outage:from=1m,to=2m' +
      ' --scenario DIR/scenario.json -o DIR/log.jsonl --truth DIR/truth.jsonl',
  );
  const { log, truth } = simulate({
    count: 500,
    seed: 'x',
    seasons: [{ periodMs: 60_000, amplitude: 0.5 }, { periodMs: 300_000, amplitude: 0.25 }],
    trendPerDay: 2,
    faults: [{ fault: 'drift', rate: 0.1, duration: '10s' }, { fault: 'spike', rate: 0.02, magnitude: '2:3' }, { fault: 'outage', from: '1m', to: '2m' }],
  });
  expect(readFileSync(join(directory, 'log.jsonl')).equals(log)).toBe(true);
  expect(readFileSync(join(directory, 'truth.jsonl')).equals(truth)).toBe(true);
});

test('the help names every fault of the catalogue with its aliases', () => {
  let help = '';
  generateCommand().configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 }).outputHelp();
  const words = new Set(help.split(/[\s,()]+/));
  expect(CATALOGUE.flatMap(({ name, aliases }) => [name, ...aliases]).filter((name) => !words.has(name))).toEqual([]);
  expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a duration makes a log without faults, and says so', async () => {
  await run('--duration 1m -o DIR/log.jsonl');
  expect(readFileSync(join(directory, 'log.jsonl')).equals(simulate({ durationMs: 60_000 }).log)).toBe(true);
  expect(printed).toBe('telemend: 60 lines of 60 readings: no faults\n');
});

test.each([['log.csv', '', 'csv'], ['log.tsv', '', 'tsv'], ['log', '--format csv ', 'csv'], ['log.csv', '--format jsonl ', 'jsonl']] as const)(
  'a log called %s with "%s" is %s',
  async (name, flags, format) => {
    await run(`--duration 1m --corrupt-rate 0.1 ${flags}-o DIR/${name}`);
    expect(readFileSync(join(directory, name)).equals(simulate({ durationMs: 60_000, corruptRate: 0.1, format }).log)).toBe(true);
  },
);

test.each([
  ['-o DIR/log.csv --truth DIR/truth.csv', 'the answer sheet is JSON lines'],
  ['--mean 70 -o DIR/log.jsonl --truth DIR/truth.jsonl', 'mean cannot be 70'],
  ['--count 5 --duration 1m -o DIR/log.jsonl', 'count and duration are both given'],
  ['--disorder 0.05 -o DIR/log.jsonl', '--disorder: "0.05" is not a share and a delay'],
  ['--fault spike:rate=2 -o DIR/log.jsonl', 'faults[0].rate cannot be 2'],
  ['--fault spike -o DIR/log.jsonl', '--fault: "spike" is not a fault'],
  ['--season 1d -o DIR/log.jsonl', '--season: "1d" is not a period and an amplitude'],
  ['--start 2026-01-01T00:00:00.0000001Z -o DIR/log.jsonl', '--start: "2026-01-01T00:00:00.0000001Z" has digits below a millisecond'],
  ['-o DIR/log.jsonl --truth DIR/log.jsonl', 'is two outputs at once'],
])('%s is refused and leaves no file behind', async (commandLine, message) => {
  await expect(run(commandLine)).rejects.toThrow(message);
  expect(readdirSync(directory)).toEqual([]);
});
