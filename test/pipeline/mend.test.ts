// Cases of mending that went wrong once, or that no other test would notice.
import { describe, expect, it } from 'vitest';
import type { RecoverOptions } from '../../src/pipeline/options.js';
import { parseLines, recoverInMemory } from './recover-in-memory.js';

interface CleanEvent {
  readonly sensor_id: string;
  readonly timestamp: string;
  readonly temperature: number;
  readonly origin?: string;
}

const START_MS = Date.UTC(2026, 0, 1);
const stamp = (timeMs: number) => new Date(START_MS + timeMs).toISOString();
const line = (sensor_id: string, timestamp: string, temperature: number | null) => JSON.stringify({ sensor_id, timestamp, temperature });
const logOf = (lines: readonly string[]) => Buffer.from(`${lines.join('\n')}\n`);
const absolute = (timeMs: number) => ({ kind: 'absolute', timeMs: START_MS + timeMs, timeNs: 0 }) as const;

/** Recovers in batches of a few rows each, which shows what is written too early. */
async function recoverLines(lines: readonly string[], options: RecoverOptions = {}) {
  const recovered = await recoverInMemory([logOf(lines)], { ...options, chunkBytes: 200 });
  return { ...recovered, events: parseLines<CleanEvent>(recovered.clean) };
}

describe('mending', () => {
  it('fills up to --from and --to, null and failed readings among it', async () => {
    const lines = [3, 4, 5, 6, 7].map((second) => line('a', stamp(second * 1000), second === 3 ? null : second === 7 ? 99 : 52));
    const window = { from: absolute(0), to: absolute(10_000) };
    const { events, recovery } = await recoverLines(lines, window);
    expect(events.map(({ timestamp }) => timestamp)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((second) => stamp(second * 1000)));
    expect(events.map(({ origin = 'observed' }) => origin[0]).join('')).toBe('ffffooorff');
    expect(recovery.accounting).toMatchObject({ missing: 1, repaired: 1, filled: 6, gaps: 2, gapsLeft: 0 });
    expect((await recoverLines(lines)).events.map(({ origin }) => origin)).toEqual([undefined, undefined, undefined]);
  });

  it('counts a gap among readings that are all null', async () => {
    const lines = [0, 1, 2, 4, 5].map((second) => line('a', stamp(second * 1000), null));
    const { recovery } = await recoverLines([...lines, line('b', stamp(9000), 52)], { intervals: [{ pattern: 'a', intervalMs: 1000 }] });
    expect(recovery.accounting).toMatchObject({ missing: 5, observed: 1, filled: 0, gaps: 1, gapsLeft: 1 });
  });

  it('does not take jitter at --from for a missing event', async () => {
    const lines = [0, 1000, 1900, 3300, 4000, 5000, 6000, 7000].map((timeMs) => line('a', stamp(timeMs), 52));
    const { recovery } = await recoverLines(lines, { from: absolute(1950), to: absolute(8300) });
    expect(recovery.accounting).toMatchObject({ outside: 3, observed: 5, filled: 0 });
  });

  it('writes the log of a series in order while another falls silent and comes back slower', async () => {
    const slow = [...Array.from({ length: 30 }, (_, k) => k * 1000), ...Array.from({ length: 22 }, (_, k) => 329_000 + 100_000 * k)];
    const fast = Array.from({ length: 240 }, (_, k) => k * 10_000);
    const lines = [...slow.map((timeMs) => ({ timeMs, sensor: 'slow' })), ...fast.map((timeMs) => ({ timeMs, sensor: 'fast' }))];
    lines.sort((a, b) => a.timeMs - b.timeMs);
    const { events, audit } = await recoverLines(lines.map(({ timeMs, sensor }) => line(sensor, stamp(timeMs), 52)));
    expect(events).toHaveLength(lines.length);
    expect(parseLines<{ kind: string; left?: string }>(audit)).toMatchObject([{ kind: 'cadence' }, { kind: 'void', left: 'max-gap' }]);
  });

  it('lets no dead sensor hold the rest of the log in memory', async () => {
    const dying = [line('a', stamp(0), 52), line('a', stamp(1000), 52), line('a', stamp(2000), 99)];
    const single = line('b', stamp(2500), 52);
    const alive = Array.from({ length: 2000 }, (_, k) => line('c', stamp(3000 + k * 1000), 52));
    let batches = 0;
    const { recovery } = await recoverInMemory([logOf([...dying, single, ...alive])], { chunkBytes: 2000, memoryBytes: 64 * 2000, onBatch: () => batches++ });
    expect(recovery.accounting).toMatchObject({ dropped: 1, observed: 2003 });
    expect(batches).toBeGreaterThan(20);
  });

  it('writes a null reading with a finer timestamp in the resolution of its series', async () => {
    const stamps = ['00', '02', '04', '05.5', '08', '10', '12', '14', '16'].map((second) => `2026-01-01T00:00:${second}Z`);
    const lines = stamps.map((timestamp) => line('a', timestamp, timestamp.includes('.') ? null : 52));
    const { events } = await recoverLines(lines);
    expect(events[3]).toMatchObject({ timestamp: '2026-01-01T00:00:06Z', origin: 'filled' });
  });

  it('gives no filled event the instant of a failed one with a finer timestamp', async () => {
    const stamps = ['00', '02', '04', '06', '08', '11.9', '12', '14', '16', '18', '20'].map((second) => `2026-01-01T00:00:${second}Z`);
    const lines = stamps.map((timestamp) => line('a', timestamp, timestamp.includes('.') ? 99 : 52));
    for (const repair of ['replace', 'keep'] as const) {
      const { events } = await recoverLines(lines, { repair });
      const times = events.map(({ timestamp }) => Date.parse(timestamp));
      expect(times.every((time, i) => i === 0 || time > times[i - 1])).toBe(true);
    }
  });

  it('knows the same cadence of a log with every second reading failed as of the clean series made of it', async () => {
    const lines = Array.from({ length: 30 }, (_, k) => line('a', stamp(k * 1000), k % 2 === 1 ? 99 : 52));
    const once = await recoverLines(lines, { maxGapMs: 0 });
    const twice = await recoverInMemory([once.clean], { maxGapMs: 0 });
    expect(twice.recovery.profiles[0].cadenceMs).toBe(once.recovery.profiles[0].cadenceMs);
    expect(twice.clean.equals(once.clean)).toBe(true);
  });

  it('lets duplicates count once where it judges which readings a faulty clock made', async () => {
    const lines = Array.from({ length: 60 }, (_, k) => line('a', stamp(k * 1000), 52));
    const stray = line('a', '2040-01-01T00:00:00.000Z', 52);
    const once = await recoverLines([...lines, ...lines, stray], { annotate: true });
    expect(once.clean.toString()).toMatch(/2040.*"flag":1\}\n$/); // one of 61, not one of 121
    expect((await recoverInMemory([once.clean], { annotate: true })).clean.equals(once.clean)).toBe(true);
  });

  it('writes an audit in JSON for a series too short to have a cadence', async () => {
    const { audit } = await recoverLines([line('a', stamp(0), 52), line('a', stamp(1000), null)]);
    expect(parseLines(audit)).toMatchObject([{ kind: 'missing' }, { kind: 'void', cadenceMs: null, lengthMs: null, left: 'no-cadence' }]);
  });
});
