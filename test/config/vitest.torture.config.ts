import { defineConfig } from 'vitest/config';

// Kills and faults by the hundred and thousand: minutes to an hour. They run the built program (npm run build).
export default defineConfig({
  test: {
    include: ['test/reliability/torture/**/*.test.ts'],
    testTimeout: 60 * 60_000,
    fileParallelism: false,
    pool: 'forks',
  },
});
