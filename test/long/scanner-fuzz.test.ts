// A million and more lines, whole and broken, through the scanner and the exact decoder: not a bit may differ.
import { expect, test } from 'vitest';
import { createRng } from '../../src/stats/rng.js';
import { randomTable } from '../io/csv/random-table.js';
import { randomLog } from '../io/scanner/random-log.js';
import { compare } from '../io/scanner/same-as-exact.js';
import { recordRun } from '../reliability/record.js';

const ODD_LINES = 1_000_000;
const LINES_PER_LOG = 1000;
const RUN = 'odd lines through scanner and exact decoder';

// Of the tables, most have a quoted column, of which the kernel knows nothing, or times that are spelled in several ways.
test.each([
  ['JSONL', RUN, randomLog, 1 / 4],
  ['CSV', `${RUN}, CSV`, randomTable, 1 / 8],
] as const)('the scanner agrees with the exact decoder on a million odd lines of %s', { timeout: 3_600_000 }, (_format, run, makeLog, leastByKernel) => {
  const rng = createRng('scanner-fuzz');
  const pick = (below: number) => Math.floor(rng.uniform() * below);
  const total = { logs: 0, oddLines: 0, lines: 0, events: 0, faults: 0, byKernel: 0, differences: 0 };
  while (total.oddLines < ODD_LINES) {
    const log = makeLog(pick, LINES_PER_LOG);
    const { lines, events, faults, byKernel, difference } = compare(log);
    if (difference) {
      recordRun(run, 'npm run test:long', { ...total, differences: 1 });
      expect.fail(`log ${total.logs}: ${difference}`);
    }
    total.logs++;
    total.oddLines += log.oddLines;
    total.lines += lines;
    total.events += events;
    total.faults += faults;
    total.byKernel += byKernel;
  }
  recordRun(run, 'npm run test:long', total);
  expect(total.events).toBeGreaterThan(ODD_LINES / 2);
  expect(total.byKernel).toBeGreaterThan(ODD_LINES * leastByKernel);
  expect(total.faults).toBeGreaterThan(ODD_LINES / 4);
});
