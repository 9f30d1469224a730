import { describe, expect, test } from 'vitest';
import { openLog, type Log } from '../../src/io/log.js';
import { TelemendError } from '../../src/model/errors.js';
import type { CheckScore, FaultScore, Score } from '../../src/model/score.js';
import { scoreLog, type ScoreOptions } from '../../src/pipeline/score-log.js';
import { faultAnswer } from '../../src/simulate/faults/answer.js';
import type { TruthRow } from '../../src/simulate/generate.js';
import { createRng } from '../../src/stats/rng.js';
import { ALL_FAULTS, simulate } from '../simulate/simulated.js';

type Line = Record<string, unknown>;
interface Files {
  readonly clean: readonly Line[];
  readonly truth: readonly (TruthRow | Line)[];
  readonly audit?: readonly Line[];
  readonly dead?: readonly Line[];
}

async function score(files: Files, options?: ScoreOptions): Promise<Score> {
  const open = (name: string, lines: readonly object[] | undefined) => (lines ? openLines(name, lines) : undefined);
  const [clean, truth, audit, dead] = await Promise.all([open('clean', files.clean)!, open('truth', files.truth)!, open('audit', files.audit), open('dead', files.dead)]);
  try {
    return await scoreLog({ clean, truth, audit, dead }, options);
  } finally {
    for (const log of [clean, truth, audit, dead]) await log?.close();
  }
}

function openLines(name: string, lines: readonly object[]): Promise<Log> {
  const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return openLog([{ name, bytes: (async function* () { yield bytes; })() }]);
}

const fault = (scored: Score, name: string): FaultScore => scored.faults.find((each) => each.fault === name)!;
const check = (scored: Score, name: string): CheckScore => scored.checks.find((each) => each.check === name)!;

/** Lines in the order of a clean series. */
function ordered(lines: Line[]): Line[] {
  const keyOf = (line: Line) => `${String(line.timestamp)} ${String(line.sensor_id)}`;
  return lines.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const made = (value: number) => ({ flag: 1, mean: value, sd: 0.1, lo: value - 0.2, hi: value + 0.2, method: 'test' });
const place = (line: number) => ({ file: 'log', line, offset: 0, raw: '' });
const isDamaged = (row: TruthRow) => row.faults.includes('corrupted');
const isFaulty = (row: TruthRow) => !isDamaged(row) && row.faults.some((name) => faultAnswer(name) === 'flag');

/** A recovery that knows the truth; `decide` may make it err. */
function recovered(rows: readonly TruthRow[], decide: (row: TruthRow) => 'right' | 'observed' | 'repaired' | 'dropped' | 'lost'): Required<Omit<Files, 'truth'>> {
  const [clean, audit, dead]: [Line[], Line[], Line[]] = [[], [], []];
  for (const row of rows) {
    const { sensor_id, timestamp, temperature } = row;
    const at = { sensor_id, timestamp: row.writtenTimestamp ?? timestamp };
    const written = row.written ?? temperature;
    const choice = decide(row);
    if (isDamaged(row)) dead.push(...row.lines.map((line) => place(line)));
    if (row.lines.length === 0 || isDamaged(row)) {
      if (choice !== 'lost') clean.push({ sensor_id, timestamp, temperature, origin: 'filled', ...made(temperature) });
      continue;
    }
    const isRepaired = choice === 'repaired' || (choice === 'right' && isFaulty(row));
    if (isRepaired) clean.push({ ...at, temperature, origin: 'repaired', ...made(temperature), observed: written, reason: row.faults.length > 1 ? 'range,spike' : 'range' });
    else if (choice === 'dropped') audit.push({ kind: 'drop', ...at, reasons: ['range'], ...place(row.lines[0]) });
    else clean.push({ ...at, temperature: written });
    if (row.faults.includes('duplicated')) audit.push({ kind: 'duplicate', ...at, ...place(row.lines[1]) });
    if (row.faults.includes('conflicting')) audit.push({ kind: 'conflict', ...at, ...place(row.lines.at(-1)!) });
  }
  return { clean: ordered(clean), audit: ordered(audit), dead };
}

const LOG = simulate({
  ...ALL_FAULTS, sensors: 3, count: 6000, seed: 'score',
  faults: [
    { fault: 'conflicting', rate: 0.05 },
    { fault: 'outage', rate: 0.05, duration: '5s:20s' },
    { fault: 'drift', rate: 0.1, duration: '20s' },
    { fault: 'out-of-order', rate: 0.02 },
  ],
});

describe('a perfect recovery', () => {
  test('scores 1 everywhere and is wrong by nothing', async () => {
    const scored = await score({ ...recovered(LOG.rows, () => 'right'), truth: LOG.rows });
    expect(scored).toMatchObject({ series: 3, rows: 6000, outside: 0, phantoms: 0, hasFaults: true, hasAudit: true, hasDeadLetters: true });
    expect(new Set(scored.faults.map((each) => each.fault))).toEqual(new Set(LOG.rows.flatMap((row) => row.faults)));
    for (const { fault: name, recall, precision, found } of scored.faults) {
      expect([name, recall, found > 0]).toEqual([name, 1, true]);
      expect([name, precision]).toEqual([name, faultAnswer(name) === 'place' ? NaN : 1]);
    }
    expect(fault(scored, 'drift').runsFound).toBe(fault(scored, 'drift').runs);
    for (const one of scored.checks.filter(({ check: name }) => name !== 'range' && name !== 'spike')) expect(one).toMatchObject({ precision: 1, recall: 1 });
    for (const fills of scored.fills) expect(fills).toMatchObject({ rmse: 0, mae: 0, coverage: 1, varianceRatio: 1, energyRatio: 1, edgeRatio: 1, ksDistance: 0 });
  });

  test('is told apart from one that does nothing: no recall, and nothing to be precise about', async () => {
    const rows = LOG.rows;
    const { clean } = recovered(rows, (row) => (row.lines.length === 0 || isDamaged(row) ? 'lost' : 'observed'));
    const scored = await score({ clean, truth: rows, audit: [], dead: [] });
    for (const name of ['deviated', 'drift', 'skipped', 'outage', 'duplicated', 'conflicting', 'corrupted']) {
      expect(fault(scored, name)).toMatchObject({ recall: 0, precision: NaN });
    }
    expect(scored.fills.map(({ events }) => events)).toEqual([0, 0, 0]);
  });
});

test('agrees with a naive count over maps, whatever the recovery does', async () => {
  const { rows } = simulate({
    ...ALL_FAULTS, sensors: 2, count: 5000, seed: 'naive',
    // Half a second off, so that no moved reading lands on the time of another one.
    faults: [{ fault: 'clock-offset', rate: 0.1, duration: '20s', magnitude: '30500ms', direction: 'up' }, { fault: 'offset', rate: 0.2, duration: '30s' }, { fault: 'conflicting', rate: 0.05 }],
  });
  const rng = createRng('naive');
  const CHOICES = ['right', 'observed', 'repaired', 'dropped', 'lost'] as const;
  const isEnd = (i: number) => i < 2 || i >= rows.length - 2; // what bounds the scored span
  const choices = new Map(rows.map((row, i) => [row, isEnd(i) ? 'observed' : CHOICES[Math.floor(rng.uniform() * CHOICES.length)]]));
  const files = recovered(rows, (row) => choices.get(row)!);
  const scored = await score({ ...files, truth: rows });

  const isFlagged = (row: TruthRow) => choices.get(row) === 'repaired' || choices.get(row) === 'dropped' || (choices.get(row) === 'right' && isFaulty(row));
  const readings = rows.filter((row) => row.lines.length > 0 && !isDamaged(row));
  for (const name of ['deviated', 'offset', 'clock-offset'] as const) {
    const having = readings.filter((row) => row.faults.includes(name));
    const alone = having.filter((row) => row.faults.filter((other) => faultAnswer(other) === 'flag').length === 1);
    expect(fault(scored, name)).toMatchObject({ instants: alone.length, found: alone.filter(isFlagged).length, shared: having.length - alone.length });
  }
  const flagged = readings.filter(isFlagged);
  expect(check(scored, 'any flag')).toMatchObject({ raised: flagged.length, right: flagged.filter(isFaulty).length, targets: readings.filter(isFaulty).length });
  const spiked = readings.filter((row) => row.faults.length > 1 && isFlagged(row) && choices.get(row) !== 'dropped');
  expect(check(scored, 'spike')).toMatchObject({ raised: spiked.length, right: spiked.filter(isFaulty).length });
  const missing = rows.filter((row) => row.lines.length === 0 || isDamaged(row));
  expect(check(scored, 'gap')).toMatchObject({ targets: missing.length, found: missing.filter((row) => choices.get(row) !== 'lost').length, precision: 1 });
  expect(fault(scored, 'late').instants).toBe(readings.filter((row) => row.faults.includes('late')).length);

  const onsets = new Map<string, number>();
  for (const row of readings.filter((each) => each.faults.includes('offset') && each.faults.every((name) => name === 'offset' || faultAnswer(name) !== 'flag'))) {
    const run = `${row.sensor_id} ${Date.parse(row.timestamp) - row.sinceMs!.offset!}`;
    const delay = isFlagged(row) ? row.sinceMs!.offset! : Infinity;
    onsets.set(run, Math.min(onsets.get(run) ?? Infinity, delay));
  }
  const delays = [...onsets.values()].filter(Number.isFinite);
  const { runs, runsFound, delayMeanMs } = fault(scored, 'offset');
  expect([runs, runsFound]).toEqual([onsets.size, delays.length]);
  expect(delayMeanMs).toBeCloseTo(delays.reduce((total, delay) => total + delay, 0) / delays.length, 9);
});

describe('a case made by hand', () => {
  const at = (second: number) => ({ sensor_id: 's', timestamp: `2026-01-01T00:00:0${second}.000Z` });
  const row = (second: number, temperature: number, details: Partial<TruthRow> = {}): Line => ({ ...at(second), temperature, lines: [second + 1], faults: [], ...details });
  const truth = [
    row(0, 50),
    row(1, 51, { faults: ['spike'], written: 58 }),
    row(2, 52),
    row(3, 53, { faults: ['skipped'], lines: [] }),
    row(4, 54),
    row(5, 53, { faults: ['drift'], written: 53.5, sinceMs: { drift: 0 } }),
    row(6, 52, { faults: ['drift'], written: 53, sinceMs: { drift: 1000 } }),
    row(7, 51, { faults: ['skipped'], lines: [] }),
    row(8, 50),
  ];
  const repaired = (second: number, value: number, observed: number, reason: string): Line => ({ ...at(second), temperature: value, origin: 'repaired', ...made(value), observed, reason });
  const clean = [
    { ...at(0), temperature: 50 },
    repaired(1, 51.5, 58, 'range,spike'),
    repaired(2, 52.5, 52, 'spike'), // wrongly
    { ...at(3), temperature: 53.1, origin: 'filled', ...made(53), draws: [52, 54] },
    { ...at(4), temperature: 54 },
    { ...at(5), temperature: 53.5 },
    repaired(6, 52, 53, 'rate'),
    { ...at(8), temperature: 50 },
  ];

  test('has the precision, recall and delay that one counts', async () => {
    const scored = await score({ clean, truth, audit: [], dead: [] });
    expect(fault(scored, 'spike')).toMatchObject({ instants: 1, found: 1, precision: 2 / 3, byCheck: { range: 1, spike: 1 } });
    expect(fault(scored, 'drift')).toMatchObject({ instants: 2, found: 1, recall: 0.5, runs: 1, runsFound: 1, delayMeanMs: 1000, delayMedianMs: 1000 });
    expect(fault(scored, 'skipped')).toMatchObject({ instants: 2, found: 1, recall: 0.5, precision: 1 });
    expect(check(scored, 'spike')).toMatchObject({ raised: 2, right: 1, precision: 0.5, targets: 3, recall: 1 / 3 });
    expect(check(scored, 'range')).toMatchObject({ raised: 1, right: 1, precision: 1 });
    expect(check(scored, 'any flag')).toMatchObject({ raised: 3, right: 2, targets: 3, recall: 2 / 3 });
  });

  test('has the errors, ratios and CRPS that one computes', async () => {
    const [all, filled, repairs] = (await score({ clean, truth })).fills;
    expect([all.events, filled.events, repairs.events]).toEqual([4, 1, 3]);
    expect(filled).toMatchObject({ rmse: 0, coverage: 1, crpsForms: { draws: 1, normal: 0, point: 0 } });
    expect(filled.crps).toBeCloseTo(1 - 2 / 2, 12); // mean distance 1; half of the mean distance between the two draws, in the fair form
    expect(repairs.rmse).toBeCloseTo(Math.sqrt((0.25 + 0.25 + 0) / 3), 12);
    // Steps that touch a synthetic event: 0-1, 1-2, 2-3, 3-4. 5-6 has a faulty neighbour, and 7 is missing.
    expect(all.energyRatio).toBeCloseTo((1.5 ** 2 + 1 + 0.6 ** 2 + 0.9 ** 2) / 4, 12);
    expect(all.edgeRatio).toBeCloseTo((1.5 + 0.9) / 2, 12);
  });

  test('counts a void that the audit knows as found, though it was left', async () => {
    const left = { kind: 'void', sensor_id: 's', after: at(6).timestamp, before: at(8).timestamp, instants: 1, skipped: 1, filled: 0, repaired: 0, left: 'max-gap' };
    expect(fault(await score({ clean, truth, audit: [left] }), 'skipped').found).toBe(2);
  });

  test('takes the flags of annotated lines, without a name', async () => {
    const annotated = clean.map((line) => (line.timestamp === at(5).timestamp ? { ...line, origin: 'observed', flag: 3 } : line));
    const scored = await score({ clean: annotated, truth });
    expect(fault(scored, 'drift')).toMatchObject({ found: 2, delayMeanMs: 0, byCheck: { rate: 1, 'not named': 1 } });
  });

  test('without side files leaves out what only they can answer, and says so', async () => {
    const damaged = truth.map((line, i) => (i === 2 ? { ...line, faults: ['duplicated'], lines: [3, 4] } : line));
    const scored = await score({ clean, truth: damaged });
    expect(scored).toMatchObject({ hasAudit: false, hasDeadLetters: false });
    expect(fault(scored, 'duplicated')).toBeUndefined();
  });

  test('scores only what lies from the first to the last event of the clean series', async () => {
    const scored = await score({ clean: clean.slice(2, 5), truth });
    expect(scored).toMatchObject({ rows: 3, outside: 6 });
    expect(fault(scored, 'skipped')).toMatchObject({ instants: 1, found: 1 });
  });

  test('calls an event filled beside a reading a phantom, and one at the nearest missing instant right', async () => {
    const near = { ...at(3), timestamp: '2026-01-01T00:00:03.400Z', temperature: 53, origin: 'filled', ...made(53) };
    const extra = { ...at(4), timestamp: '2026-01-01T00:00:04.300Z', temperature: 53, origin: 'filled', ...made(53) };
    const scored = await score({ clean: [...clean.slice(0, 3), near, clean[4], extra, ...clean.slice(5)], truth });
    expect(scored.phantoms).toBe(1);
    expect(check(scored, 'gap')).toMatchObject({ raised: 2, right: 1, found: 1 });
  });

  test('finds the event of a reading whose clock brought it to the time of another one', async () => {
    const moved = { writtenTimestamp: at(5).timestamp, faults: ['clock-offset'], sinceMs: { 'clock-offset': 0 } } as const;
    const [before, after] = [row(4, 54, moved), row(6, 52, moved)];
    const scored = await score({ clean: [...clean.slice(0, 4), { ...at(5), temperature: 52 }, clean[7]], truth: [...truth.slice(0, 4), before, after, truth[8]] });
    expect(fault(scored, 'clock-offset')).toMatchObject({ instants: 2, found: 0 });
    expect(scored).toMatchObject({ observed: 3, phantoms: 0 });
  });

  test('filters series', async () => {
    const other = truth.map((line) => ({ ...line, sensor_id: 't' }));
    const both = truth.flatMap((line, i) => [line, other[i]]);
    expect(await score({ clean, truth: both }, { sensors: ['s'] })).toEqual(await score({ clean, truth }));
    expect(await score({ clean, truth: both })).toMatchObject({ rows: 9, outside: 9 });
  });

  test('takes a complete series for a truth, and scores the synthetic events alone', async () => {
    const series = truth.map(({ sensor_id, timestamp, temperature }) => ({ sensor_id, timestamp, temperature }));
    const scored = await score({ clean, truth: series });
    expect(scored).toMatchObject({ hasFaults: false, faults: [], checks: [] });
    expect(scored.fills).toEqual((await score({ clean, truth })).fills);
  });

  test.each<[string, Partial<Files>, string]>([
    ['another value', { truth: truth.map((line, i) => (i === 4 ? { ...line, temperature: 54.5 } : line)) }, 'line 5 of clean reads 54 at 2026-01-01T00:00:04.000Z, series s; line 5 of truth knows 54.5 there'],
    ['no such event', { truth: truth.filter((_, i) => i !== 4) }, 'truth knows no such event'],
    ['no such series', { truth: truth.map((line) => ({ ...line, sensor_id: 'x' })) }, 'series s; truth knows no such event'],
    ['disorder', { truth: [truth[1], truth[0], ...truth.slice(2)] }, 'line 2 of truth is earlier than the one before it'],
    ['disorder of its own', { clean: [clean[1], clean[0], ...clean.slice(2)] }, 'line 2 of clean is earlier than the one before it'],
    ['no event', { truth: [{ sensor_id: 's' }] }, 'line 1 of truth is no event: no timestamp field'],
    ['no value', { truth: [{ ...truth[0], temperature: null }] }, 'line 1 of truth has no temperature'],
    ['dead letters of two files', { dead: [place(1), { ...place(1), file: 'other' }] }, 'dead is of several files, log and other'],
  ])('is refused where the truth has %s', async (_name, files, message) => {
    const run = score({ clean, truth, ...files });
    await expect(run).rejects.toThrow(TelemendError);
    await expect(run).rejects.toThrow(message);
  });
});
