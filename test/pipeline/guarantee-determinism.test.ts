// Guarantee 4: the same bytes whatever the chunk size, the memory, the way the lines are split over files, and the order of arrival.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Accounting } from '../../src/pipeline/accounting.js';
import type { RecoverOptions } from '../../src/pipeline/options.js';
import { createRng } from '../../src/stats/rng.js';
import { simulate } from '../simulate/simulated.js';
import { readEvent } from './naive-recovery.js';
import { caseArbitrary, filesOfLog, RUNS } from './random-log.js';
import { recoverInMemory, splitLines, type Recovered } from './recover-in-memory.js';

/** All outputs as text; of the manifest without the options that say how fast and in how much memory. */
function outputsOf({ clean, dead, audit, manifest }: Recovered): Record<string, string> {
  const books = JSON.parse(manifest.toString()) as { options: Record<string, unknown> };
  const { memoryBytes: _memory, chunkBytes: _chunk, ...options } = books.options;
  return { clean: clean.toString('latin1'), dead: dead.toString(), audit: audit.toString(), manifest: JSON.stringify({ ...books, options }) };
}

/** Outputs that may name other places of the input, but must say the same. */
function withoutPlaces({ clean, recovery }: Recovered): { clean: string; accounting: Accounting } {
  return { clean: clean.toString('latin1'), accounting: recovery.accounting };
}

function shuffled<T>(items: readonly T[], salt: number): T[] {
  const rng = createRng('shuffle', salt);
  const keyed = items.map((item) => ({ item, key: rng.uniform() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

/** Whether two different lines speak of the same instant of a series. */
function haveConflicts(lines: readonly Buffer[], options: RecoverOptions): boolean {
  const events = lines.map((line, i) => readEvent(line, i, options)).filter((event) => typeof event !== 'string');
  const instants = new Set(events.map(({ sensor, ns }) => `${sensor} ${ns}`));
  return instants.size < new Set(events.map(({ raw }) => raw)).size;
}

const joinLines = (lines: readonly Buffer[]) => Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));

describe('guarantee 4: deterministic', () => {
  it('writes the same bytes to all outputs whatever the chunk size', async () => {
    const chunkSize = fc.integer({ min: 1, max: 3000 });
    await fc.assert(fc.asyncProperty(caseArbitrary({ windowed: true }), chunkSize, async ({ log, options }, chunkBytes) => {
      const files = filesOfLog(log);
      expect(outputsOf(await recoverInMemory(files, { ...options, chunkBytes }))).toEqual(outputsOf(await recoverInMemory(files, options)));
    }), RUNS);
  });

  it('writes the same bytes to all outputs where rows have to be spilled for want of memory', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary({ windowed: true }), async ({ log, options }) => {
      const files = filesOfLog({ ...log, disorder: 1000 });
      const spilled = await recoverInMemory(files, { ...options, memoryBytes: 4096, chunkBytes: 500 });
      expect(outputsOf(spilled)).toEqual(outputsOf(await recoverInMemory(files, options)));
    }), RUNS);
  });

  it('writes the same series wherever the lines are split into files', async () => {
    const places = fc.array(fc.nat(), { maxLength: 8 });
    await fc.assert(fc.asyncProperty(caseArbitrary({ windowed: true }), places, async ({ log, options }, cuts) => {
      const lines = filesOfLog(log).flatMap(splitLines);
      const bounds = [0, ...cuts.map((cut) => cut % (lines.length + 1)).sort((a, b) => a - b), lines.length];
      const files = bounds.slice(1).map((to, i) => joinLines(lines.slice(bounds[i], to)));
      const one = await recoverInMemory([joinLines(lines)], options);
      expect(withoutPlaces(await recoverInMemory(files, options))).toEqual(withoutPlaces(one));
    }), RUNS);
  });

  it('writes the same series in whatever order the lines arrive, as long as none of them conflict', async () => {
    const traits = { windowed: true, fates: ['skipped', 'failed', 'null', 'suspect', 'copied', 'filled', 'repaired'] } as const;
    await fc.assert(fc.asyncProperty(caseArbitrary(traits), fc.nat(), async ({ log, options }, salt) => {
      const lines = filesOfLog({ ...log, lineEnd: log.lineEnd === 'mixed' ? 'lf' : log.lineEnd, ending: 'whole' }).flatMap(splitLines);
      fc.pre(!haveConflicts(lines, options)); // jitter can put two readings on one instant
      const inOrder = await recoverInMemory([joinLines(lines)], options);
      expect(withoutPlaces(await recoverInMemory([joinLines(shuffled(lines, salt))], options))).toEqual(withoutPlaces(inOrder));
    }), RUNS);
  });

  it('draws other values from another seed', async () => {
    const log = simulate({ count: 200, skipRate: 0.2 }).log;
    const [one, other] = [await recoverInMemory([log], { seed: 'one' }), await recoverInMemory([log], { seed: 'other' })];
    expect(one.recovery.accounting).toEqual(other.recovery.accounting);
    expect(one.recovery.accounting.filled).toBeGreaterThan(20);
    expect(one.clean.equals(other.clean)).toBe(false);
  });
});
