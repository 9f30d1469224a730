import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EARLIEST_MS, LATEST_MS } from '../../src/model/calendar.js';
import type { DeadLetterCode } from '../../src/model/dead-letter.js';
import { parseTimestampText } from '../../src/model/timestamp-text.js';

function parse(text: string, assumeUtc = false): [number, number] | DeadLetterCode {
  const out = { timeMs: 0, timeNs: 0 };
  return parseTimestampText(text, assumeUtc, out) ?? [out.timeMs, out.timeNs];
}

test.each<[string, [number, number]]>([
  ['1970-01-01T00:00:00Z', [0, 0]],
  ['1970-01-01t00:00:00z', [0, 0]],
  ['1970-01-01 00:00:01.5Z', [1500, 0]],
  ['1970-01-01T00:00:00.000000001Z', [0, 1]],
  ['1969-12-31T23:59:59.999999999Z', [-1, 999_999]],
  ['1970-01-01T00:00:00.1234567890000Z', [123, 456_789]],
  ['1970-01-01T05:30:00+05:30', [0, 0]],
  ['1969-12-31T19:00:00.25-05:00', [250, 0]],
  ['1970-01-01T00:00:00-00:00', [0, 0]],
  ['0000-01-01T00:00:00Z', [EARLIEST_MS, 0]],
  ['9999-12-31T23:59:59.999999999Z', [LATEST_MS, 999_999]],
  ['2024-02-29T00:00:00Z', [Date.UTC(2024, 1, 29), 0]],
  ['2016-12-31T23:59:60Z', [Date.UTC(2017, 0, 1), 0]],
  ['2017-01-01T08:59:60.5+09:00', [Date.UTC(2017, 0, 1) + 500, 0]],
])('%s is read', (text, expected) => {
  expect(parse(text)).toEqual(expected);
});

test.each<[string, DeadLetterCode]>([
  ['', 'timestamp-syntax'],
  ['2026-01-01', 'timestamp-syntax'],
  ['2026-01-01T00:00Z', 'timestamp-syntax'],
  ['2026-01-01T00:00:00.Z', 'timestamp-syntax'],
  ['2026-01-01T00:00:00,5Z', 'timestamp-syntax'],
  ['2026-01-01T00:00:00Zulu', 'timestamp-syntax'],
  ['2026-01-01T00:00:00 Z', 'timestamp-syntax'],
  ['2026-01-01T00:00:00+0100', 'timestamp-syntax'],
  ['2026-01-01T00:00:00+01', 'timestamp-syntax'],
  ['2026-01-01T00:00:00+1a:00', 'timestamp-syntax'],
  ['2026-01-01_00:00:00Z', 'timestamp-syntax'],
  ['2026/01/01T00:00:00Z', 'timestamp-syntax'],
  ['+2026-01-01T00:00:0Z', 'timestamp-syntax'],
  ['20260101T000000.0000Z', 'timestamp-syntax'],
  [' 2026-01-01T00:00:00Z', 'timestamp-syntax'],
  ['２026-01-01T00:00:00Z', 'timestamp-syntax'],
  ['1767225600000000000', 'timestamp-syntax'],
  ['2026-02-30T00:00:00Z', 'timestamp-no-such-date'],
  ['2025-02-29T00:00:00Z', 'timestamp-no-such-date'],
  ['1900-02-29T00:00:00Z', 'timestamp-no-such-date'],
  ['2026-00-01T00:00:00Z', 'timestamp-no-such-date'],
  ['2026-13-01T00:00:00Z', 'timestamp-no-such-date'],
  ['2026-01-00T00:00:00Z', 'timestamp-no-such-date'],
  ['2026-04-31T00:00:00Z', 'timestamp-no-such-date'],
  ['2026-01-01T24:00:00Z', 'timestamp-no-such-date'],
  ['2026-01-01T00:60:00Z', 'timestamp-no-such-date'],
  ['2026-01-01T00:00:61Z', 'timestamp-no-such-date'],
  ['2026-01-01T00:00:60Z', 'timestamp-no-such-date'],
  ['2016-12-30T23:59:60Z', 'timestamp-no-such-date'],
  ['2016-12-31T23:59:60+01:00', 'timestamp-no-such-date'],
  ['2026-01-01T00:00:00+24:00', 'timestamp-no-such-date'],
  ['2026-01-01T00:00:00+01:60', 'timestamp-no-such-date'],
  ['2026-01-01T00:00:00', 'timestamp-no-zone'],
  ['2026-01-01 00:00:00.123', 'timestamp-no-zone'],
  ['2026-01-01T00:00:00.0000000001Z', 'timestamp-precision'],
  ['0000-01-01T00:00:00+00:01', 'timestamp-range'],
  ['9999-12-31T23:59:59-00:01', 'timestamp-range'],
  ['9999-12-31T23:59:60Z', 'timestamp-range'],
])('%j is refused as %s', (text, code) => {
  expect(parse(text)).toBe(code);
});

test('a date-time without zone is UTC where that is assumed', () => {
  expect(parse('2026-01-01 00:00:00.5', true)).toEqual([Date.UTC(2026, 0, 1) + 500, 0]);
  expect(parse('2026-01-01T00:00:00+01:00', true)).toEqual([Date.UTC(2026, 0, 1) - 3_600_000, 0]);
});

test('it agrees with Date over random instants, and with a shift by their offset', () => {
  fc.assert(
    fc.property(fc.integer({ min: EARLIEST_MS, max: LATEST_MS }), fc.integer({ min: -1439, max: 1439 }), (timeMs, offset) => {
      expect(parse(new Date(timeMs).toISOString())).toEqual([timeMs, 0]);
      const zone = `${offset < 0 ? '-' : '+'}${new Date(Math.abs(offset) * 60_000).toISOString().slice(11, 16)}`;
      const utcMs = timeMs - offset * 60_000;
      const expected = utcMs < EARLIEST_MS || utcMs > LATEST_MS ? 'timestamp-range' : [utcMs, 0];
      expect(parse(new Date(timeMs).toISOString().replace('Z', zone))).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

test('of all dates and times that digits can spell it reads those that Date.UTC gives back unchanged', () => {
  const two = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
  const seconds = two(62).filter((second) => second !== 60);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9999 }), two(14), two(33), two(25), two(62), seconds, (year, month, day, hour, minute, second) => {
      const pad = (number: number, width = 2): string => String(number).padStart(width, '0');
      const text = `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}:${pad(second)}`;
      const date = new Date(0);
      date.setUTCFullYear(year, month - 1, day);
      date.setUTCHours(hour, minute, second);
      const exists = month > 0 && date.toISOString().startsWith(text);
      expect(parse(`${text}Z`)).toEqual(exists ? [date.getTime(), 0] : 'timestamp-no-such-date');
    }),
    { numRuns: 2000 },
  );
});
