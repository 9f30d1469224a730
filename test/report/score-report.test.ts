import { describe, expect, test } from 'vitest';
import type { FaultScore, Score } from '../../src/model/score.js';
import { scoreReport } from '../../src/report/score-report.js';

const FAULT: FaultScore = { fault: 'precision-loss', instants: 1_234_567, shared: 0, found: 1_234_566, recall: 0.9999, precision: 0.5, byCheck: { range: 3, 'a-check-with-a-long-name': 1_234_563 } };
const FILLS = { events: 12, rmse: 0.5, mae: 0.4, crps: 0.3, crpsForms: { draws: 10, normal: 2, point: 0 }, coverage: 0.9, varianceRatio: 1, energyRatio: 1.01, edgeRatio: 0.99, ksDistance: 0.1 };
const SCORE: Score = {
  series: 2, rows: 1000, outside: 1, observed: 900, filled: 60, repaired: 40, phantoms: 2, shared: 3, hasFaults: true, hasAudit: false, hasDeadLetters: false,
  faults: [FAULT, { ...FAULT, fault: 'drift', byCheck: {}, precision: NaN, runs: 10, runsFound: 8, delayMeanMs: 100, delayMedianMs: 90_000 }],
  checks: [{ check: 'range', raised: 10, right: 9, precision: 0.9, targets: 18, found: 9, recall: 0.5 }],
  fills: [{ origin: 'all', ...FILLS }, { origin: 'filled', ...FILLS }, { origin: 'repaired', ...FILLS, events: 0 }],
};

describe('the report of a score', () => {
  const text = scoreReport(SCORE);
  const lines = text.trimEnd().split('\n');

  test('is at most 80 columns wide, whatever the checks are called', () => {
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('says what was joined, and what could not be judged', () => {
    expect(lines.slice(0, 6)).toEqual([
      '1,000 instants of 2 series: 900 observed, 60 filled, 40 repaired',
      '1 row of the truth outside the clean series, not scored',
      '2 events filled where nothing was missing',
      '3 readings with several faults, so not in the table of faults',
      'without the audit, copies and dropped readings are not scored',
      'without the dead letters, damaged lines are not scored',
    ]);
  });

  test('has a dash for what is no number, and nothing for what does not last', () => {
    expect(text).toMatch(/^ {2}drift +1,234,567 +1,234,566 +1\.000 +- +8\/10 +90s$/m);
    expect(text).toMatch(/^ {2}precision-loss +1,234,567 +1,234,566 +1\.000 +0\.500 +a-ch/m);
  });

  test('says which form the CRPS has, and one kind of synthetic events once', () => {
    expect(text).toContain('CRPS of 10 events from draws, in the fair ensemble form.\n  CRPS of 2 events from mean and sd, as of a normal law.\n');
    expect(text.match(/^ {2}(all|filled|repaired) /gm)).toEqual(['  filled ']);
  });

  test('leaves out tables of nothing', () => {
    const bare = scoreReport({ ...SCORE, faults: [], checks: [], fills: SCORE.fills.map((fills) => ({ ...fills, events: 0 })), hasFaults: false });
    expect(bare).not.toMatch(/precision|RMSE/);
    expect(bare).toContain('only synthetic events are scored');
  });
});
