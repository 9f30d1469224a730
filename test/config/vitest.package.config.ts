import { defineConfig } from 'vitest/config';

// The packed package, installed from its tarball: needs a build and the registry.
export default defineConfig({ test: { include: ['test/package/**/*.test.ts'], testTimeout: 60_000 } });
