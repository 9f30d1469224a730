import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLUSTER_SILENCE_MS, strayClusters, TimeClusters } from '../../src/stats/time-clusters.js';

const DAY = CLUSTER_SILENCE_MS;

/** Single linkage by sorting. */
function naiveClusters(times: readonly number[], silenceMs: number) {
  const sorted = [...times].sort((a, b) => a - b);
  const clusters: { firstMs: number; lastMs: number; count: number }[] = [];
  for (const timeMs of sorted) {
    const last = clusters.at(-1);
    if (last && timeMs - last.lastMs <= silenceMs) Object.assign(last, { lastMs: timeMs, count: last.count + 1 });
    else clusters.push({ firstMs: timeMs, lastMs: timeMs, count: 1 });
  }
  return clusters;
}

describe('TimeClusters', () => {
  it('finds the clusters that sorting finds, in whatever order the instants come', () => {
    const times = fc.array(fc.integer({ min: -40, max: 40 }).map((step) => step * (DAY / 4)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 6 }), (values, days) => {
        const clusters = new TimeClusters();
        for (const timeMs of values) clusters.add(timeMs);
        expect(clusters.clusters(days * DAY)).toEqual(naiveClusters(values, days * DAY));
      }),
    );
  });

  it('makes the same of instants that share a cluster, together or one by one', () => {
    const span = fc.array(fc.integer({ min: 0, max: 4 }).map((step) => step * (DAY / 4)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -40, max: 40 }).map((step) => step * (DAY / 2)), span), { minLength: 1, maxLength: 20 }), (spans) => {
        const clusters = new TimeClusters();
        const all = spans.map(([start, steps]) => steps.map((step) => start + step));
        for (const times of all) clusters.addSpan(Math.min(...times), Math.max(...times), times.length);
        expect(clusters.clusters()).toEqual(naiveClusters(all.flat(), DAY));
      }),
    );
  });

  it('stays small however many clusters there are', () => {
    const clusters = new TimeClusters();
    for (let k = 0; k < 5000; k++) clusters.add(k * 3 * DAY);
    const found = clusters.clusters();
    expect(found.length).toBeLessThanOrEqual(1024);
    expect(found.reduce((sum, cluster) => sum + cluster.count, 0)).toBe(5000);
  });
});

describe('strayClusters', () => {
  const cluster = (firstMs: number, count: number) => ({ firstMs, lastMs: firstMs + count, count });

  it('names those that hold less than one reading in a hundred', () => {
    expect(strayClusters([cluster(-1e12, 1), cluster(0, 990), cluster(1e12, 9)]).map(({ count }) => count)).toEqual([1, 9]);
    expect(strayClusters([cluster(0, 99), cluster(1e12, 1)])).toEqual([]);
  });

  it('names none where all are small: then that is how the logger works', () => {
    expect(strayClusters(Array.from({ length: 500 }, (_, k) => cluster(k * 7 * DAY, 60)))).toEqual([]);
  });
});
