import { describe, expect, it } from 'vitest';
import { binomialTail, departs, normalShare } from '../../src/aggregate/departures.js';
import { emptyBucket, findErrorWindows, type SeriesBucket } from '../../src/aggregate/error-windows.js';
import { createRng } from '../../src/stats/rng.js';

const bucket = (given: Partial<SeriesBucket>, failedMs?: [number, number]): SeriesBucket => {
  const empty = emptyBucket();
  return { ...empty, readings: 60, ...given, amissMs: { ...empty.amissMs, ...(failedMs && { 'error-rate': failedMs }) } };
};

describe('binomialTail', () => {
  it('is the sum of the binomial law', () => {
    expect(binomialTail(5, 10, 0.5)).toBeCloseTo(638 / 1024, 12);
    expect(binomialTail(3, 3, 0.1)).toBeCloseTo(0.001, 12);
    expect(binomialTail(7, 60, 0.01)).toBeCloseTo(2.4282267364843e-6, 15);
  });
});

describe('departs', () => {
  it('of buckets that differ by chance alone hardly one does', () => {
    const rng = createRng('chance');
    for (const share of [0, 0.01, 0.05, 0.3]) {
      const buckets = Array.from({ length: 2000 }, () => {
        let count = 0;
        for (let i = 0; i < 60; i++) if (rng.uniform() < share) count++;
        return { count, of: 60 };
      });
      const normal = normalShare(buckets);
      expect(Math.abs(normal.share - share)).toBeLessThan(0.01);
      expect(buckets.filter((one) => departs(one, normal)).length).toBe(0);
    }
  });

  it.each([
    [{ count: 12, of: 60 }, { share: 0, spread: 0 }, true],
    [{ count: 2, of: 60 }, { share: 0, spread: 0 }, false],
    [{ count: 3, of: 100 }, { share: 0, spread: 0 }, false],
    [{ count: 20, of: 60 }, { share: 0.3, spread: 0.05 }, false],
    [{ count: 40, of: 60 }, { share: 0.3, spread: 0.02 }, true],
    [{ count: 0, of: 0 }, { share: 0, spread: 0 }, false],
  ])('%j against %j: %s', (one, normal, expected) => expect(departs(one, normal)).toBe(expected));
});

describe('findErrorWindows', () => {
  const quiet = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => [from + i, bucket({})] as const);

  it('merges conspicuous neighbours, over one quiet bucket too, from the first failure to the last', () => {
    const found = findErrorWindows(new Map([
      ...quiet(0, 10),
      [10, bucket({ failed: 30 }, [10_500, 10_900])], [11, bucket({})], [12, bucket({ failed: 60 }, [12_000, 12_999])],
      ...quiet(13, 15), [15, bucket({ failed: 30 }, [15_000, 15_100])], ...quiet(16, 30),
    ]));
    expect(found).toEqual([
      { fromMs: 10_500, toMs: 13_000, reasons: [{ reason: 'error-rate', share: 0.5, normal: 0 }] },
      { fromMs: 15_000, toMs: 15_101, reasons: [{ reason: 'error-rate', share: 0.5, normal: 0 }] },
    ]);
  });

  it('finds nothing in an even log, however bad it is', () => {
    expect(findErrorWindows(new Map(Array.from({ length: 50 }, (_, i) => [i, bucket({ failed: 30 }, [i, i])])))).toEqual([]);
    expect(findErrorWindows(new Map())).toEqual([]);
  });
});
