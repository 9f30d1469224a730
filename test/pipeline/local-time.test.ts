// A log in local time and its twin in UTC are recovered to the same, and the clean series says the same when it is recovered again.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RecoverOptions } from '../../src/pipeline/options.js';
import { offsetByIntl, transitionsOf } from '../model/zones-by-intl.js';
import { parseLines, recoverInMemory } from './recover-in-memory.js';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca'].map((zone) => {
  const offsetAt = offsetByIntl(zone);
  return { zone, offsetAt, transitions: transitionsOf(offsetAt, Date.UTC(2024, 0), Date.UTC(2026, 0)) };
});

const FORMATS = [
  { timeFormat: undefined, spell: (local: string) => local.slice(0, 19) },
  { timeFormat: 'dd.MM.yyyy HH:mm', spell: (local: string) => `${local.slice(8, 10)}.${local.slice(5, 7)}.${local.slice(0, 4)} ${local.slice(11, 16)}` },
];

interface Event {
  readonly sensor_id: string;
  readonly timestamp: string;
  readonly temperature: number;
  readonly origin?: string;
}

const caseArbitrary = fc.record({
  zone: fc.constantFrom(...ZONES),
  format: fc.constantFrom(...FORMATS),
  pick: fc.nat(7),
  minutes: fc.constantFrom(1, 5, 10, 15),
  gapAt: fc.double({ min: 0, max: 1, noNaN: true }),
  gapMinutes: fc.integer({ min: 0, max: 16 }),
  twiceAt: fc.double({ min: 0, max: 1, noNaN: true }),
  cutAt: fc.double({ min: 0, max: 1, noNaN: true }),
  far: fc.integer({ min: 60, max: 300 }),
});

test('a log in local time is recovered as its twin in UTC, with nothing of the change of the clock in it, and again as it is', async () => {
  await fc.assert(fc.asyncProperty(caseArbitrary, async ({ zone: { zone, offsetAt, transitions }, format, pick, minutes, gapAt, gapMinutes, twiceAt, cutAt, far }) => {
    const { atMs, beforeMs, afterMs } = transitions[pick % transitions.length];
    // A series with less than a reading in the doubled span leaves nothing to tell its halves by.
    fc.pre(3 * minutes * 60_000 <= Math.abs(beforeMs - afterMs));
    const steps = Math.floor((2 * far) / minutes);
    const times = Array.from({ length: steps }, (_, i) => atMs - far * 60_000 + i * minutes * 60_000);
    const gapStart = Math.floor(gapAt * steps);
    const gapLength = Math.floor(gapMinutes / minutes);
    const kept = times.filter((_, i) => i < gapStart || i >= gapStart + gapLength);
    const twice = Math.min(Math.floor(twiceAt * kept.length), kept.length - 1);
    kept.splice(twice, 0, kept[twice]);
    const logOf = (spell: (timeMs: number) => string) => kept.map((timeMs, i) => (
      `{"sensor_id":"a","timestamp":"${spell(timeMs)}","temperature":${(52 + Math.sin(timeMs / 3e6)).toFixed(2)}}\n${i % 3 === 0 ? `{"sensor_id":"b","timestamp":"${spell(timeMs)}","temperature":${(51 + Math.cos(timeMs / 3e6)).toFixed(1)}}\n` : ''}`
    ));
    const spellLocal = (timeMs: number) => format.spell(new Date(timeMs + offsetAt(timeMs)).toISOString());
    const cut = Math.floor(cutAt * kept.length);
    const local = logOf(spellLocal);
    const files = [local.slice(0, cut), local.slice(cut)].map((lines) => Buffer.from(lines.join('')));

    const given: RecoverOptions = { intervals: [{ pattern: 'a', intervalMs: minutes * 60_000 }, { pattern: 'b', intervalMs: minutes * 180_000 }] };
    const localOptions: RecoverOptions = { ...given, timezone: zone, timeFormat: format.timeFormat };
    const twin = await recoverInMemory([Buffer.from(logOf((timeMs) => new Date(timeMs).toISOString().replace('.000', '')).join(''))], given);
    const found = await recoverInMemory(files, localOptions);
    expect(found.recovery.accounting).toEqual(twin.recovery.accounting);
    const expected = parseLines<Event>(twin.clean).map((event) => ({ ...event, timestamp: spellLocal(Date.parse(event.timestamp)) }));
    const clean = parseLines<Event>(found.clean);
    expect(clean.map(({ sensor_id, timestamp, temperature, origin }) => ({ sensor_id, timestamp, temperature, origin })))
      .toEqual(expected.map(({ sensor_id, timestamp, temperature, origin }) => ({ sensor_id, timestamp, temperature, origin })));
    const again = await recoverInMemory([found.clean], localOptions);
    expect(again.clean.toString()).toBe(found.clean.toString());
  }), { numRuns: 25 });
});
