// The version of this package, read from its package.json so that it is written down once.
import { createRequire } from 'node:module';

/** Semantic version of telemend, as printed by --version and written to manifests. */
export const { version: VERSION } = createRequire(import.meta.url)('../../package.json') as { version: string };
