// Guarantee 1: every line is accounted for, in the bucket that a naive reading of the rules puts it in.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINE_BUCKETS, type LineBucket } from '../../src/pipeline/accounting.js';
import { recoverNaively, type NaiveCadence } from './naive-recovery.js';
import { caseArbitrary, filesOfLog, RUNS, type Case } from './random-log.js';
import { parseLines, recoverInMemory, splitLines, type Recovered } from './recover-in-memory.js';

/** Recovers a log twice: for real, and naively by the cadences that the real one found. */
async function recoverBothWays({ log, options }: Case) {
  const files = filesOfLog(log);
  const real = await recoverInMemory(files, options);
  const cadenceOf = (sensor: string): NaiveCadence => real.recovery.profiles.find((profile) => profile.sensorId === sensor)!;
  return { real, naive: recoverNaively(files.flatMap(splitLines), options, cadenceOf) };
}

function changedCadence({ audit }: Recovered): boolean {
  return parseLines<{ kind: string }>(audit).some(({ kind }) => kind === 'cadence');
}

function hasStrays({ recovery }: Recovered): boolean {
  return recovery.profiles.some(({ strays }) => strays.length > 0);
}

function countBuckets(buckets: readonly LineBucket[]): Record<LineBucket, number> {
  const counts = Object.fromEntries(LINE_BUCKETS.map((bucket) => [bucket, 0])) as Record<LineBucket, number>;
  for (const bucket of buckets) counts[bucket]++;
  return counts;
}

describe('guarantee 1: accounting', () => {
  it('puts every line in the bucket that the rules say, and counts gaps and filled events', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary({ hasFineStamps: false }), async (one) => {
      const { real, naive } = await recoverBothWays(one);
      fc.pre(!changedCadence(real) && !hasStrays(real));
      const { lines, filled, gaps, gapsLeft, ...buckets } = real.recovery.accounting;
      expect(lines).toBe(naive.lines.length);
      expect(buckets).toEqual(countBuckets(naive.lines.map(({ bucket }) => bucket)));
      expect({ filled, gaps, gapsLeft }).toEqual({ filled: naive.filled, gaps: naive.gaps, gapsLeft: naive.gapsLeft });
    }), RUNS);
  });

  it('sums up to the lines of the log whatever the window, and counts in the outputs what it says', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary({ windowed: true }), async ({ log, options }) => {
      const files = filesOfLog(log);
      const { clean, dead, audit, manifest, recovery } = await recoverInMemory(files, options);
      const { lines, filled, gaps: _gaps, gapsLeft: _left, ...buckets } = recovery.accounting;
      expect(lines).toBe(files.flatMap(splitLines).length);
      expect(Object.values(buckets).reduce((sum, count) => sum + count, 0)).toBe(lines);
      expect(splitLines(clean)).toHaveLength(buckets.observed + buckets.repaired + buckets.kept + buckets.synthetic + filled);
      expect(splitLines(dead)).toHaveLength(buckets.deadLetters);
      const kinds = parseLines<{ kind: string }>(audit).map(({ kind }) => kind);
      const count = (kind: string) => kinds.filter((one) => one === kind).length;
      expect([count('duplicate'), count('conflict'), count('repair'), count('drop'), count('missing')]).toEqual(
        [buckets.duplicates, buckets.conflicts, buckets.repaired, buckets.dropped, buckets.missing],
      );
      expect((JSON.parse(manifest.toString()) as { accounting: unknown }).accounting).toEqual(recovery.accounting);
    }), RUNS);
  });
});
