// Real logs: what recovery makes of measurements, in exact numbers.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { OWN_FIELD_NAMES } from '../../src/model/event.js';
import type { RecoverOptions } from '../../src/pipeline/options.js';
import { recover } from '../../src/pipeline/recover-events.js';
import { parseLines, recoverInMemory, splitLines, type Recovered } from './recover-in-memory.js';

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const HOUR_MS = 3_600_000;

interface RealRecovery extends Recovered {
  readonly input: readonly string[];
  /** Lines of the clean series that stand in the input too, and the others. */
  readonly observed: readonly string[];
  readonly made: readonly Record<string, unknown>[];
}

async function recoverReal(name: string, options: RecoverOptions): Promise<RealRecovery> {
  const bytes = await readFile(DATA + name);
  const recovered = await recoverInMemory([bytes], options);
  const input = splitLines(bytes).map(String);
  const known = new Set(input);
  const [observed, made]: [string[], Record<string, unknown>[]] = [[], []];
  for (const line of splitLines(recovered.clean).map(String)) {
    if (known.has(line)) observed.push(line);
    else made.push(JSON.parse(line) as Record<string, unknown>);
  }
  return { ...recovered, input, observed, made };
}

/** The names of the fields of filled events, but for those that say how they were made. */
function fieldsOf(made: readonly Record<string, unknown>[]): string[] {
  const ofFill = new Set(['origin', 'flag', 'mean', 'sd', 'lo', 'hi', 'method']);
  const names = new Set(made.map((event) => Object.keys(event).filter((name) => !ofFill.has(name)).join(',')));
  return [...names];
}

function voidsOf({ audit }: Recovered): { skipped: number; filled: number; left?: string }[] {
  return parseLines<{ kind: string; skipped: number; filled: number; left?: string }>(audit).filter(({ kind }) => kind === 'void');
}

async function expectSameAgain(once: Recovered, options: RecoverOptions): Promise<void> {
  expect((await recoverInMemory([once.clean], options)).clean.equals(once.clean)).toBe(true);
}

describe.skipIf(!existsSync(DATA))('real logs', () => {
  const office: RecoverOptions = {
    fields: { ...OWN_FIELD_NAMES, temperature: 'value' },
    range: { low: 50, high: 95 },
    intervals: [{ pattern: '*', intervalMs: HOUR_MS }],
  };

  it('fills all 621 hours of ten gaps in the hourly office log where --max-gap allows the longest', async () => {
    const options = { ...office, maxGapMs: 200 * HOUR_MS };
    const result = await recoverReal('office-hourly.jsonl', options);
    const { accounting } = result.recovery;
    expect(accounting).toMatchObject({ lines: 7267, observed: 7267, filled: 621, gaps: 10, gapsLeft: 0 });
    expect(splitLines(result.clean)).toHaveLength(7888);
    expect(voidsOf(result).map(({ skipped }) => skipped).sort((a, b) => a - b)).toEqual([1, 2, 14, 29, 31, 47, 70, 95, 159, 173]);
    expect(result.observed).toEqual(result.input);
    expect(fieldsOf(result.made)).toEqual(['timestamp,value']);
    for (const { value } of result.made) expect((value as number) >= 50 && (value as number) <= 95).toBe(true);
    await expectSameAgain(result, options);
  });

  it('fills six of the ten gaps with 124 events within 48 hours, and reports four gaps of 497 hours as left', async () => {
    const options = { ...office, maxGapMs: 48 * HOUR_MS };
    const result = await recoverReal('office-hourly.jsonl', options);
    expect(result.recovery.accounting).toMatchObject({ lines: 7267, observed: 7267, filled: 124, gaps: 10, gapsLeft: 4 });
    expect(splitLines(result.clean)).toHaveLength(7391);
    const left = voidsOf(result).filter((one) => one.left === 'max-gap');
    expect(left).toHaveLength(4);
    expect(left.reduce((sum, { skipped }) => sum + skipped, 0)).toBe(497);
    expect(result.observed).toEqual(result.input);
    await expectSameAgain(result, options);
  });

  it('recovers the office log as CSV to the series and the books of its JSONL twin', async () => {
    const recovered = async (name: string) => {
      let books: object | undefined;
      const options = { ...office, assumeUtc: true, maxGapMs: 48 * HOUR_MS, onAccounting: (accounting: object) => void (books = accounting) };
      const series: string[] = [];
      for await (const { timestamp, temperature, origin, lo, hi } of recover(DATA + name, options)) {
        // Eleven readings of the table are spelled to the last bit of a double, and are off by it.
        series.push([Date.parse(String(timestamp)), temperature!.toFixed(8), origin, lo, hi].join(' '));
      }
      return { series, books };
    };
    const [table, twin] = [await recovered('office-hourly.csv'), await recovered('office-hourly.jsonl')];
    expect(table.series).toHaveLength(7391);
    expect(table).toEqual(twin);
  });

  it('finds the hourly cadence by itself', async () => {
    const { recovery } = await recoverReal('office-hourly.jsonl', { ...office, intervals: [], maxGapMs: 200 * HOUR_MS });
    expect(recovery.profiles[0].cadenceMs).toBe(HOUR_MS);
    expect(recovery.accounting).toMatchObject({ filled: 621, gaps: 10 });
  });

  it('loses, moves and doubles no jittered reading of the room log, and fills its two breaks', async () => {
    const options: RecoverOptions = { range: { low: 15, high: 30 }, maxGapMs: 48 * HOUR_MS };
    const result = await recoverReal('room-jitter-1min.jsonl', options);
    expect(result.recovery.accounting).toMatchObject({ lines: 20_560, observed: 20_560, filled: 2181, gaps: 2, gapsLeft: 0 });
    expect(voidsOf(result).map(({ skipped }) => skipped)).toEqual([427, 1754]);
    expect(splitLines(result.clean)).toHaveLength(22_741);
    expect(result.observed).toEqual(result.input);
    expect(result.observed.every((line) => line.includes('"humidity":'))).toBe(true);
    expect(fieldsOf(result.made)).toEqual(['event_id,sensor_id,timestamp,temperature']);
    await expectSameAgain(result, options);
  });

  it('fills the 7,513 missing minutes of the heating log in the fields of the log', async () => {
    const options: RecoverOptions = {
      fields: { ...OWN_FIELD_NAMES, timestamp: 'ts', temperature: 'degC' },
      timeUnit: 's',
      range: { low: 0, high: 110 },
      maxGapMs: 6 * HOUR_MS,
    };
    const result = await recoverReal('heating-1min-missing.jsonl', options);
    expect(result.recovery.accounting).toMatchObject({ lines: 12_621, observed: 12_621, filled: 7513, gapsLeft: 0 });
    expect(splitLines(result.clean)).toHaveLength(20_134);
    expect(result.observed).toEqual(result.input);
    expect(fieldsOf(result.made)).toEqual(['sensor_id,ts,degC']);
    const instants = splitLines(result.clean).map((line) => (JSON.parse(line.toString()) as { ts: number }).ts);
    expect(instants.every((ts, i) => i === 0 || ts - instants[i - 1] === 60)).toBe(true);
  });

  it('keeps the fifty series of the laboratory apart, and fills nothing', async () => {
    const options: RecoverOptions = { range: { low: 0, high: 50 } };
    const result = await recoverReal('lab-50-motes.jsonl', options);
    expect(result.recovery.profiles).toHaveLength(50);
    for (const profile of result.recovery.profiles) expect(profile).toMatchObject({ cadenceMs: HOUR_MS / 2, regular: true, events: 240 });
    expect(result.recovery.accounting).toMatchObject({ lines: 12_000, observed: 12_000, filled: 0, gaps: 0 });
    expect([...result.observed].sort()).toEqual([...result.input].sort());
  });
});
