import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EARLIEST_MS, LATEST_MS } from '../../src/model/calendar.js';
import { TelemendError } from '../../src/model/errors.js';
import {
  compareInstants,
  formatInstant,
  parseInstantArgument,
  roundInstant,
  spellingResolutionNs,
  type PlainSpelling,
} from '../../src/model/instant.js';
import { parseTimestampNumber } from '../../src/model/timestamp-number.js';
import { parseTimestampText } from '../../src/model/timestamp-text.js';

const DAY = 86_400_000;
const timeMs = fc.integer({ min: EARLIEST_MS + DAY, max: LATEST_MS - DAY });
const timeNs = fc.integer({ min: 0, max: 999_999 });
const textSpelling: fc.Arbitrary<PlainSpelling> = fc.record({
  kind: fc.constant('text' as const),
  separator: fc.constantFrom('T', 't', ' '),
  zone: fc.constantFrom('Z', 'z', '', '+00:00', '-00:00', '+05:45', '-11:30'),
  digits: fc.integer({ min: 0, max: 9 }),
});
const numberSpelling: fc.Arbitrary<PlainSpelling> = fc.oneof(
  ...([['s', 9], ['ms', 6], ['us', 3], ['ns', 0]] as const).map(([unit, most]) =>
    fc.record({ kind: fc.constant('number' as const), unit: fc.constant(unit), digits: fc.integer({ min: 0, max: most }) }),
  ),
);
const nanoseconds = (ms: number, ns: number): bigint => BigInt(ms) * 1_000_000n + BigInt(ns);

describe('formatInstant', () => {
  test.each<[number, number, PlainSpelling, string]>([
    [0, 0, { kind: 'text', separator: 'T', zone: 'Z', digits: 3 }, '1970-01-01T00:00:00.000Z'],
    [-1, 999_999, { kind: 'text', separator: ' ', zone: '', digits: 9 }, '1969-12-31 23:59:59.999999999'],
    [0, 0, { kind: 'text', separator: 'T', zone: '-03:30', digits: 0 }, '1969-12-31T20:30:00-03:30'],
    [EARLIEST_MS, 0, { kind: 'text', separator: 'T', zone: 'Z', digits: 0 }, '0000-01-01T00:00:00Z'],
    [1500, 0, { kind: 'number', unit: 's', digits: 1 }, '1.5'],
    [1500, 0, { kind: 'number', unit: 'ns', digits: 0 }, '1500000000'],
    [0, 5, { kind: 'number', unit: 's', digits: 9 }, '0.000000005'],
    [-1, 999_999, { kind: 'number', unit: 'ns', digits: 0 }, '-1'],
    [-500, 0, { kind: 'number', unit: 's', digits: 3 }, '-0.500'],
  ])('spells %d ms %d ns as %j', (ms, ns, spelling, expected) => {
    expect(formatInstant(ms, ns, spelling)).toBe(expected);
  });

  test("writes telemend's own spelling like toISOString", () => {
    fc.assert(
      fc.property(timeMs, timeNs, (ms, ns) => {
        expect(formatInstant(ms, ns)).toBe(new Date(ms).toISOString());
      }),
    );
  });

  test('is read back as the same instant, in every spelling, once rounded to its resolution', () => {
    fc.assert(
      fc.property(timeMs, timeNs, fc.oneof(textSpelling, numberSpelling), (ms, ns, spelling) => {
        const instant = roundInstant(ms, ns, spellingResolutionNs(spelling));
        const text = formatInstant(instant.timeMs, instant.timeNs, spelling);
        const out = { timeMs: 0, timeNs: 0 };
        const bytes = Buffer.from(text);
        const fault =
          spelling.kind === 'number' ? parseTimestampNumber(bytes, 0, bytes.length, spelling.unit, out) : parseTimestampText(text, true, out);
        expect(fault).toBeUndefined();
        expect(out).toEqual(instant);
      }),
      { numRuns: 2000 },
    );
  });
});

test('roundInstant gives the nearest multiple, ties to the later, exactly', () => {
  const resolution = fc.constantFrom(1, 10, 1_000, 100_000, 1_000_000, 10_000_000, 1_000_000_000, 60_000_000_000);
  fc.assert(
    fc.property(timeMs, timeNs, resolution, (ms, ns, resolutionNs) => {
      const { timeMs: roundedMs, timeNs: roundedNs } = roundInstant(ms, ns, resolutionNs);
      const rounded = nanoseconds(roundedMs, roundedNs);
      const difference = rounded - nanoseconds(ms, ns);
      expect(rounded % BigInt(resolutionNs)).toBe(0n);
      expect(2n * difference <= BigInt(resolutionNs) && 2n * difference > -BigInt(resolutionNs)).toBe(true);
      expect(roundedNs >= 0 && roundedNs < 1_000_000).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('compareInstants orders as the nanoseconds do', () => {
  const near = fc.tuple(fc.integer({ min: -2, max: 2 }), fc.constantFrom(0, 1, 999_999));
  fc.assert(
    fc.property(near, near, ([aMs, aNs], [bMs, bNs]) => {
      const difference = nanoseconds(aMs, aNs) - nanoseconds(bMs, bNs);
      expect(Math.sign(compareInstants(aMs, aNs, bMs, bNs))).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
    }),
  );
});

test('an instant on the command line is RFC 3339 or epoch milliseconds, and anything else a usage error', () => {
  expect(parseInstantArgument('1970-01-01T00:00:01Z')).toEqual({ timeMs: 1000, timeNs: 0 });
  expect(parseInstantArgument('-1500.25')).toEqual({ timeMs: -1501, timeNs: 750_000 });
  for (const text of ['yesterday', '', '1e3', '2026-02-30T00:00:00Z', '2026-01-01T00:00:00', '99999999999999999999999']) {
    expect(() => parseInstantArgument(text)).toThrow(TelemendError);
  }
});
