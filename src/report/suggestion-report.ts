// What `suggest` tells people: thresholds with what they would flag, each series beside the others, and the flags to paste.
import { formatCount, formatNoun, formatShare } from './number-format.js';
import { textTable, type Column } from './text-table.js';

/** Thresholds as the command line spells them. */
export interface SpelledCheck {
  readonly check: string;
  readonly thresholds: string;
  readonly suspect: number;
  readonly fail: number;
}

export interface SpelledSuggestion {
  readonly events: number;
  readonly readings: number;
  readonly flagged: number;
  readonly checks: readonly SpelledCheck[];
  readonly series: readonly {
    readonly sensorId: string;
    readonly readings: number;
    /** By the thresholds of all series. */
    readonly flagged: number;
    readonly checks: readonly SpelledCheck[];
  }[];
  /** The options to paste. */
  readonly flags: string;
}

const SERIES_SHOWN = 20;

/** The report, a newline behind each line; the flags on a line of their own at the end. */
export function suggestionReport({ events, readings, flagged, checks, series, flags }: SpelledSuggestion, width = 80): string {
  const looked = readings === events ? '' : `, out of ${formatNoun(events, 'event')}`;
  const summary = `${formatNoun(readings, 'reading')} of ${formatNoun(series.length, 'series', 'series')} looked at${looked}; `
    + `these checks would flag ${formatCount(flagged)} of them (${formatShare(flagged, readings)})\n`;
  const overall = textTable(
    [{ title: 'check' }, { title: 'thresholds' }, { title: 'suspect', align: 'right' }, { title: 'fail', align: 'right' }],
    checks.map(({ check, thresholds, suspect, fail }) => [check, thresholds, formatCount(suspect), formatCount(fail)]),
    width,
  );
  return [summary, overall, ...(series.length > 1 ? [seriesTable(checks, series, width)] : []), `${flags}\n`].join('\n');
}

// What each series would have for itself: where they differ, one set for all suits none.
function seriesTable(checks: readonly SpelledCheck[], series: SpelledSuggestion['series'], width: number): string {
  const mostFirst = [...series].sort((a, b) => b.flagged - a.flagged);
  const columns: Column[] = [
    { title: 'series', shrinks: true },
    ...checks.map(({ check }) => ({ title: check, shrinks: true })),
    { title: 'flagged', align: 'right' },
  ];
  const rows = mostFirst.slice(0, SERIES_SHOWN).map((one) => [
    one.sensorId,
    ...checks.map(({ check }) => one.checks.find((own) => own.check === check)?.thresholds ?? '-'),
    formatCount(one.flagged),
  ]);
  const left = series.length - rows.length;
  return textTable(columns, rows, width) + (left > 0 ? `  ... and ${formatNoun(left, 'more series', 'more series')}\n` : '');
}
