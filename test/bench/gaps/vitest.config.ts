import { defineConfig } from 'vitest/config';

// The gap benchmark: run by `npm run bench:gaps`, from the project's root.
export default defineConfig({ test: { include: ['test/bench/gaps/**/*.test.ts'], testTimeout: 10 * 60_000 } });
