import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { walkPage } from './walked-page.js';

const folder = mkdtempSync(join(tmpdir(), 'telemend-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the page on correcting results shows what its commands print', () => {
  const steps = walkPage(fileURLToPath(new URL('../../src/docs/correct-results.md', import.meta.url)), folder);
  expect(steps.length).toBeGreaterThanOrEqual(8);
  for (const { commands, printed, shown } of steps) {
    for (const block of shown) expect(printed, commands.join('\n')).toContain(block);
  }
});
