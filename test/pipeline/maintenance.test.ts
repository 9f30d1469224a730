// Maintenance windows: what lies in them is not made, and nothing else changes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MaintenanceWindow } from '../../src/model/maintenance.js';
import { recover } from '../../src/pipeline/recover-events.js';
import { caseArbitrary, FEW_RUNS, filesOfLog, START_MS } from './random-log.js';
import { parseLines, recoverInMemory, splitLines, type Recovered } from './recover-in-memory.js';

interface Entry {
  readonly kind: string;
  readonly sensor_id: string;
  readonly timestamp: string;
  readonly after: string | null;
  readonly before: string | null;
  readonly left?: string;
  readonly because?: string;
  readonly maintenance?: string;
}

const window = fc.tuple(fc.integer({ min: -20_000, max: 200_000 }), fc.integer({ min: 1, max: 30_000 }), fc.constantFrom(undefined, 'a', '*'))
  .map(([offset, length, sensors]): MaintenanceWindow => ({
    from: { timeMs: START_MS + offset, timeNs: 0 }, to: { timeMs: START_MS + offset + length, timeNs: 0 }, reason: `at "${offset}"`, ...(sensors && { sensors }),
  }));

/** What a window takes out of a series: the voids that it touches. */
function touchedVoids({ audit }: Recovered, windows: readonly MaintenanceWindow[]): { sensor: string; afterMs: number; beforeMs: number }[] {
  return parseLines<Entry>(audit).filter(({ kind, after, before, left }) => kind === 'void' && after !== null && before !== null && left !== 'repair-keep')
    .map(({ sensor_id: sensor, after, before }) => ({ sensor, afterMs: Date.parse(after!), beforeMs: Date.parse(before!) }))
    .filter(({ sensor, afterMs, beforeMs }) => windows.some(({ from, to, sensors }) => (
      (sensors ?? '*') !== '*' && sensors !== sensor ? false : from.timeMs < beforeMs && to.timeMs > afterMs
    )));
}

const timeOf = (line: Buffer, field: string) => {
  const stamp = (JSON.parse(line.toString()) as Record<string, string | number>)[field];
  return typeof stamp === 'number' ? stamp : Date.parse(stamp);
};

describe('maintenance', () => {
  it('takes out what is made in the voids that its windows touch, and changes no other line; twice the same', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary({ hasFineStamps: false }), fc.array(window, { minLength: 1, maxLength: 3 }), async ({ log, options: drawn }, maintenance) => {
      const options = { ...drawn, annotate: false };
      const files = filesOfLog(log);
      const without = await recoverInMemory(files, options);
      const known = new Set(files.flatMap(splitLines).map((line) => line.toString().replace(/\r$/, '')));
      const touched = touchedVoids(without, maintenance);
      const { timestamp, sensor_id: id } = log.fields;
      const expected = splitLines(without.clean).filter((line) => {
        if (known.has(line.toString().replace(/\r$/, ''))) return true;
        const sensor = (JSON.parse(line.toString()) as Record<string, string>)[id] ?? 'sensor';
        const timeMs = timeOf(line, timestamp);
        return !touched.some(({ sensor: own, afterMs, beforeMs }) => own === sensor && afterMs < timeMs && timeMs < beforeMs);
      });
      const once = await recoverInMemory(files, { ...options, maintenance });
      expect(splitLines(once.clean).map(String)).toEqual(expected.map(String));
      const left = parseLines<Entry>(once.audit).filter((entry) => entry.left === 'maintenance');
      for (const { sensor_id: sensor, after, before, maintenance: reason } of left) {
        const spans = [{ sensor, afterMs: after === null ? -Infinity : Date.parse(after), beforeMs: before === null ? Infinity : Date.parse(before) }];
        expect(maintenance.some((one) => one.reason === reason && spans.some(({ afterMs, beforeMs }) => one.from.timeMs < beforeMs && one.to.timeMs > afterMs))).toBe(true);
      }
      expect(left.filter(({ after, before }) => after !== null && before !== null)).toHaveLength(touched.length);
      expect((await recoverInMemory([once.clean], { ...options, maintenance })).clean.toString()).toBe(once.clean.toString());
    }), FEW_RUNS);
  });

  const event = (minute: number, temperature: number | null) => `{"timestamp":"2026-01-01T00:${String(minute).padStart(2, '0')}:00Z","temperature":${temperature}}\n`;
  const log = Buffer.from([event(0, 52), event(1, 52), event(2, 99), event(3, 52), event(5, 52), event(6, 52), event(8, 99), event(9, 52), event(10, null), event(11, 52)].join(''));
  const at = (minute: number) => ({ timeMs: START_MS + minute * 60_000, timeNs: 0 });

  it('drops failed readings in its windows, leaves nulls missing, and says why', async () => {
    const { audit, recovery: { accounting } } = await recoverInMemory([log], { maintenance: [{ from: at(7), to: at(11), reason: 'a new "door"' }] });
    expect(accounting).toMatchObject({ repaired: 1, dropped: 1, missing: 1, filled: 1, gaps: 2, gapsLeft: 1 });
    const entries = parseLines<Entry>(audit);
    expect(entries.filter(({ kind }) => kind === 'drop')).toMatchObject([{ because: 'maintenance', maintenance: 'a new "door"' }]);
    expect(entries.filter(({ left }) => left)).toMatchObject([{ left: 'maintenance', maintenance: 'a new "door"' }, { left: 'maintenance' }]);
  });

  it('is the reason of voids that are too long as well, and holds for the library', async () => {
    const entries: object[] = [];
    const events = [];
    const source = [{ timestamp: '2026-01-01T00:00:00Z', temperature: 52 }, { timestamp: '2026-01-01T00:01:00Z', temperature: 52 }, { timestamp: '2026-01-01T00:09:00Z', temperature: 52 }];
    const options = { intervals: [{ pattern: '*', intervalMs: 60_000 }], maxGapMs: 60_000, maintenance: [{ from: at(4), to: at(5), reason: 'moved' }] };
    for await (const one of recover(source, { ...options, onAudit: (entry) => void entries.push(entry) })) events.push(one);
    expect(events).toHaveLength(3);
    expect(entries).toMatchObject([{ kind: 'void', left: 'maintenance', maintenance: 'moved' }]);
  });
});
