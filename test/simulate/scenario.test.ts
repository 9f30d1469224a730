import { describe, expect, test } from 'vitest';
import { CATALOGUE, findFaultKind } from '../../src/simulate/faults/catalogue.js';
import { FAULT_NAMES, type FaultName } from '../../src/simulate/faults/fault.js';
import type { GenerateOptions, ScenarioFault, TruthRow } from '../../src/simulate/generate.js';
import { simulate, type Simulated } from './simulated.js';

const SPREAD = 0.5;
const INTERVAL_MS = 1000;
const COUNT = 6000;
const BASE: GenerateOptions = { sensors: 2, count: COUNT, seed: 'scenario', spread: SPREAD, decimals: 6 };
const plain = simulate(BASE);

function withFaults(...faults: ScenarioFault[]): Simulated {
  return simulate({ ...BASE, faults });
}

function struck(rows: readonly TruthRow[], fault: FaultName): TruthRow[] {
  return rows.filter((row) => row.faults.includes(fault));
}

/** The runs of a fault: rows of a sensor with the same onset, in order. */
function runsOf(rows: readonly TruthRow[], fault: FaultName): TruthRow[][] {
  const runs = new Map<string, TruthRow[]>();
  for (const row of struck(rows, fault)) {
    const key = `${row.sensor_id} ${Date.parse(row.timestamp) - row.sinceMs![fault]!}`;
    const run = runs.get(key);
    if (run) run.push(row);
    else runs.set(key, [row]);
  }
  return [...runs.values()];
}

const error = (row: TruthRow) => row.written! - row.temperature;
const shiftMs = (row: TruthRow) => Date.parse(row.writtenTimestamp!) - Date.parse(row.timestamp);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const rootMeanSquare = (values: readonly number[]) => Math.sqrt(sum(values.map((value) => value * value)) / values.length);
/** Half a step of the grid, and some for the arithmetic. */
const ROUNDING = 0.6e-6;

describe('the catalogue', () => {
  test('has every fault of the answer sheet once, and no name or alias twice', () => {
    expect(CATALOGUE.map(({ name }) => name).sort()).toEqual([...FAULT_NAMES].sort());
    const names = CATALOGUE.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each([['SHORT', 'spike'], ['outlier', 'spike'], ['CONSTANT', 'stuck'], ['stuck-at', 'stuck'], ['NOISE', 'noise'], ['bias', 'offset'], ['truncated', 'corrupted'], ['connection', 'outage']])(
    'knows the name %s of the literature as %s',
    (alias, name) => expect(findFaultKind(alias)?.name).toBe(name),
  );
});

describe('every fault', () => {
  const one = (name: FaultName): ScenarioFault => ({ fault: name, rate: 0.05, ...(findFaultKind(name)!.lasts === 'run' ? { duration: '10s:30s' } : {}) });
  const among = withFaults(...FAULT_NAMES.map(one));
  const alone = new Map(FAULT_NAMES.map((name) => [name, withFaults(one(name)).rows]));
  const absent = new Set(among.rows.flatMap((row, i) => (row.lines.length === 0 ? [i] : [])));

  test.each(FAULT_NAMES)('%s leaves the signal, and the first and last reading of each sensor, alone', (name) => {
    const rows = alone.get(name)!;
    expect(rows.map((row) => row.temperature)).toEqual(plain.rows.map((row) => row.temperature));
    expect(struck(rows, name).length).toBeGreaterThan(30);
    for (const id of ['s1', 's2']) {
      const own = rows.filter((row) => row.sensor_id === id);
      expect([own[0].faults, own.at(-1)!.faults]).toEqual([[], []]);
    }
  });

  test.each(FAULT_NAMES)('%s strikes the same instants alone as among all others, but for those without a line', (name) => {
    const gone = name === 'skipped' || name === 'outage' ? new Set<number>() : absent;
    const places = (rows: readonly TruthRow[]) => rows.flatMap((row, i) => (row.faults.includes(name) && !gone.has(i) ? [[i, row.sinceMs?.[name]]] : []));
    // What clipping finds to clip is what the faults before it made of the reading, so there it may strike more.
    if (name === 'clipping') expect(places(among.rows).length).toBeGreaterThan(places(alone.get(name)!).length * 0.9);
    else expect(places(among.rows)).toEqual(places(alone.get(name)!));
  });

  test('changes nothing outside its pattern of sensors', () => {
    const { rows } = withFaults({ fault: 'offset', rate: 0.5, sensors: '*2' });
    expect(new Set(struck(rows, 'offset').map((row) => row.sensor_id))).toEqual(new Set(['s2']));
  });

  test('of several entries of a kind has a stream of its own for each', () => {
    const first = new Set(struck(withFaults({ fault: 'spike', rate: 0.1 }).rows, 'spike').map((row) => row.timestamp + row.sensor_id));
    const both = struck(withFaults({ fault: 'spike', rate: 0.1 }, { fault: 'spike', rate: 0.1 }).rows, 'spike');
    expect(both.filter((row) => first.has(row.timestamp + row.sensor_id)).length).toBe(first.size);
    expect(Math.abs(both.length - 0.19 * COUNT)).toBeLessThan(5 * Math.sqrt(COUNT * 0.19 * 0.81));
  });

  test('is in every line of the log as the answer sheet has it', () => {
    const wrong: TruthRow[] = [];
    for (const row of among.rows) {
      if (row.faults.includes('corrupted')) continue;
      const [line, ...copies] = row.lines.map((number) => JSON.parse(among.lines[number - 1].toString()) as Record<string, unknown>);
      if (!line) continue;
      const said = { timestamp: row.writtenTimestamp ?? row.timestamp, temperature: row.written ?? row.temperature, sensor_id: row.sensor_id };
      const expected = [
        ...(row.faults.includes('duplicated') ? [{ ...line }] : []),
        ...(row.faults.includes('conflicting') ? [{ ...line, temperature: row.conflict }] : []),
      ];
      const isRight = Object.entries(said).every(([key, value]) => line[key] === value) && JSON.stringify(copies) === JSON.stringify(expected);
      if (!isRight) wrong.push(row);
    }
    expect(wrong).toEqual([]);
    expect(among.rows.flatMap((row) => row.lines).sort((a, b) => a - b)).toEqual(among.lines.map((_, i) => i + 1));
  });
});

describe('rates', () => {
  test.each<[FaultName, string | undefined, number]>([
    ['spike', undefined, 1],
    ['offset', '20s', 20],
    ['outage', '5s:35s', 20],
  ])('%s of runs of %s are in the share of the instants that was asked for', (fault, duration, readings) => {
    const rate = 0.2;
    const { rows } = simulate({ ...BASE, count: 40_000, faults: [{ fault, rate, duration }] });
    // Runs are the independent units, so the error is that of so many fewer draws; their lengths vary too.
    const tolerance = 5 * Math.sqrt((rate * (1 - rate) * readings * 2) / rows.length);
    expect(Math.abs(struck(rows, fault).length / rows.length - rate)).toBeLessThan(tolerance);
  });

  test('of 1 strike every instant, and of 0 none', () => {
    expect(struck(withFaults({ fault: 'drift', rate: 1, duration: '1m' }).rows, 'drift').length).toBe(COUNT - 4);
    expect(struck(withFaults({ fault: 'drift', rate: 0 }).rows, 'drift')).toEqual([]);
  });

  test('draw the lengths of runs from their range, ends included', () => {
    // A run that begins right behind another is told from it by its onset.
    const lengths = runsOf(withFaults({ fault: 'offset', rate: 0.3, duration: '2s:4s' }).rows, 'offset').map((run) => run.length);
    const counts = [2, 3, 4].map((length) => lengths.filter((each) => each === length).length);
    expect(sum(counts)).toBeGreaterThanOrEqual(lengths.length - 4);
    for (const count of counts) expect(count).toBeGreaterThan(0.28 * lengths.length);
  });
});

describe('a stretch of time', () => {
  const seconds = (rows: readonly TruthRow[]) => rows.filter((row) => row.sensor_id === 's1').map((row) => (Date.parse(row.timestamp) - Date.parse(plain.rows[0].timestamp)) / 1000);

  test('without a rate holds one run of a fault that lasts, its start included and its end not', () => {
    const { rows } = withFaults({ fault: 'offset', from: '1m', to: '70s' });
    expect(seconds(struck(rows, 'offset'))).toEqual([60, 61, 62, 63, 64, 65, 66, 67, 68, 69]);
    expect(runsOf(rows, 'offset').length).toBe(2);
  });

  test('without a rate strikes every reading with a fault of single ones', () => {
    expect(seconds(struck(withFaults({ fault: 'spike', from: '1m', to: '63s' }).rows, 'spike'))).toEqual([60, 61, 62]);
  });

  test('with a rate bounds it, and cuts the last run', () => {
    const at = seconds(struck(withFaults({ fault: 'stuck', rate: 0.9, from: '10s', to: '100s', duration: '8s' }).rows, 'stuck'));
    expect([Math.min(...at) >= 10, Math.max(...at)]).toEqual([true, 99]);
  });

  test('without an end lasts to the last reading but one', () => {
    expect(seconds(struck(withFaults({ fault: 'outage', from: '2990s' }).rows, 'outage'))).toEqual([2990, 2991, 2992, 2993, 2994, 2995, 2996, 2997, 2998]);
  });
});

describe('faults of the value', () => {
  test('spike: single readings, off by the magnitude, up and down alike', () => {
    const errors = struck(withFaults({ fault: 'spike', rate: 0.1, magnitude: '2:4' }).rows, 'spike').map(error);
    expect(errors.every((each) => Math.abs(each) > 2 - ROUNDING && Math.abs(each) < 4 + ROUNDING)).toBe(true);
    expect(Math.abs(errors.filter((each) => each > 0).length - errors.length / 2)).toBeLessThan(5 * Math.sqrt(errors.length / 4));
    expect(Math.abs(sum(errors.map(Math.abs)) / errors.length - 3)).toBeLessThan(5 * Math.sqrt(4 / 12 / errors.length));
  });

  test('stuck: the true value of the onset over the whole run', () => {
    const runs = runsOf(withFaults({ fault: 'stuck', rate: 0.2, duration: '30s' }).rows, 'stuck').filter(([row]) => row.sinceMs!.stuck === 0);
    expect(runs.length).toBeGreaterThan(15);
    for (const run of runs) expect(new Set(run.map((row) => row.written))).toEqual(new Set([run[0].temperature]));
  });

  test('noise: errors of mean 0 and the standard deviation that was asked for, unrelated to each other', () => {
    const errors = struck(withFaults({ fault: 'noise', rate: 0.5, magnitude: 2 }).rows, 'noise').map(error);
    expect(Math.abs(rootMeanSquare(errors) - 2)).toBeLessThan((5 * 2) / Math.sqrt(2 * errors.length));
    expect(Math.abs(sum(errors) / errors.length)).toBeLessThan((5 * 2) / Math.sqrt(errors.length));
    const products = errors.slice(1).map((each, i) => each * errors[i]);
    expect(Math.abs(sum(products) / products.length)).toBeLessThan((5 * 4) / Math.sqrt(products.length));
  });

  test('offset: the same error over a run, in the direction that was asked for', () => {
    const errors = struck(withFaults({ fault: 'offset', rate: 0.3, magnitude: 1.5, direction: 'down' }).rows, 'offset').map(error);
    expect(errors.every((each) => Math.abs(each + 1.5) < ROUNDING)).toBe(true);
  });

  test('gain: the true value times one and the magnitude', () => {
    const errors = struck(withFaults({ fault: 'gain', rate: 0.3, magnitude: 0.1, direction: 'up' }).rows, 'gain').map((row) => row.written! - 1.1 * row.temperature);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(ROUNDING);
  });

  test('drift: an error that grows with the time since the onset', () => {
    const rows = struck(withFaults({ fault: 'drift', rate: 0.3, magnitude: 36, duration: '2m', direction: 'up' }).rows, 'drift');
    expect(Math.max(...rows.map((row) => Math.abs(error(row) - 0.01 * (row.sinceMs!.drift! / 1000))))).toBeLessThan(ROUNDING);
  });

  test('hard-over: one of the two rails, the same over a run', () => {
    const runs = runsOf(withFaults({ fault: 'hard-over', rate: 0.3, magnitude: 10 }).rows, 'hard-over');
    for (const run of runs) expect(new Set(run.map((row) => row.written)).size).toBe(1);
    expect(new Set(runs.map(([row]) => row.written))).toEqual(new Set([40, 65]));
  });

  test('clipping: nothing beyond the limit is left, and only what was beyond it is faulted', () => {
    const { rows } = withFaults({ fault: 'clipping', from: '0s', magnitude: 0.5 });
    const clipped = (value: number) => Math.min(Math.max(value, 52), 53);
    const inner = rows.slice(2, -2);
    expect(inner.filter((row) => row.faults.includes('clipping') !== (clipped(row.temperature) !== row.temperature))).toEqual([]);
    expect(struck(rows, 'clipping').filter((row) => row.written !== clipped(row.temperature))).toEqual([]);
  });

  test('precision-loss: multiples of the step, nearest to the true value', () => {
    const rows = struck(withFaults({ fault: 'precision-loss', rate: 0.3, magnitude: 0.25 }).rows, 'precision-loss');
    expect(new Set(rows.map((row) => row.written! % 0.25))).toEqual(new Set([0]));
    expect(Math.max(...rows.map((row) => Math.abs(error(row))))).toBeLessThanOrEqual(0.125 + ROUNDING);
  });

  test('deviated: out of the range, and the line says so', () => {
    const { rows, lines } = withFaults({ fault: 'out-of-range', rate: 0.05 });
    for (const row of struck(rows, 'deviated')) {
      expect(row.written! < 50 || row.written! > 55).toBe(true);
      expect(lines[row.lines[0] - 1].toString()).toContain('"status":"deviated"');
    }
  });

  test('act one upon the other in the order of the catalogue, and all are listed', () => {
    const { rows } = withFaults({ fault: 'precision-loss', from: '0s', magnitude: 1 }, { fault: 'offset', from: '0s', magnitude: 2, direction: 'up' });
    const both = rows.slice(2, -2);
    expect(both.every((row) => row.faults.join() === 'offset,precision-loss')).toBe(true);
    expect(both.every((row) => row.written === Math.round(row.temperature + 2))).toBe(true);
    expect(both.every((row) => row.sinceMs!.offset === row.sinceMs!['precision-loss'])).toBe(true);
  });
});

describe('onsets', () => {
  test('incipient: the error grows linearly to its full size at the end of the run', () => {
    const runs = runsOf(withFaults({ fault: 'offset', rate: 0.2, magnitude: 3, duration: '30s', onset: 'incipient', direction: 'up' }).rows, 'offset');
    for (const row of runs.flat()) {
      const whole = Math.min(30, ((COUNT / 2) * INTERVAL_MS - Date.parse(row.timestamp) + Date.parse(plain.rows[0].timestamp) + row.sinceMs!.offset!) / 1000);
      expect(Math.abs(error(row) - (3 * (row.sinceMs!.offset! / 1000 + 1)) / whole)).toBeLessThan(ROUNDING);
    }
  });

  test('incipient noise scatters more and more', () => {
    const rows = struck(simulate({ ...BASE, count: 30_000, faults: [{ fault: 'noise', rate: 0.5, magnitude: 3, duration: '20s', onset: 'incipient' }] }).rows, 'noise');
    const at = (second: number) => rootMeanSquare(rows.filter((row) => row.sinceMs!.noise === second * 1000).map(error));
    expect(at(19) / at(4)).toBeGreaterThan(3);
    expect(at(19) / at(4)).toBeLessThan(5);
  });

  test('intermittent: present at the onset, then coming and going, half of the time each in phases of 5 readings', () => {
    const { rows } = simulate({ ...BASE, count: 40_000, faults: [{ fault: 'offset', from: '0s', onset: 'intermittent' }] });
    const own = rows.filter((row) => row.sensor_id === 's1').slice(1, -1).map((row) => row.faults.length > 0);
    const changes = own.filter((on, i) => i > 0 && on !== own[i - 1]).length;
    expect(Math.abs(changes / own.length - 0.2)).toBeLessThan(5 * Math.sqrt((0.2 * 0.8) / own.length));
    expect(Math.abs(own.filter(Boolean).length / own.length - 0.5)).toBeLessThan(5 * Math.sqrt((0.25 * 9) / own.length));
  });
});

describe('faults of the clock', () => {
  test('clock-offset: the time that is written is off by the same over a run, the arrival is not', () => {
    const { rows } = withFaults({ fault: 'clock-offset', rate: 0.2, magnitude: '90s', direction: 'up' });
    expect(new Set(struck(rows, 'clock-offset').map(shiftMs))).toEqual(new Set([90_000]));
    expect(rows.flatMap((row) => row.lines)).toEqual(rows.map((_, i) => i + 1));
  });

  test('clock-drift: the error grows with the time since the onset', () => {
    const rows = struck(withFaults({ fault: 'clock-drift', rate: 0.2, magnitude: '36s', direction: 'down' }).rows, 'clock-drift');
    expect(rows.filter((row) => shiftMs(row) !== Math.round(-row.sinceMs!['clock-drift']! / 100))).toEqual([]);
    expect(new Set(rows.map(shiftMs)).size).toBeGreaterThan(50);
  });

  test('clock-step: each jump adds to those before it, and stays', () => {
    const { rows } = withFaults({ fault: 'clock-step', rate: 0.01, magnitude: '5s' });
    for (const id of ['s1', 's2']) {
      const own = rows.filter((row) => row.sensor_id === id).slice(1, -1);
      const shifts = own.map((row) => (row.faults.length > 0 ? shiftMs(row) : 0));
      const jumps = shifts.slice(1).map((shift, i) => shift - shifts[i]).filter((jump) => jump !== 0);
      expect(new Set(jumps)).toEqual(new Set([-5000, 5000]));
      expect(Math.abs(jumps.length - 30)).toBeLessThan(5 * Math.sqrt(30));
      const first = own.findIndex((row) => row.faults.length > 0);
      expect(own.slice(first).every((row) => row.faults.includes('clock-step'))).toBe(true);
    }
  });

  test('clock-step over a stretch of time: one jump, set right at its end', () => {
    const shifts = struck(withFaults({ fault: 'clock-step', from: '1m', to: '2m', magnitude: '5s', direction: 'up' }).rows, 'clock-step').map(shiftMs);
    expect(shifts).toEqual(Array.from({ length: 120 }, () => 5000));
  });

  test('clock-jitter: errors of mean 0 and the standard deviation that was asked for', () => {
    const shifts = struck(withFaults({ fault: 'clock-jitter', rate: 0.5, magnitude: '300ms' }).rows, 'clock-jitter').map(shiftMs);
    expect(Math.abs(rootMeanSquare(shifts) - 300)).toBeLessThan((5 * 300) / Math.sqrt(2 * shifts.length));
    expect(Math.abs(sum(shifts) / shifts.length)).toBeLessThan((5 * 300) / Math.sqrt(shifts.length));
  });
});

describe('faults on the way', () => {
  test('outage: no line for the whole run', () => {
    const { rows, counts } = withFaults({ fault: 'outage', rate: 0.2, duration: '1m' });
    expect(struck(rows, 'outage').every((row) => row.lines.length === 0)).toBe(true);
    expect(counts.lines).toBe(COUNT - struck(rows, 'outage').length);
  });

  test('late: held back by the magnitude', () => {
    const delays = struck(withFaults({ fault: 'late', rate: 0.1, magnitude: '20s:40s' }).rows, 'late').map((row) => row.delayMs!);
    expect([Math.min(...delays) >= 20_000, Math.max(...delays) <= 40_000]).toEqual([true, true]);
  });

  test('out-of-order: overtaken by exactly as many readings of its sensor as were asked for', () => {
    const { rows } = simulate({ ...BASE, count: 4000, faults: [{ fault: 'out-of-order', rate: 0.02, magnitude: 2 }] });
    for (const id of ['s1', 's2']) {
      const own = rows.filter((row) => row.sensor_id === id);
      own.forEach((row, i) => {
        if (!row.faults.includes('out-of-order')) return;
        const later = own.slice(i + 1).filter((other) => other.lines[0] < row.lines[0]);
        const held = own.slice(i + 1, i + 3).filter((other) => other.faults.length > 0).length;
        expect(later.length).toBe(2 - held);
      });
    }
  });

  test('conflicting: a second line with the same id and time, and a value as far away as was asked for', () => {
    const { rows, lines } = withFaults({ fault: 'conflicting', rate: 0.1, magnitude: 0.7 });
    for (const row of struck(rows, 'conflicting')) {
      const [a, b] = row.lines.map((number) => JSON.parse(lines[number - 1].toString()) as Record<string, unknown>);
      expect({ ...b, temperature: a.temperature }).toEqual(a);
      expect(Math.abs(Math.abs((b.temperature as number) - (a.temperature as number)) - 0.7)).toBeLessThan(ROUNDING);
    }
  });

  test('conflicting: differs even where the magnitude is nothing', () => {
    const rows = struck(simulate({ ...BASE, decimals: 2, faults: [{ fault: 'conflicting', rate: 0.1, magnitude: 0 }] }).rows, 'conflicting');
    expect(rows.filter((row) => row.conflict === row.temperature)).toEqual([]);
  });

  test.each(['truncated', 'garbled', 'field-missing', 'wrong-type'])('%s: lines damaged in this way alone', (corruption) => {
    const { rows } = withFaults({ fault: corruption, rate: 0.05 });
    expect(new Set(struck(rows, 'corrupted').map((row) => row.corruption))).toEqual(new Set([corruption]));
  });
});
