import { defineConfig } from 'vitest/config';

// The long runs: millions of events, minutes of time, gigabytes of temporary files. They run the built program (npm run build).
export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts'],
    testTimeout: 30 * 60_000,
    fileParallelism: false,
    pool: 'forks',
  },
});
