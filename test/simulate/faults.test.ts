import { describe, expect, test } from 'vitest';
import type { GenerateOptions, TruthRow } from '../../src/simulate/generate.js';
import { CORRUPTIONS } from '../../src/simulate/faults/corruption.js';
import type { FaultName } from '../../src/simulate/faults/fault.js';
import { ALL_FAULTS, simulate } from './simulated.js';

const BASE: GenerateOptions = { sensors: 3, count: 12_000, seed: 'faults' };
/** The faults that an option of their own asks for; those of scenarios are in scenario.test.ts. */
const ONE_FAULT = {
  skipped: { skipRate: ALL_FAULTS.skipRate },
  deviated: { errorRate: ALL_FAULTS.errorRate },
  late: { disorder: ALL_FAULTS.disorder },
  duplicated: { duplicateRate: ALL_FAULTS.duplicateRate },
  corrupted: { corruptRate: ALL_FAULTS.corruptRate },
} satisfies Partial<Record<FaultName, GenerateOptions>>;
type RateFault = keyof typeof ONE_FAULT;
const RATE_FAULTS = Object.keys(ONE_FAULT) as RateFault[];
const all = simulate({ ...BASE, ...ALL_FAULTS });

/** The naive reader: whatever JSON.parse makes an object of, with a time and a reading. */
function isEvent(line: Buffer): boolean {
  try {
    const { timestamp, temperature } = JSON.parse(line.toString()) as Record<string, unknown>;
    return ['string', 'number'].includes(typeof timestamp) && typeof temperature === 'number';
  } catch {
    return false;
  }
}

function struck(rows: readonly TruthRow[], fault: FaultName): Set<number> {
  return new Set(rows.flatMap((row, i) => (row.faults.includes(fault) ? [i] : [])));
}

/** What a fault drew for an instant, beside striking it. */
function details({ written, delayMs, copyDelayMs, corruption }: TruthRow, fault: RateFault): unknown {
  return { skipped: undefined, deviated: written, late: delayMs, duplicated: copyDelayMs, corrupted: corruption }[fault];
}

describe('rates', () => {
  const rate = 0.03;
  const options = { errorRate: rate, skipRate: rate, duplicateRate: rate, corruptRate: rate, disorder: { share: rate, maxDelayMs: 5000 } };
  const { rows, counts } = simulate({ sensors: 2, count: 40_000, seed: 'rates', ...options });

  test.each(RATE_FAULTS)('%s strikes the share that was asked for, within five standard errors', (fault) => {
    const eligible = fault === 'skipped' ? rows.length : rows.length - counts.skipped;
    expect(Math.abs(counts[fault] - rate * eligible)).toBeLessThan(5 * Math.sqrt(eligible * rate * (1 - rate)));
    expect(counts[fault]).toBe(struck(rows, fault).size);
  });

  test('of 1 strike every instant but the first and last of each sensor', () => {
    const allSkipped = simulate({ sensors: 2, count: 21, skipRate: 1 });
    expect(allSkipped.rows.flatMap((row, i) => (row.faults.length === 0 ? [i] : []))).toEqual([0, 1, 19, 20]);
  });

  test('when raised keep what they struck before', () => {
    const few = struck(simulate({ ...BASE, skipRate: 0.02 }).rows, 'skipped');
    const many = struck(simulate({ ...BASE, skipRate: 0.1 }).rows, 'skipped');
    expect([...few].every((i) => many.has(i))).toBe(true);
    expect(many.size).toBeGreaterThan(few.size);
  });
});

describe('random substreams', () => {
  test('no fault changes the base signal', () => {
    const clean = simulate(BASE).rows.map((row) => row.temperature);
    expect(all.rows.map((row) => row.temperature)).toEqual(clean);
  });

  test.each(RATE_FAULTS)('%s alone strikes the same instants in the same way as among all others, but for the skipped ones', (fault) => {
    const alone = simulate({ ...BASE, ...ONE_FAULT[fault] }).rows;
    const skipped = fault === 'skipped' ? new Set<number>() : struck(all.rows, 'skipped');
    const expected = [...struck(alone, fault)].filter((i) => !skipped.has(i));
    expect([...struck(all.rows, fault)]).toEqual(expected);
    for (const i of expected) expect(details(all.rows[i], fault)).toEqual(details(alone[i], fault));
  });

  test('of different faults and sensors are unrelated: overlaps are as frequent as chance has them', () => {
    const emitted = all.rows.filter((row) => !row.faults.includes('skipped'));
    const both = emitted.filter((row) => row.faults.includes('deviated') && row.faults.includes('corrupted')).length;
    expect(Math.abs(both - emitted.length * 0.01)).toBeLessThan(5 * Math.sqrt(emitted.length * 0.01));
    expect(new Set(all.rows.slice(0, 3).map((row) => row.temperature)).size).toBe(3);
  });
});

describe('each fault', () => {
  test('leaves the first and the last reading of every sensor alone', () => {
    for (const sensorId of ['s1', 's2', 's3']) {
      const rows = all.rows.filter((row) => row.sensor_id === sensorId);
      expect([rows.at(0)!.faults, rows.at(-1)!.faults]).toEqual([[], []]);
    }
  });

  test('deviated: the value written is out of the range, the true one and every other value in it', () => {
    const isInRange = (value: number) => value >= 50 && value <= 55;
    expect(all.rows.every((row) => isInRange(row.temperature))).toBe(true);
    const written = all.rows.flatMap((row) => row.written ?? []);
    expect(written.length).toBe(struck(all.rows, 'deviated').size);
    expect(written.some(isInRange)).toBe(false);
    expect(written.every((value) => value >= 45 && value <= 60)).toBe(true);
    expect(Math.min(...written)).toBeLessThan(46);
    expect(Math.max(...written)).toBeGreaterThan(59);
  });

  test('deviated: stays out of the range where the range is a single value', () => {
    const { rows } = simulate({ count: 500, range: { low: 20, high: 20 }, decimals: 0, errorRate: 0.5 });
    expect(new Set(rows.flatMap((row) => row.written ?? []))).toEqual(new Set([19, 21]));
  });

  test('late: held back by no more than the longest delay, nearly up to it', () => {
    const delays = all.rows.flatMap((row) => row.delayMs ?? []);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...delays)).toBeLessThanOrEqual(30_000);
    expect(Math.max(...delays)).toBeGreaterThan(29_000);
  });

  test('corrupted: no reader takes the line for an event, and each way of damage occurs', () => {
    const corrupted = all.rows.filter((row) => row.faults.includes('corrupted'));
    for (const row of corrupted) {
      for (const line of row.lines.map((number) => all.lines[number - 1])) {
        expect(isEvent(line)).toBe(false);
        expect(line.length).toBeGreaterThan(0);
      }
    }
    expect(new Set(corrupted.map((row) => row.corruption))).toEqual(new Set(CORRUPTIONS));
  });

  test('duplicated: the copy is the line byte for byte, damage included, and comes after it', () => {
    const duplicated = all.rows.filter((row) => row.faults.includes('duplicated'));
    expect(duplicated.some((row) => row.faults.includes('corrupted'))).toBe(true);
    for (const { lines, copyDelayMs } of duplicated) {
      expect(all.lines[lines[1] - 1].equals(all.lines[lines[0] - 1])).toBe(true);
      expect(lines[1]).toBeGreaterThan(lines[0]);
      expect(copyDelayMs).toBeLessThanOrEqual(10_000);
    }
  });

  test('skipped: has no line and no other fault', () => {
    for (const row of all.rows.filter((each) => each.faults.includes('skipped'))) {
      expect([row.faults, row.lines]).toEqual([['skipped'], []]);
    }
  });
});

describe('the answer sheet', () => {
  test('has every line of the log in exactly one row, and every instant once, in order', () => {
    const numbers = all.rows.flatMap((row) => row.lines).sort((a, b) => a - b);
    expect(numbers).toEqual(all.lines.map((_, i) => i + 1));
    expect(all.rows.length).toBe(12_000);
    const keys = all.rows.map((row) => `${row.timestamp} ${row.sensor_id}`);
    expect(keys).toEqual([...new Set(keys)].sort());
  });

  test('tells each undamaged line whole', () => {
    const index = new Map<string, number>();
    const wrong: TruthRow[] = [];
    for (const row of all.rows) {
      const k = index.get(row.sensor_id) ?? 0;
      index.set(row.sensor_id, k + 1);
      if (row.faults.includes('corrupted')) continue;
      const event = {
        event_id: `${row.sensor_id}-${String(k).padStart(6, '0')}`,
        sensor_id: row.sensor_id,
        timestamp: row.timestamp,
        temperature: row.written ?? row.temperature,
        status: row.faults.includes('deviated') ? 'deviated' : 'normal',
      };
      for (const number of row.lines) if (all.lines[number - 1].toString() !== JSON.stringify(event)) wrong.push(row);
    }
    expect(wrong).toEqual([]);
  });

  test.each<[string, GenerateOptions]>([
    ['delays of some instants', { intervalMs: 1000, disorder: { share: 0.1, maxDelayMs: 30_000 } }],
    ['many arrivals in the same millisecond', { intervalMs: 2, disorder: { share: 0.5, maxDelayMs: 5 } }],
    ['thousands of lines held back', { intervalMs: 1000, disorder: { share: 0.3, maxDelayMs: 3_000_000 } }],
  ])('and the log agree on the order of arrival, ties by instant, as a naive sort has it: %s', (_name, options) => {
    const { rows, lines } = simulate({ ...ALL_FAULTS, sensors: 3, count: 9000, ...options });
    const arrivals = rows.flatMap((row, instant) =>
      row.lines.map((line, copy) => {
        const delayMs = (row.delayMs ?? 0) + (copy ? row.copyDelayMs! : 0);
        return { line, instant, at: Date.parse(row.timestamp) + delayMs };
      }),
    );
    arrivals.sort((a, b) => a.at - b.at || a.instant - b.instant);
    expect(arrivals.map(({ line }) => line)).toEqual(lines.map((_, i) => i + 1));
    const isOwnLine = ({ sensor_id, timestamp, corruption }: TruthRow, line: Buffer) =>
      corruption !== undefined || line.includes(`"sensor_id":"${sensor_id}","timestamp":"${timestamp}"`);
    expect(arrivals.every(({ line, instant }) => isOwnLine(rows[instant], lines[line - 1]))).toBe(true);
  });

  test('gives its keys in one order', () => {
    const order = ['sensor_id', 'timestamp', 'temperature', 'lines', 'faults', 'written', 'delayMs', 'copyDelayMs', 'corruption'];
    const misordered = all.rows.filter((row) => Object.keys(row).join() !== order.filter((key) => key in row).join());
    expect(misordered).toEqual([]);
  });
});
