// The chart of where voids were: what each column shows, which series come first, and that it fits the terminal.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { courseChart, type SeriesCourse } from '../../src/report/course-chart.js';
import { textWidth } from '../../src/report/text-width.js';

const MINUTE = 60_000;

function course(sensorId: string, bins: readonly (readonly [observed: number, repaired: number, filled: number])[]): SeriesCourse {
  const column = (part: number) => bins.map((bin) => bin[part]);
  return {
    sensorId, cadenceMs: MINUTE / 10,
    course: { fromMs: 0, widthMs: MINUTE, observed: column(0), repaired: column(1), filled: column(2) },
  };
}

describe('courseChart', () => {
  it('shades what was made, and marks what was left open', () => {
    const chart = courseChart([course('s1', [[10, 0, 0], [8, 1, 1], [5, 0, 5], [0, 0, 10], [0, 0, 0], [4, 0, 0], [10, 0, 0]])]);
    expect(chart).toBe(`  when  1970-01-01T00:00Z to 1970-01-01T00:07Z, 1m a column
  s1    ─░▒█··─
        ─ as it came  ░▒▓█ repaired or filled  · left open
`);
  });

  it('is empty where all is as it came', () => {
    expect(courseChart([course('s1', [[10, 0, 0], [10, 0, 0]])])).toBe('');
    expect(courseChart([])).toBe('');
  });

  it('shows first the series in which most was made, escapes names, and says how many are left', () => {
    const many = Array.from({ length: 12 }, (_, i) => course(`s\u001b${i}`, Array.from({ length: 12 }, (_, bin) => [10, bin < i ? 1 : 0, 0] as const)));
    const lines = courseChart(many).split('\n');
    expect(lines[1]).toContain('s\\x1b11');
    expect(lines[9]).toContain('and 3 more series');
  });

  it('fits its width, whatever the series', () => {
    const bins = fc.array(fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 64 });
    fc.assert(fc.property(fc.array(fc.tuple(fc.string(), bins), { minLength: 1, maxLength: 10 }), fc.integer({ min: 60, max: 120 }), (all, width) => {
      const chart = courseChart(all.map(([id, each]) => course(id, each)), { width });
      for (const line of chart.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(width);
    }));
  });
});
