// What `validate` tells people: a sentence, counts per series and check, dead letters, and the first findings.
import { UNIT_NAMES } from './unit-names.js';
import { DEAD_LETTER_TEXT, type DeadLetterCode } from '../model/dead-letter.js';
import { Flag } from '../model/flag.js';
import type { FlagCounts, Finding, ValidationSummary } from '../model/validation.js';
import { formatCount, formatNoun, formatShare } from './number-format.js';
import { textTable, type Column } from './text-table.js';

const SERIES_SHOWN = 20;

const FLAG_NAMES: Readonly<Record<Flag, string>> = {
  [Flag.Pass]: 'pass',
  [Flag.NotEvaluated]: 'not evaluated',
  [Flag.Suspect]: 'suspect',
  [Flag.Fail]: 'fail',
  [Flag.Missing]: 'missing',
};

/** How the report is laid out. */
export interface ValidationReportOptions {
  /** Columns of the terminal; 80 by default. */
  readonly width?: number;
  /** Name the file of each finding; false by default. */
  readonly showFile?: boolean;
}

/**
 * The report, a newline behind each line, at most `width` columns wide. `findings` are the first of them: how many more there are is
 * said. Series with most failed readings come first.
 */
export function validationReport(summary: ValidationSummary, findings: readonly Finding[], options: ValidationReportOptions = {}): string {
  const { width = 80, showFile = false } = options;
  const sections = [
    validationSentences(summary).map((sentence) => `${sentence}\n`).join(''),
    seriesSection(summary, width),
    reasonSection(summary, width),
    checkSection(summary, width),
    deadLetterSection(summary, width),
    findingSection(summary, findings, showFile, width),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

/** The whole in two sentences, one a line. */
export function validationSentences({ lines, blank, outside, deadLetters, total, series }: ValidationSummary): string[] {
  const judged = total.pass + total.suspect + total.fail;
  const readings = `${formatNoun(judged, 'reading')} of ${formatNoun(series.length, 'series', 'series')}`;
  const failed = `${formatCount(total.fail)} failed (${formatShare(total.fail, judged)})`;
  const others: readonly (readonly [count: number, what: string])[] = [
    [deadLetters, formatNoun(deadLetters, 'dead letter')],
    [total.missing, `${formatCount(total.missing)} missing`],
    [total.notEvaluated, `${formatCount(total.notEvaluated)} synthetic`],
    [outside, `${formatCount(outside)} of other series`],
    [blank, `${formatCount(blank)} blank`],
  ];
  const rest = others.filter(([count]) => count > 0).map(([, what]) => what);
  return [`${readings}: ${failed}, ${formatCount(total.suspect)} suspect`, `${formatNoun(lines, 'line')}${rest.length > 0 ? `, among them ${rest.join(', ')}` : ''}`];
}

/** What to try where most readings fail; undefined where nothing is proposed. */
export function proposalText({ proposedRange, likelyUnit, total }: ValidationSummary): string | undefined {
  if (!proposedRange) return undefined;
  const judged = total.pass + total.suspect + total.fail;
  const { low, high } = proposedRange;
  return `${formatShare(total.fail, judged)} of the readings fail; ${likelyUnit ? `they look like ${UNIT_NAMES[likelyUnit]} (--unit ${likelyUnit}); ` : ''}most of them lie in --range ${low}:${high}`;
}

/** What to say, and to try, where the log holds no event that was asked for; undefined where it holds one. */
export function nothingText(summary: ValidationSummary): { text: string; hint?: string } | undefined {
  const { total, lines, blank, outside, deadLettersByCode } = summary;
  if (Object.values(total).some((count: number) => count > 0)) return undefined;
  if (lines === blank) return { text: lines === 0 ? 'the input is empty' : 'the input holds blank lines only' };
  if (outside > 0) return { text: 'the input holds no event of the series asked for', hint: 'without --sensor, all series are listed' };
  const [mostFrequent] = [...deadLettersByCode].sort((a, b) => b[1] - a[1])[0];
  return { text: `no line is an event; most frequent: ${DEAD_LETTER_TEXT[mostFrequent]}`, hint: REMEDIES[mostFrequent] };
}

const REMEDIES: Partial<Record<DeadLetterCode, string>> = {
  'no-timestamp': 'if the field has another name: --field timestamp=NAME',
  'no-temperature': 'if the field has another name: --field temperature=NAME',
  'timestamp-no-zone': '--timezone says which one is meant, --assume-utc takes UTC',
  'timestamp-range': 'if the numbers are not milliseconds: --time-unit s, us or ns',
};

function seriesSection({ series }: ValidationSummary, width: number): string {
  if (series.length === 0) return '';
  const worstFirst = [...series].sort((a, b) => b.fail - a.fail || b.suspect - a.suspect);
  const shown = worstFirst.slice(0, SERIES_SHOWN);
  const counts = (['pass', 'suspect', 'fail', 'missing', 'notEvaluated'] as const).filter(
    (name) => name === 'pass' || name === 'fail' || series.some((each) => each[name] > 0),
  );
  const title = (name: keyof FlagCounts) => (name === 'notEvaluated' ? 'synthetic' : name);
  const columns: Column[] = [
    { title: 'series', shrinks: true },
    ...counts.map((name) => ({ title: title(name), align: 'right' as const })),
  ];
  const rows = shown.map((each) => [each.sensorId, ...counts.map((name) => formatCount(each[name]))]);
  return textTable(columns, rows, width) + more(series.length - shown.length, 'series', 'series');
}

function reasonSection({ reasons }: ValidationSummary, width: number): string {
  if (reasons.size === 0) return '';
  return textTable([{ title: 'check' }, { title: 'readings', align: 'right' }], byCount(reasons), width);
}

function checkSection({ checks = [] }: ValidationSummary, width: number): string {
  if (checks.length === 0) return '';
  const counts = ['pass', 'suspect', 'fail', 'notEvaluated'] as const;
  const title = (name: (typeof counts)[number]) => (name === 'notEvaluated' ? 'not evaluated' : name);
  const columns: Column[] = [{ title: 'along the series' }, ...counts.map((name) => ({ title: title(name), align: 'right' as const }))];
  return textTable(columns, checks.map((each) => [each.check, ...counts.map((name) => formatCount(each[name]))]), width);
}

function deadLetterSection({ deadLettersByCode }: ValidationSummary, width: number): string {
  if (deadLettersByCode.size === 0) return '';
  const rows = byCount(deadLettersByCode).map(([code, count]) => [code, count, DEAD_LETTER_TEXT[code]]);
  return textTable([{ title: 'dead letters' }, { title: 'lines', align: 'right' }, { title: 'why', shrinks: true }], rows, width);
}

function findingSection({ total, deadLetters }: ValidationSummary, findings: readonly Finding[], showFile: boolean, width: number): string {
  if (findings.length === 0) return '';
  const columns: Column[] = [
    ...(showFile ? [{ title: 'file', shrinks: true }] : []),
    { title: 'line', align: 'right' },
    { title: 'series', shrinks: true },
    { title: 'timestamp' },
    { title: 'value', align: 'right' },
    { title: 'flag' },
    { title: 'why', shrinks: true },
  ];
  const rows = findings.map((finding) => [
    ...(showFile ? [finding.file] : []),
    String(finding.line),
    ...('code' in finding
      ? ['', '', '', 'dead', finding.code]
      : [finding.sensor_id, finding.timestamp, String(finding.temperature), FLAG_NAMES[finding.flag], finding.reasons.join(', ')]),
  ]);
  return textTable(columns, rows, width) + more(total.fail + total.suspect + deadLetters - findings.length, 'line');
}

function byCount<Name extends string>(counts: ReadonlyMap<Name, number>): [name: Name, count: string][] {
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name, count]) => [name, formatCount(count)]);
}

function more(count: number, singular: string, plural?: string): string {
  return count > 0 ? `  ... and ${formatNoun(count, `more ${singular}`, plural && `more ${plural}`)}\n` : '';
}
