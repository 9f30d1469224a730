// Every fault at every operation on files of every command that writes.
import { afterAll, describe, expect, test, vi } from 'vitest';
import { FAULTS } from '../../io/faulty-file-system.js';
import { JOBS } from '../jobs.js';
import { recordRun } from '../record.js';
import { cleanUp, strikeAll, undisturbed } from '../strike.js';

vi.mock(import('../../../src/io/file-system.js'), async (importOriginal) => {
  const { switchable } = await import('../switchable-file-system.js');
  return switchable(await importOriginal());
});
afterAll(cleanUp, 60_000);

describe('faults', () => {
  test.each(JOBS)('$name', async (job) => {
    const course = await undisturbed(job);
    const { operations } = course;
    const counts = { operations, faults: 0, oldOutputs: 0, newOutputs: 0, failures: 0 };
    const failures: string[] = [];
    for (const fault of FAULTS) {
      const outcome = await strikeAll(course, fault, 0, 1);
      counts.faults += operations;
      counts.oldOutputs += outcome.old;
      counts.newOutputs += outcome.new;
      failures.push(...outcome.failures);
    }
    recordRun(`faults of ${FAULTS.length} kinds at every operation on files: ${job.name}`, 'npm run test:torture', { ...counts, failures: failures.length });
    expect(failures).toEqual([]);
  });
});
