import { defineConfig } from 'vitest/config';

// The fast suite: everything under test/ but the benches and the long runs, which have scripts of their own.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**', 'test/reliability/torture/**', 'test/bench/**', 'test/package/**', 'test/browser/**'],
    testTimeout: 30_000,
    pool: 'forks',
    maxWorkers: 2, // vitest would leave one of two cores idle
  },
});
