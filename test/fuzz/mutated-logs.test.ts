import { expect, test } from 'vitest';
import { recoverMutatedLogs } from './mutated-logs.js';

test('of 5,000 lines edited at random none is lost, doubled or invented', async () => {
  const { counts: { mutatedLines, lines, deadLetters }, violations } = await recoverMutatedLogs(5_000, 'mutated');
  expect(mutatedLines).toBeGreaterThanOrEqual(5_000);
  expect(deadLetters).toBeGreaterThan(lines / 10);
  expect(violations).toEqual([]);
});
