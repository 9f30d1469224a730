import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_MS, EARLIEST_MS, LATEST_MS, dateFromDays, daysFromDate, daysInMonth } from '../../src/model/calendar.js';

const firstDay = EARLIEST_MS / DAY_MS;
const lastDay = Math.floor(LATEST_MS / DAY_MS);

test('days and dates agree with the built-in calendar over the years 0000 to 9999', () => {
  fc.assert(
    fc.property(fc.integer({ min: firstDay, max: lastDay }), (days) => {
      const date = new Date(days * DAY_MS);
      const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      expect(dateFromDays(days)).toBe(year * 10_000 + month * 100 + day);
      expect(daysFromDate(year, month, day)).toBe(days);
    }),
    { numRuns: 2000 },
  );
});

test('a month has as many days as the built-in calendar gives it', () => {
  for (const year of [0, 4, 100, 400, 1900, 2000, 2023, 2024, 2100, 9999]) {
    for (let month = 1; month <= 12; month++) {
      const last = new Date(0);
      last.setUTCFullYear(year, month, 0);
      expect(daysInMonth(year, month)).toBe(last.getUTCDate());
    }
  }
});
