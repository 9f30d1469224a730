import { defineConfig } from 'vitest/config';

// The report in a real browser: needs a build, and chromium.
export default defineConfig({ test: { include: ['test/browser/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' } });
