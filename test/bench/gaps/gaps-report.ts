// The results of the gap benchmark as a page: our row among the peers', the targets, every series, the simulated scenarios.
import type { CaseScore } from './score-case.js';

/** The real series of the shared folder: the targets are about these. */
const REAL = ['ambient', 'meteo', 'heating', 'occup'];

/** Geometric-mean ratios to na_kalman as the shared folder's README gives them (singles / blocks / long). */
const PEERS = [
  '| draw from N(mean, sd) | 13.7 / 6.7 / 3.1 | 8.0 / 4.0 / 1.7 | .91 / .90 / .92 | 101 / 81 / 98 |',
  '| last value carried forward | 1.44 / 1.74 / 1.44 | 1.39 / 1.65 / 1.54 | - | .73 / .39 / .24 |',
  '| linear | 1.03 / 1.01 / 1.00 | 1.01 / 1.01 / 1.03 | - | .35 / .03 / .00 |',
  '| na_kalman, mean only | 1 | 1 | - | .38 / .05 / .01 |',
  '| na_kalman with its variance | 1 | .77 / .75 / .78 | .90 / .88 / .98 | - |',
  '| AR(p) bridge, conditional draws | 1.01 / .99 / .90 | .77 / .73 / .69 | .90 / .88 / .96 | 1.00 / .95 / 1.04 |',
  '| pool of models weighted by CRPS on pseudo-gaps | .98 / .91 / .78 | .72 / .67 / .60 | .91 / .91 / .92 | .97 / .95 / 1.03 |',
];

interface Group {
  readonly name: string;
  readonly patterns: readonly string[];
}
const SINGLES: Group = { name: 'singles + mixed', patterns: ['singles', 'mixed'] };
const BLOCKS: Group = { name: 'blocks', patterns: ['blocks'] };
const LONG: Group = { name: 'long', patterns: ['long'] };
const GROUPS = [SINGLES, BLOCKS, LONG];

/** The page as Markdown; sections without a case are left out. */
export function gapsPage(shared: readonly CaseScore[], simulated: readonly CaseScore[], machine: string): string {
  return [
    '# Gap filling, measured',
    'Made by `npm run bench:gaps`. RMSE of the mean; CRPS of 50 draws in the fair ensemble form, of a point method its mean',
    'absolute error; RR: energy of first differences inside gaps, filled over true, on a draw. The metrics are those of src/stats/score-metrics.ts.',
    '',
    ...(shared.length > 0 ? sharedSections(shared) : []),
    '## Simulated scenarios',
    "Signals of the project's own simulator; ratios to linear interpolation.",
    '',
    ...seriesTable(simulated),
    '## Cost',
    costText([...shared, ...simulated], machine),
    '',
  ].join('\n');
}

function sharedSections(scores: readonly CaseScore[]): string[] {
  const real = scores.filter(({ series }) => REAL.includes(series));
  const cell = (text: (group: readonly CaseScore[]) => string) => GROUPS.map((group) => text(casesOf(real, group))).join(' / ');
  return [
    '## Four real series: geometric-mean ratios to na_kalman, singles (ours: singles and mixed) / blocks / long',
    '| method | RMSE | CRPS | 90 % coverage | RR |',
    '|---|---|---|---|---|',
    ...PEERS,
    `| **telemend** | ${cell((group) => short(geometricMean(group, 'rmse')))} | ${cell((group) => short(geometricMean(group, 'crps')))} | ${
      cell((group) => short(pooledCoverage(group)))} | ${cell((group) => short(median(group, 'energyRatio')))} |`,
    '',
    '## Targets',
    '| what | measured | target | |',
    '|---|---:|---:|---|',
    ...targets(scores, real).map(({ what, measured, low, high }) => {
      const verdict = measured >= low && measured <= high ? 'reached' : '**missed**';
      return `| ${what} | ${measured.toFixed(3)} | ${low === -Infinity ? `at most ${high}` : `${low} to ${high}`} | ${verdict} |`;
    }),
    '',
    '## Every series, ratios to na_kalman',
    ...seriesTable(scores),
  ];
}

interface Target {
  readonly what: string;
  readonly measured: number;
  readonly low: number;
  readonly high: number;
}

function targets(all: readonly CaseScore[], real: readonly CaseScore[]): Target[] {
  const [singles, blocks, long] = GROUPS.map((group) => casesOf(real, group));
  const atMost = (what: string, measured: number, high: number): Target => ({ what, measured, low: -Infinity, high });
  const within = (what: string, measured: number, low: number, high: number): Target => ({ what, measured, low, high });
  const unlike = all.filter(({ series }) => series === 'iidunif');
  return [
    ...[[singles, 1, SINGLES], [blocks, 0.94, BLOCKS], [long, 0.84, LONG]].map(([cases, high, group]) => (
      atMost(`RMSE, ${(group as Group).name}`, geometricMean(cases as CaseScore[], 'rmse'), high as number)
    )),
    ...[[singles, 0.73, SINGLES], [blocks, 0.69, BLOCKS], [long, 0.63, LONG]].map(([cases, high, group]) => (
      atMost(`CRPS, ${(group as Group).name}`, geometricMean(cases as CaseScore[], 'crps'), high as number)
    )),
    within('90 % coverage, all pooled', pooledCoverage(real), 0.88, 0.92),
    ...[SINGLES, BLOCKS].flatMap((group) => REAL.map((series) => {
      const cases = casesOf(real, group).filter((one) => one.series === series);
      return within(`90 % coverage, ${series}, ${group.name}`, pooledCoverage(cases), 0.83, 0.95);
    })),
    within('90 % coverage, long, pooled', pooledCoverage(long), 0.82, 0.98),
    ...([['variance ratio', 'varianceRatio'], ['RR', 'energyRatio']] as const).flatMap(([name, metric]) => [
      within(`${name}, median, singles + mixed`, median(singles, metric), 0.9, 1.1),
      within(`${name}, median, blocks`, median(blocks, metric), 0.9, 1.1),
      within(`${name}, median, long`, median(long, metric), 0.7, 1.4),
    ]),
    ...GROUPS.map((group) => within(`edge ratio, median, ${group.name}`, median(casesOf(real, group), 'edgeRatio'), 0.85, 1.3)),
    atMost('iidunif: CRPS over that of marginal draws', mean(unlike.map((one) => one.plainCrps / one.marginalCrps)), 1.02),
    atMost('numbers out of range', all.reduce((sum, one) => sum + one.outOfRange, 0), 0),
  ];
}

function seriesTable(scores: readonly CaseScore[]): string[] {
  const rows = [...new Set(scores.map(({ series }) => series))].flatMap((series) => GROUPS.map((group) => {
    const cases = casesOf(scores, group).filter((one) => one.series === series);
    const cells = [
      geometricMean(cases, 'rmse'), geometricMean(cases, 'crps'), pooledCoverage(cases), median(cases, 'varianceRatio'),
      median(cases, 'energyRatio'), median(cases, 'edgeRatio'), median(cases, 'ksDistance'),
    ];
    return `| ${series} | ${group.name} | ${cells.map(short).join(' | ')} |`;
  }));
  return [
    '| series | pattern | RMSE | CRPS | 90 % coverage | variance ratio | RR | edge ratio | KS |',
    '|---|---|---:|---:|---:|---:|---:|---:|---:|',
    ...rows,
    '',
  ];
}

function costText(scores: readonly CaseScore[], machine: string): string {
  const fit = scores.map(({ fitMs }) => fitMs).sort((a, b) => a - b);
  const events = scores.reduce((sum, { count }) => sum + count, 0);
  const fillMs = scores.reduce((sum, one) => sum + one.fillMs, 0);
  const [median, most] = [fit[fit.length >> 1], fit[fit.length - 1]].map((ms) => ms.toFixed(0));
  const eventUs = ((fillMs / events) * 1000).toFixed(0);
  return `A fit takes ${median} ms (median), ${most} ms at most; a filled event with its 50 draws ${eventUs} µs. ${machine}.`;
}

function casesOf(scores: readonly CaseScore[], group: Group): CaseScore[] {
  return scores.filter(({ pattern }) => group.patterns.includes(pattern));
}

type Metric = 'rmse' | 'crps' | 'varianceRatio' | 'energyRatio' | 'edgeRatio' | 'ksDistance';

function geometricMean(scores: readonly CaseScore[], metric: Metric): number {
  return Math.exp(mean(scores.map((one) => Math.log(one[metric]))));
}

function median(scores: readonly CaseScore[], metric: Metric): number {
  const sorted = scores.map((one) => one[metric]).sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Share of all missing readings that lie in their interval. */
function pooledCoverage(scores: readonly CaseScore[]): number {
  return scores.reduce((sum, one) => sum + one.coverage * one.count, 0) / scores.reduce((sum, { count }) => sum + count, 0);
}

function short(value: number): string {
  return value.toFixed(2);
}
