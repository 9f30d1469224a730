import { describe, expect, it } from 'vitest';
import { createWindows } from '../../src/aggregate/tumbling-windows.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const hoursOf = ({ startMs, endMs }: { startMs: number; endMs: number }) => (endMs - startMs) / HOUR;

/** Every window from one instant to another, found by asking at the end of each. */
function windowsBetween(windowOf: ReturnType<typeof createWindows>, fromMs: number, toMs: number) {
  const windows = [];
  for (let at = fromMs; at < toMs; ) {
    const window = windowOf(at);
    windows.push(window);
    at = window.endMs;
  }
  return windows;
}

describe('createWindows', () => {
  it('counts windows in UTC from the epoch, before it too', () => {
    const windowOf = createWindows(HOUR);
    expect(windowOf(HOUR * 5 + 1)).toEqual({ startMs: 5 * HOUR, endMs: 6 * HOUR });
    expect(windowOf(-1)).toEqual({ startMs: -HOUR, endMs: 0 });
  });

  it.each<[string, string, number, number]>([
    ['Europe/Berlin', '2026-03-29T12:00:00Z', 23, Date.UTC(2026, 2, 28, 23)],
    ['Europe/Berlin', '2026-10-25T12:00:00Z', 25, Date.UTC(2026, 9, 24, 22)],
    ['Europe/Berlin', '2026-07-01T21:59:59.999Z', 24, Date.UTC(2026, 5, 30, 22)],
    ['Europe/Berlin', '2026-07-01T22:00:00Z', 24, Date.UTC(2026, 6, 1, 22)],
    ['America/New_York', '2026-03-08T12:00:00Z', 23, Date.UTC(2026, 2, 8, 5)],
    ['Asia/Kolkata', '2026-03-08T12:00:00Z', 24, Date.UTC(2026, 2, 7, 18, 30)],
    ['Australia/Lord_Howe', '2026-04-05T00:00:00Z', 24.5, Date.UTC(2026, 3, 4, 13)],
    // The clock is put from midnight to one: the day begins at one.
    ['Africa/Cairo', '2026-04-24T12:00:00Z', 23, Date.UTC(2026, 3, 23, 22)],
  ])('days of %s at %s have their own length', (zone, at, hours, startMs) => {
    const window = createWindows(DAY, zone)(Date.parse(at));
    expect([hoursOf(window), window.startMs]).toEqual([hours, startMs]);
  });

  it.each(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Africa/Cairo', 'Pacific/Apia', 'UTC'])('windows of %s leave no hole and do not overlap', (zone) => {
    for (const lengthMs of [900_000, 6 * HOUR, DAY, 7 * DAY]) {
      const windowOf = createWindows(lengthMs, zone);
      const windows = windowsBetween(windowOf, Date.UTC(2026, 2, 20), Date.UTC(2026, 4, 1));
      for (const [i, { startMs, endMs }] of windows.entries()) {
        expect(endMs).toBeGreaterThan(startMs);
        if (i > 0) expect(startMs).toBe(windows[i - 1].endMs);
        for (const inside of [startMs, endMs - 1]) expect(createWindows(lengthMs, zone)(inside)).toEqual({ startMs, endMs });
      }
    }
  });

  it('hours of a 23 hour day are whole, six hours end with the day', () => {
    const day = Date.UTC(2026, 2, 28, 23);
    expect(windowsBetween(createWindows(HOUR, 'Europe/Berlin'), day, day + 23 * HOUR)).toHaveLength(23);
    expect(windowsBetween(createWindows(6 * HOUR, 'Europe/Berlin'), day, day + 23 * HOUR).map(hoursOf)).toEqual([6, 6, 6, 5]);
  });

  it('refuses a zone that is none and lengths without a place in a day', () => {
    expect(() => createWindows(DAY, 'Europe/Atlantis')).toThrow(/not a time zone/);
    expect(() => createWindows(7 * HOUR, 'Europe/Berlin')).toThrow(/no place in local time/);
  });
});
