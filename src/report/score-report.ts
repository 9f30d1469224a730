// What `score` tells people: how much was joined, then faults, checks and synthetic events, a table each.
import { formatDuration } from '../model/duration.js';
import type { CheckScore, FaultScore, FillScoreSummary, Score } from '../model/score.js';
import { formatCount, formatNoun } from './number-format.js';
import { textTable, type Column } from './text-table.js';

/** The report, a newline behind each line, at most `width` columns wide. */
export function scoreReport(score: Score, width = 80): string {
  const sections = [
    scoreSentences(score).map((sentence) => `${sentence}\n`).join(''),
    faultSection(score.faults, width),
    checkSection(score.checks, width),
    fillSection(score.fills, width),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

/** What was held against what, and what could not be judged, one sentence a line. */
export function scoreSentences(score: Score): string[] {
  const { series, rows, outside, observed, filled, repaired, phantoms, shared, hasFaults, hasAudit, hasDeadLetters } = score;
  const parts = [`${formatCount(observed)} observed`, `${formatCount(filled)} filled`, `${formatCount(repaired)} repaired`];
  const sentences = [`${formatNoun(rows, 'instant')} of ${formatNoun(series, 'series', 'series')}: ${parts.join(', ')}`];
  if (outside > 0) sentences.push(`${formatNoun(outside, 'row')} of the truth outside the clean series, not scored`);
  if (phantoms > 0) sentences.push(`${formatNoun(phantoms, 'event')} filled where nothing was missing`);
  if (shared > 0) sentences.push(`${formatNoun(shared, 'reading')} with several faults, so not in the table of faults`);
  if (!hasFaults) sentences.push('the truth does not say what was done to it: only synthetic events are scored');
  else if (!hasAudit) sentences.push('without the audit, copies and dropped readings are not scored');
  if (hasFaults && !hasDeadLetters) sentences.push('without the dead letters, damaged lines are not scored');
  return sentences;
}

function faultSection(faults: readonly FaultScore[], width: number): string {
  if (faults.length === 0) return '';
  const lasting = faults.some(({ runs }) => runs !== undefined);
  const columns: Column[] = [
    { title: 'fault' },
    ...rightAligned('instants', 'found', 'recall', 'precision'),
    ...(lasting ? rightAligned('runs', 'delay') : []),
    { title: 'by', shrinks: true },
  ];
  const rows = faults.map(({ fault, instants, found, recall, precision, byCheck, runs, runsFound, delayMedianMs }) => [
    fault,
    formatCount(instants),
    formatCount(found),
    formatRatio(recall),
    formatRatio(precision),
    ...(lasting ? [runs === undefined ? '' : `${runsFound}/${runs}`, formatDelay(delayMedianMs)] : []),
    Object.entries(byCheck).sort(([, a], [, b]) => b - a).map(([check, count]) => `${check} ${formatCount(count)}`).join(', '),
  ]);
  return textTable(columns, rows, width);
}

function checkSection(checks: readonly CheckScore[], width: number): string {
  if (checks.length === 0) return '';
  const columns = [{ title: 'check', shrinks: true }, ...rightAligned('raised', 'right', 'precision', 'targets', 'found', 'recall')];
  const rows = checks.map(({ check, raised, right, precision, targets, found, recall }) => [
    check, formatCount(raised), formatCount(right), formatRatio(precision), formatCount(targets), formatCount(found), formatRatio(recall),
  ]);
  return textTable(columns, rows, width);
}

function fillSection(fills: readonly FillScoreSummary[], width: number): string {
  const shown = fills.filter(({ events }) => events > 0);
  // A log of one kind of synthetic events would say everything twice.
  const [all, ...kinds] = shown;
  if (!all) return '';
  const summaries = kinds.length > 1 ? shown : kinds;
  const columns = [{ title: 'synthetic' }, ...rightAligned('events', 'RMSE', 'MAE', 'CRPS', '90 % in', 'variance', 'RR', 'edge', 'KS')];
  const rows = summaries.map(({ origin, events, rmse, mae, crps, coverage, varianceRatio, energyRatio, edgeRatio, ksDistance }) => [
    origin, formatCount(events), ...[rmse, mae, crps, coverage, varianceRatio, energyRatio, edgeRatio, ksDistance].map(formatRatio),
  ]);
  const { draws, normal, point } = all.crpsForms;
  const forms = [
    [draws, 'draws, in the fair ensemble form'],
    [normal, 'mean and sd, as of a normal law'],
    [point, 'points, so the absolute error'],
  ] as const;
  const notes = [
    'RMSE and MAE of the mean, °C; variance, RR (energy of differences) and edge',
    '(jumps) are filled over true.',
    ...forms.filter(([count]) => count > 0).map(([count, form]) => `CRPS of ${formatNoun(count, 'event')} from ${form}.`),
  ];
  return textTable(columns, rows, width) + notes.map((note) => `  ${note}\n`).join('');
}

function rightAligned(...titles: readonly string[]): Column[] {
  return titles.map((title) => ({ title, align: 'right' }));
}

/** Three digits behind the point; `-` where there is nothing to say. */
function formatRatio(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : '-';
}

function formatDelay(ms: number | undefined): string {
  return ms === undefined ? '' : Number.isFinite(ms) ? formatDuration(Math.round(ms)) : '-';
}
