// A fault at some operation on files of every command that writes; `npm run test:torture` takes every operation.
import { afterAll, describe, expect, test, vi } from 'vitest';
import { FAULTS } from '../io/faulty-file-system.js';
import { JOBS } from './jobs.js';
import { cleanUp, strikeAll, undisturbed } from './strike.js';

vi.mock(import('../../src/io/file-system.js'), async (importOriginal) => {
  const { switchable } = await import('./switchable-file-system.js');
  return switchable(await importOriginal());
});
afterAll(cleanUp, 60_000);

/** Primes, so that the faults of a job strike different operations; fewer of the one that has many. */
const EVERY = 23;
const EVERY_OF_MANY = 97;

describe.each(JOBS)('$name', (job) => {
  test('its outputs are wholly old or wholly new after a fault, and the next run makes all good', { timeout: 60_000 }, async () => {
    const course = await undisturbed(job);
    const every = course.operations > 200 ? EVERY_OF_MANY : EVERY;
    for (const [i, fault] of FAULTS.entries()) {
      const { failures } = await strikeAll(course, fault, (i * 7 + job.name.length) % every, every);
      expect(failures).toEqual([]);
    }
  });
});
