import { defineConfig } from 'vitest/config';

// The report in a real browser: needs a build, and chromium.
export default defineConfig({ test: { include: ['test/browser/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 240_000, pool: 'forks' } });
