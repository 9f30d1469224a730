import { describe, expect, it } from 'vitest';
import { createProfileReader, fitDailyProfile } from '../../src/fill/harmonic-profile.js';

const HOUR_MS = 3_600_000;
function hourly(days: number, course: (hour: number) => number) {
  const timeMs = Float64Array.from({ length: 24 * days + 1 }, (_, i) => i * HOUR_MS);
  return [{ timeMs, value: timeMs.map((ms) => course(ms / HOUR_MS)) }];
}

describe('fitDailyProfile', () => {
  it('finds a daily course again, also between the readings', () => {
    const course = (hour: number) => 0.5 + Math.sin((2 * Math.PI * hour) / 24) - 0.3 * Math.cos((4 * Math.PI * hour) / 24);
    const read = createProfileReader(fitDailyProfile(hourly(5, course), HOUR_MS)!);
    for (const hour of [0, 0.5, 7.25, 23.9, 100.1]) expect(read(hour * HOUR_MS)).toBeCloseTo(course(hour), 3);
    expect(read(-1)).toBeCloseTo(course(0), 3);
  });

  it('finds none in less than three days, with too few readings a day, or where part of the day is unseen', () => {
    expect(fitDailyProfile(hourly(2, Math.sin), HOUR_MS)).toBeUndefined();
    expect(fitDailyProfile(hourly(9, Math.sin), 12 * HOUR_MS)).toBeUndefined();
    const [{ timeMs, value }] = hourly(9, Math.sin);
    const nights = value.map((y, i) => (i % 24 < 8 ? y : NaN));
    expect(fitDailyProfile([{ timeMs, value: nights }], HOUR_MS)).toBeUndefined();
  });
});
