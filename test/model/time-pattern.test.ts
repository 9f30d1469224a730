import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { createTimePattern } from '../../src/model/time-pattern.js';
import { createTimeZone } from '../../src/model/time-zone.js';

const read = (pattern: string, text: string) => {
  const out = { timeMs: 0, timeNs: 0 };
  return createTimePattern(pattern).read(text, out) ?? out;
};

const PATTERNS = ['dd.MM.yyyy HH:mm', 'yyyy/MM/dd HH:mm:ss', "yyyy-MM-dd'T'HH:mm:ss.SSS", 'ddMMyyyyHHmmss', 'MM-dd-yyyy HH', "dd.MM.yyyy 'um' HH:mm"];
const OTHERS = ['d.M.yyyy H:mm', 'MM/dd/yyyy hh:mm a', 'd MMM yyyy HH:mm:ss', 'MMMM d, yyyy h:mm a', 'dd.MM.yy HH:mm'];
const timeMs = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2060, 0, 1) });

describe('a pattern of times', () => {
  test.each([...PATTERNS, ...OTHERS])('%s writes and reads what Luxon does', (pattern) => {
    fc.assert(fc.property(timeMs, (ms) => {
      const oracle = DateTime.fromMillis(ms, { zone: 'utc', locale: 'en' });
      const text = oracle.toFormat(pattern);
      const compiled = createTimePattern(pattern);
      expect(compiled.write(ms, 0)).toBe(text);
      expect(read(pattern, text)).toEqual({ timeMs: DateTime.fromFormat(text, pattern, { zone: 'utc', locale: 'en' }).toMillis(), timeNs: 0 });
    }));
  });

  test('keeps nanoseconds', () => {
    const pattern = 'yyyy-MM-dd HH:mm:ss.SSSSSSSSS';
    expect(read(pattern, '2026-01-01 00:00:00.123456789')).toEqual({ timeMs: Date.UTC(2026, 0, 1) + 123, timeNs: 456_789 });
    expect(createTimePattern(pattern).write(Date.UTC(2026, 0, 1) + 123, 456_789)).toBe('2026-01-01 00:00:00.123456789');
  });

  test.each([
    ['dd.MM.yyyy HH:mm', '31.02.2026 00:00', 'timestamp-no-such-date'],
    ['dd.MM.yyyy HH:mm', '29.02.2026 00:00', 'timestamp-no-such-date'],
    ['dd.MM.yyyy HH:mm', '01.01.2026 24:00', 'timestamp-no-such-date'],
    ['d.M.yyyy HH:mm', '31.2.2026 00:00', 'timestamp-no-such-date'],
    ['dd.MM.yyyy HH:mm', '1.1.2026 00:00', 'timestamp-syntax'],
    ['dd.MM.yyyy HH:mm', '01.01.2026 00:00 ', 'timestamp-syntax'],
    ['dd.MM.yyyy HH:mm', '01/01/2026 00:00', 'timestamp-syntax'],
    ['dd.MM.yyyy HH:mm', '0x.01.2026 00:00', 'timestamp-syntax'],
    ['d.M.yyyy HH:mm', '01.01.2026', 'timestamp-syntax'],
  ])('%s refuses %s', (pattern, text, code) => expect(read(pattern, text)).toBe(code));

  test.each([
    ['dd.MM.yyyy', 'no hour'],
    ['HH:mm', 'no year'],
    ['dd.yyyy HH:mm', 'no month'],
    ['MM.yyyy HH:mm', 'no day'],
    ['dd.MM.yyyy hh:mm', 'no hour'],
    ['dd.MM.yyyy HH:mm Q', 'Q means nothing'],
    ["dd.MM.yyyy HH:mm 'Uhr", 'a quote without'],
    ['dd.MM.yyyy HH:mm zone of the place where it stands', 'longer than'],
  ])('%s is refused: %s', (pattern, why) => expect(() => createTimePattern(pattern)).toThrow(why));
});

describe('a time zone', () => {
  test.each(['Europe/Berlin', 'UTC', '+01:00', '-0330', 'Z'])('%s is one', (name) => expect(() => createTimeZone(name)).not.toThrow());
  test.each(['Europe/Berln', '+1', '+01:75', '', 'local', '+25:00'])('"%s" is none', (name) => expect(() => createTimeZone(name)).toThrow('is not a time zone'));
});
