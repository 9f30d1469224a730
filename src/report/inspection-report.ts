// What `inspect` tells people: fields, series, order, values, what is strange, and the command to run next.
import { formatInstant } from '../model/instant.js';
import type { FieldCensus, LogInspection, SeriesInspection } from '../model/inspection.js';
import { formatCount, formatNoun, formatShare } from './number-format.js';
import { printable } from './printable.js';
import { spanText } from './span-text.js';
import { strangeThings } from './strange-things.js';
import { textTable, type Column } from './text-table.js';
import { fitText, wrapText } from './text-width.js';

const SERIES_SHOWN = 20;
const FIELDS_SHOWN = 20;

/** The command to run next, and what may stand in the place of it. */
export interface NextStep {
  readonly command?: string;
  /** Why there is none. */
  readonly instead?: string;
  /** The file that says what is in range, where one does. */
  readonly rangeFrom?: string;
}

/** The report, a newline behind each line, at most `width` columns wide but for the last line, which is the command. */
export function inspectionReport(inspection: LogInspection, next: NextStep, width = 80): string {
  const strange = strangeThings(inspection);
  const sections = [
    headline(inspection, width),
    fieldSection(inspection, width),
    seriesSection(inspection.series, width),
    factSection(inspection, next, width),
    strange.length === 0 ? '' : `  strange\n${strange.map((thing) => wrapText(printable(thing), width, '  - ', '    ')).join('')}`,
    next.command === undefined ? wrapText(next.instead ?? '', width, '  next: ', '  ') : `  next\n${next.command}\n`,
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function headline({ files, accounting, series }: LogInspection, width: number): string {
  const { lines, blank, deadLetters, outside } = accounting;
  const names = files.length === 1 ? files[0].name : `${files[0]?.name ?? ''} and ${formatNoun(files.length - 1, 'other file')}`;
  const text = `${formatNoun(lines, 'line')}, ${formatNoun(lines - blank - deadLetters - outside, 'event')} of ${formatNoun(series.length, 'series', 'series')}`;
  return `${fitText(printable(names), Math.max(10, width - text.length - 2))}: ${text}\n`;
}

function fieldSection({ census, fields }: LogInspection, width: number): string {
  if (census.fields.length === 0) return '';
  const rows = census.fields.slice(0, FIELDS_SHOWN).map((field) => [
    field.name,
    formatShare(field.lines, census.lines),
    [...field.types].sort((a, b) => b[1] - a[1]).map(([type]) => type).join(', '),
    field.example,
    roleOf(field, fields),
  ]);
  const left = census.fields.length + census.fieldsLeft - rows.length;
  const columns: Column[] = [
    { title: 'field', shrinks: true }, { title: 'in lines', align: 'right' }, { title: 'type' }, { title: 'example', shrinks: true }, { title: 'read as' },
  ];
  return textTable(columns, rows, width) + (left > 0 ? `  ... and ${formatNoun(left, 'more field')}\n` : '');
}

function roleOf({ name }: FieldCensus, fields: LogInspection['fields']): string {
  const role = Object.entries(fields).find(([, foreign]) => foreign === name)?.[0];
  return role ?? 'kept as it is';
}

function seriesSection(series: readonly SeriesInspection[], width: number): string {
  if (series.length === 0) return '';
  const columns: Column[] = [
    { title: 'series', shrinks: true },
    ...['events', 'cadence', 'jitter', 'voids', 'missing', 'longest', 'least', 'median', 'most'].map((title) => ({ title, align: 'right' as const })),
  ];
  const mostFirst = [...series].sort((a, b) => b.events - a.events);
  const rows = mostFirst.slice(0, SERIES_SHOWN).map(({ sensorId, events, cadenceMs, regular, jitter, voids, instants, longest, values }) => [
    sensorId,
    formatCount(events),
    regular ? spanText(cadenceMs) : 'none',
    jitter ? spanText(jitter.usualMs) : '-',
    formatCount(voids),
    formatCount(instants),
    longest.length === 0 ? '-' : spanText(longest[0].lengthMs!),
    ...(values ? [values.least, values.median, values.most].map(valueText) : ['-', '-', '-']),
  ]);
  const left = series.length - rows.length;
  return textTable(columns, rows, width) + (left > 0 ? `  ... and ${formatNoun(left, 'more series', 'more series')}\n` : '');
}

function tableText({ delimiter, columns, decimalComma }: NonNullable<LogInspection['csv']>, files: LogInspection['files']): string {
  const parted = delimiter === '\t' ? 'tabs' : `"${delimiter}"`;
  const head = files[0].headLines > 1 ? `, rows from line ${files[0].headLines + 1} on` : '';
  return `${formatNoun(columns.length, 'column')} parted by ${parted}${head}${decimalComma ? ', decimal comma' : ''}`;
}

function factSection({ series, disorder, accounting, values, proposedRange, assumedRange, csv, files }: LogInspection, { rangeFrom }: NextStep, width: number): string {
  const assumed = `${assumedRange.low}:${assumedRange.high}`;
  const facts: (readonly [title: string, text: string])[] = [];
  if (csv) facts.push(['table', tableText(csv, files)]);
  const spans = series.flatMap(({ span }) => span ?? []);
  if (spans.length > 0) {
    const firstMs = spans.reduce((first, span) => Math.min(first, span.firstMs), Infinity);
    const lastMs = spans.reduce((last, span) => Math.max(last, span.lastMs), -Infinity);
    facts.push(['time', `${formatInstant(firstMs, 0)} to ${formatInstant(lastMs, 0)}, ${spanText(lastMs - firstMs)}`]);
    facts.push(['order', orderText(disorder, accounting.lines)]);
    const { duplicates, conflicts, missing, synthetic } = accounting;
    facts.push(['repeats', `${formatNoun(duplicates, 'duplicate')}, ${formatNoun(conflicts, 'conflict')}`]);
    if (missing > 0) facts.push(['null', `${formatNoun(missing, 'reading')} without a value`]);
    if (synthetic > 0) facts.push(['made', `${formatNoun(synthetic, 'reading')} made by an earlier recovery`]);
  }
  if (values) {
    const { least, low, median, high, most } = values;
    const [a, b, c, d, e] = [least, low, median, high, most].map(valueText);
    facts.push(['values', `${a} to ${e}; nine in ten from ${b} to ${d}, half below ${c}`]);
    if (rangeFrom !== undefined) facts.push(['range', `as ${rangeFrom} says`]);
    else facts.push(['range', proposedRange ? `${assumed} does not suit; --range ${proposedRange.low}:${proposedRange.high} would` : `${assumed}, the default, suits`]);
  }
  const longest = Math.max(0, ...facts.map(([title]) => title.length));
  return facts.map(([title, text]) => wrapText(text, width, `  ${title.padEnd(longest)}  `, ' '.repeat(longest + 4))).join('');
}

function orderText({ late, lateInSeries, mostMs, usualMs }: LogInspection['disorder'], lines: number): string {
  if (late === 0) return 'every event stands where its time belongs';
  const bySeries = lateInSeries === 0 ? '; each series for itself is in order' : lateInSeries < late ? `; ${formatCount(lateInSeries)} within their series` : '';
  return `${formatNoun(late, 'event')} (${formatShare(late, lines)}) stand behind a later one, by ${spanText(mostMs)} at most, `
    + `99 % of them by up to ${spanText(usualMs)}${bySeries}`;
}

/** Six digits at most. */
function valueText(value: number): string {
  return String(Number(value.toPrecision(6)));
}
