// A million lines edited at random, recovered: none may be lost, doubled or invented.
import { expect, test } from 'vitest';
import { recoverMutatedLogs } from '../fuzz/mutated-logs.js';
import { recordRun } from '../reliability/record.js';

test('of a million lines edited at random none is lost, doubled or invented', { timeout: 3_600_000 }, async () => {
  const { counts, violations } = await recoverMutatedLogs(1_000_000, 'million');
  recordRun('logs with lines edited at random, recovered', 'npm run test:long', { ...counts });
  expect(violations).toEqual([]);
});
