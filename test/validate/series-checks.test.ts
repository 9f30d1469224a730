import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Flag } from '../../src/model/flag.js';
import { createAttenuatedCheck } from '../../src/validate/attenuated.js';
import { createFlatLineCheck, type FlatLineRule } from '../../src/validate/flat-line.js';
import { RateCheck, type RateThresholds } from '../../src/validate/rate.js';
import { checkSeries, type BeginCheck } from '../../src/validate/series-check.js';
import { SpikeCheck } from '../../src/validate/spike.js';
import type { Thresholds } from '../../src/validate/thresholds.js';
import { TimeGapCheck } from '../../src/validate/time-gap.js';

const [PASS, UNKNOWN, SUSPECT, FAIL, MISSING] = [Flag.Pass, Flag.NotEvaluated, Flag.Suspect, Flag.Fail, Flag.Missing];

/** Readings of cadence 1 s unless their times are given in seconds. */
function flags(begin: BeginCheck, value: readonly number[], timeS: readonly number[] = value.map((_, i) => i)): number[] {
  return [...checkSeries(begin, Float64Array.from(timeS, (s) => s * 1000), Float64Array.from(value))];
}

const spike = (thresholds: Thresholds = { suspect: 3, fail: 8 }, cadenceMs = 1000): BeginCheck => (decide) => new SpikeCheck(thresholds, cadenceMs, decide);
const rate = (thresholds: RateThresholds, cadenceMs = 1000): BeginCheck => (decide) => new RateCheck(thresholds, cadenceMs, decide);
const flatLine = (rule: FlatLineRule): BeginCheck => (decide) => createFlatLineCheck(rule, decide);
const attenuated = (spread: number, windowMs: number): BeginCheck => (decide) => createAttenuatedCheck({ spread, windowMs }, decide);
const timeGap = (longestMs: number): BeginCheck => (decide) => new TimeGapCheck({ longestMs }, decide);

describe('the spike test', () => {
  test('blames one reading for a spike, not its neighbours (ioos_qc flags three)', () => {
    expect(flags(spike(), [5, 5, 5, 13, 5, 5, 5])).toEqual([UNKNOWN, PASS, PASS, SUSPECT, PASS, PASS, UNKNOWN]);
    expect(flags(spike(), [5, 5, 5, -4, 5, 5, 5, 5])).toEqual([UNKNOWN, PASS, PASS, FAIL, UNKNOWN, PASS, PASS, UNKNOWN]);
  });

  test('takes a step, with noise on it too, and a ramp for no spike (ioos_qc flags the step)', () => {
    expect(flags(spike(), [0, 0.1, 0, 20, 20.1, 20]).slice(1, -1)).toEqual([PASS, PASS, PASS, PASS]);
    expect(flags(spike(), [0, 10, 20, 30, 40]).slice(1, -1)).toEqual([PASS, PASS, PASS]);
  });

  test('finds a spike of two readings, and judges each by itself (ioos_qc misses it)', () => {
    expect(flags(spike(), [0, 0, 20, 21, 0, 0, 0])).toEqual([UNKNOWN, PASS, FAIL, FAIL, UNKNOWN, PASS, UNKNOWN]);
    expect(flags(spike(), [0, 0, -20, -5, 0, 0, 0])).toEqual([UNKNOWN, PASS, FAIL, SUSPECT, PASS, PASS, UNKNOWN]);
  });

  test('takes three readings in a row for a level', () => {
    expect(flags(spike(), [0, 0, 20, 20, 20, 0, 0]).slice(1, -1)).toEqual([PASS, PASS, PASS, PASS, PASS]);
  });

  test('does not blame what lies between two spikes', () => {
    expect(flags(spike(), [0, 0, 20, 0, 20, 0, 0])).toEqual([UNKNOWN, PASS, FAIL, UNKNOWN, FAIL, UNKNOWN, UNKNOWN]);
    expect(flags(spike(), [0, 0, 5, 0, 5, 0, 0])).toEqual([UNKNOWN, PASS, SUSPECT, PASS, SUSPECT, PASS, UNKNOWN]);
  });

  test('knows no neighbours across a gap (ioos_qc ignores time)', () => {
    const timeS = [0, 1, 2, 100, 101, 102];
    expect(flags(spike(), [0, 0, 20, 0, 0, 0], timeS)).toEqual([UNKNOWN, PASS, UNKNOWN, UNKNOWN, PASS, UNKNOWN]);
    expect(flags(spike(), [0, 20, 0], [0, 1.49, 2.98])).toEqual([UNKNOWN, FAIL, UNKNOWN]);
    expect(flags(spike(), [0, 20, 0], [0, 1, 2.5])).toEqual([UNKNOWN, UNKNOWN, UNKNOWN]);
  });

  test('takes a missing reading for no neighbour', () => {
    expect(flags(spike(), [0, 20, NaN, 0, 20, 0])).toEqual([UNKNOWN, UNKNOWN, MISSING, UNKNOWN, FAIL, UNKNOWN]);
  });

  test('passes what lies on a threshold, takes 0 for a threshold, and fails nothing without one', () => {
    expect(flags(spike({ suspect: 3, fail: 8 }), [0, 3, 0, 8, 0])).toEqual([UNKNOWN, PASS, PASS, SUSPECT, UNKNOWN]);
    expect(flags(spike({ suspect: 0 }), [0, 99, 0])).toEqual([UNKNOWN, SUSPECT, UNKNOWN]);
  });

  test('judges nothing in a series without a cadence', () => {
    expect(flags(spike(undefined, NaN), [0, 20, 0])).toEqual([UNKNOWN, UNKNOWN, UNKNOWN]);
  });
});

describe('the rate of change test', () => {
  test('uses the exact time between readings (ioos_qc cuts it to whole seconds)', () => {
    expect(flags(rate({ suspect: 0.5 }), [0, 0.4], [0, 0.5])).toEqual([UNKNOWN, SUSPECT]);
    expect(flags(rate({ suspect: 0.5 }, 2000), [0, 0.8], [0, 1.9])).toEqual([UNKNOWN, PASS]);
    expect(flags(rate({ suspect: 5 }, 0.25), [0, 0.001, 0.003], [0, 0.00025, 0.0005])).toEqual([UNKNOWN, PASS, SUSPECT]);
  });

  test('suspects both edges of a jump, but does not blame the return from a failure', () => {
    expect(flags(rate({ suspect: 1 }), [0, 5, 0, 0])).toEqual([UNKNOWN, SUSPECT, SUSPECT, PASS]);
    expect(flags(rate({ suspect: 1, fail: 4 }), [0, 5, 0, 0])).toEqual([UNKNOWN, FAIL, UNKNOWN, PASS]);
  });

  test('does not look across a gap', () => {
    expect(flags(rate({ suspect: 0.001 }), [0, 50, 50], [0, 1000, 1001])).toEqual([UNKNOWN, UNKNOWN, PASS]);
  });
});

describe('the flat line test', () => {
  test('finds equal readings with a tolerance of 0 (ioos_qc calls them good)', () => {
    expect(flags(flatLine({ tolerance: 0, spanMs: 5000 }), [7, 5, 5, 5, 5, 5, 5, 7])).toEqual([PASS, FAIL, FAIL, FAIL, FAIL, FAIL, FAIL, PASS]);
  });

  test('works at a cadence below a second (ioos_qc raises)', () => {
    const value = [1, 2, 3, ...Array.from({ length: 6 }, () => 4), 5, 6];
    const timeS = value.map((_, i) => i / 5);
    expect(flags(flatLine({ tolerance: 0, spanMs: 1000 }), value, timeS)).toEqual([1, 1, 1, 4, 4, 4, 4, 4, 4, 1, 1]);
  });

  test('passes over missing readings within a run', () => {
    expect(flags(flatLine({ tolerance: 0, spanMs: 8000 }), [5, 5, NaN, 5, 5, NaN, 5, NaN, 5])).toEqual([4, 4, MISSING, 4, 4, MISSING, 4, MISSING, 4]);
  });

  test('cannot tell anything of a stretch shorter than the span', () => {
    expect(flags(flatLine({ tolerance: 0, spanMs: 4000 }), [5, 5, 5, 5, 9, 9, 9, 9, 8], [0, 1, 2, 3, 10, 11, 12, 13, 14])).toEqual([
      UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, PASS, PASS, PASS, PASS, PASS,
    ]);
  });

  test('takes two decimals a tolerance apart as within it', () => {
    expect(20.05 - 20).toBeGreaterThan(0.05);
    expect(flags(flatLine({ tolerance: 0.05, spanMs: 4000 }), [20, 20.05, 20, 20, 20.05])).toEqual([FAIL, FAIL, FAIL, FAIL, FAIL]);
  });
});

test('the attenuated signal test suspects a whole window that varies less than the threshold, and passes one that varies as much', () => {
  expect(flags(attenuated(0.5, 4000), [0, 0.25, 0, 0.25, 0, 0.5, 1])).toEqual([SUSPECT, SUSPECT, SUSPECT, SUSPECT, SUSPECT, PASS, PASS]);
  expect(flags(attenuated(0, 4000), [5, 5, 5, 5, 5])).toEqual([PASS, PASS, PASS, PASS, PASS]);
});

describe('the time gap test', () => {
  test('takes one row, and none (ioos_qc raises)', () => {
    expect(flags(timeGap(1000), [5])).toEqual([UNKNOWN]);
    expect(flags(timeGap(1000), [])).toEqual([]);
  });

  test('suspects the first reading behind a silence that is longer than allowed', () => {
    expect(flags(timeGap(2000), [1, 1, 1, 1], [0, 2, 4.001, 6])).toEqual([UNKNOWN, PASS, SUSPECT, PASS]);
  });

  test('is not fooled by jitter (Pecos drops jittered readings)', () => {
    const timeS = Array.from({ length: 10 }, (_, i) => i + (i % 2) * 0.03);
    expect(flags(timeGap(1500), timeS.map(() => 1), timeS).slice(1)).toEqual(Array.from({ length: 9 }, () => PASS));
  });
});

// Quiet by definition: there is a stretch of readings around it without a long hole, long enough, and narrow enough.
function naiveQuiet(timeMs: readonly number[], value: readonly number[], tolerance: number, spanMs: number): number[] {
  const isUnbroken = (a: number, b: number) => timeMs.slice(a + 1, b + 1).every((ms, k) => ms - timeMs[a + k] <= spanMs / 4);
  const spread = (a: number, b: number) => Math.max(...value.slice(a, b + 1)) - Math.min(...value.slice(a, b + 1));
  return value.map((_, i) => {
    let flag: number = UNKNOWN;
    for (let a = 0; a <= i; a++) {
      for (let b = i; b < value.length; b++) {
        if (timeMs[b] - timeMs[a] < spanMs || !isUnbroken(a, b)) continue;
        if (spread(a, b) <= tolerance) return FAIL;
        flag = PASS;
      }
    }
    return flag;
  });
}

// The rules of the spike test over whole stretches, one after the other.
function naiveSpikes(timeMs: readonly number[], value: readonly number[], { suspect, fail = Infinity }: Thresholds, cadenceMs: number): number[] {
  const flag: number[] = value.map(() => UNKNOWN);
  const isNeighbour = (i: number) => i < value.length && timeMs[i] - timeMs[i - 1] < 1.5 * cadenceMs;
  const size = (i: number, before: number, after: number) => {
    const [d, e] = [value[i] - before, value[i] - after];
    return d * e > 0 ? Math.min(Math.abs(d), Math.abs(e)) : 0;
  };
  let before: number | undefined;
  const set = (i: number, amount: number) => {
    flag[i] = amount > fail ? FAIL : amount > suspect ? SUSPECT : PASS;
    if (flag[i] === FAIL) before = undefined;
    else if (flag[i] === PASS || before === undefined) before = value[i];
  };
  for (let i = 0; i < value.length; i++) {
    if (i > 0 && !isNeighbour(i)) before = undefined;
    if (before === undefined || !isNeighbour(i + 1)) {
      before = value[i];
      continue;
    }
    const pair = isNeighbour(i + 2) ? [size(i, before, value[i + 2]), size(i + 1, before, value[i + 2])] : [0, 0];
    if (Math.min(...pair) > suspect && value[i] > before === value[i + 1] > before) {
      set(i, pair[0]);
      set(++i, pair[1]);
    } else {
      set(i, size(i, before, value[i + 1]));
    }
  }
  return flag;
}

const seriesWith = (stepsMs: readonly number[]) => fc
  .array(fc.tuple(fc.constantFrom(...stepsMs), fc.constantFrom(0, 0, 0, 0, 0.5, 1, 4, 9, -4, -9, -20)), { maxLength: 30 })
  .map((steps) => {
    let ms = 1_767_225_600_000;
    return { timeMs: steps.map(([step]) => (ms += step)), value: steps.map(([, value]) => value) };
  });
const anySeries = seriesWith([250, 1000, 1000, 1000, 1250, 1500, 2000, 5000]);

test('flat runs are those that the definition says', () => {
  fc.assert(
    fc.property(anySeries, fc.constantFrom(0, 0.5, 5), fc.constantFrom(1000, 4000, 5000, 10_000), ({ timeMs, value }, tolerance, spanMs) => {
      const found = checkSeries(flatLine({ tolerance, spanMs }), Float64Array.from(timeMs), Float64Array.from(value));
      expect([...found]).toEqual(naiveQuiet(timeMs, value, tolerance, spanMs));
    }),
    { numRuns: 500 },
  );
});

test('spikes are those that the rules say', () => {
  const thresholds = fc.constantFrom<Thresholds>({ suspect: 3, fail: 8 }, { suspect: 0, fail: 4 }, { suspect: 3 }, { suspect: 3, fail: 3 });
  fc.assert(
    fc.property(anySeries, thresholds, ({ timeMs, value }, limits) => {
      const found = checkSeries(spike(limits), Float64Array.from(timeMs), Float64Array.from(value));
      expect([...found]).toEqual(naiveSpikes(timeMs, value, limits, 1000));
    }),
    { numRuns: 1000 },
  );
});

test('what fails as a spike fails no other reading once it is gone', () => {
  fc.assert(
    fc.property(seriesWith([750, 1000, 1000, 1000, 1250, 5000]), ({ timeMs, value }) => {
      const once = checkSeries(spike(), Float64Array.from(timeMs), Float64Array.from(value));
      const left = value.flatMap((_, i) => (once[i] === FAIL ? [] : [i]));
      const again = checkSeries(spike(), Float64Array.from(left, (i) => timeMs[i]), Float64Array.from(left, (i) => value[i]));
      expect([...again]).not.toContain(FAIL);
    }),
    { numRuns: 1000 },
  );
});
