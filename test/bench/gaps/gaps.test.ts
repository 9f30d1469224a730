// `npm run bench:gaps`: fills the shared gap benchmark and simulated scenarios, and keeps the results in test/bench/GAPS.md.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { expect, it } from 'vitest';
import { sharedCases, simulatedCases } from './gap-case.js';
import { gapsPage } from './gaps-report.js';
import { fillCase, scoreCase } from './score-case.js';

const PAGE = new URL('../GAPS.md', import.meta.url);

it('fills every case inside the range, and the same again', () => {
  const [shared, simulated] = [sharedCases(), simulatedCases()];
  const scores = [shared, simulated].map((cases) => cases.map(scoreCase));
  const [one] = simulated;
  const [first, again] = [fillCase(one), fillCase(one)].map(({ value, mean, draws }) => ({ value, mean, draws }));
  expect(again).toEqual(first);
  for (const score of scores.flat()) expect(score.outOfRange).toBe(0);
  const page = gapsPage(scores[0], scores[1], `Node ${process.versions.node}, ${cpus()[0].model}, ${cpus().length} cores`);
  console.log(page);
  if (shared.length > 0) writeFileSync(PAGE, page);
});
