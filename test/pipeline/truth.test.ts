// The simulator with every fault on: what recovery finds is what the answer sheet says was done, and nothing else.
import { describe, expect, it } from 'vitest';
import type { GenerateOptions } from '../../src/simulate/generate.js';
import { simulate } from '../simulate/simulated.js';
import { compareWithTruth } from './answer-sheet.js';
import { recoverInMemory } from './recover-in-memory.js';

const EVERY_FAULT: GenerateOptions = {
  errorRate: 0.05,
  skipRate: 0.1,
  duplicateRate: 0.05,
  corruptRate: 0.02,
  disorder: { share: 0.1, maxDelayMs: 30_000 },
};

describe('recovery against the answer sheet', () => {
  it.each([
    { what: 'one sensor', options: { count: 6000, seed: 'one' } },
    {
      what: 'five sensors',
      options: { count: 10_000, sensors: 5, intervalMs: 60_000, seed: 'five', disorder: { share: 0.2, maxDelayMs: 900_000 } },
    },
    { what: 'another range', options: { count: 4000, range: { low: -20, high: 0 }, decimals: 1, seed: 'cold' } },
  ])('finds each skipped, deviated, duplicated and corrupted event of $what, and none else', async ({ options }) => {
    const simulated = simulate({ ...EVERY_FAULT, ...options });
    const { counts, log, truth } = simulated;
    const recovered = await recoverInMemory([log], { range: options.range });
    const outcomes = compareWithTruth({ log, truth, ...recovered });

    expect(outcomes.instants).toBe(counts.instants);
    expect(outcomes.deadLetters).toBeGreaterThan(counts.corrupted * 0.99);
    const { accounting } = recovered.recovery;
    expect(accounting).toEqual({
      ...accounting,
      lines: counts.lines,
      blank: 0, outside: 0, late: 0, conflicts: 0, missing: 0, synthetic: 0, dropped: 0, kept: 0,
      deadLetters: outcomes.deadLetters,
      duplicates: outcomes.duplicates,
      observed: outcomes.observed,
      repaired: outcomes.repaired,
      filled: outcomes.filled,
      gapsLeft: 0,
    });
    expect(outcomes.filled).toBeGreaterThanOrEqual(counts.skipped);
    expect(outcomes.observed + outcomes.repaired + outcomes.filled).toBe(counts.instants);

    const again = await recoverInMemory([recovered.clean], { range: options.range });
    expect(again.clean.equals(recovered.clean)).toBe(true);
  });
});
