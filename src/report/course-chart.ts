// Where the voids were, in the terminal: a row a series, a column a stretch of time.
import { formatInstant } from '../model/instant.js';
import type { CourseBins } from '../model/recovery-report.js';
import { formatNoun } from './number-format.js';
import { printable } from './printable.js';
import { spanText } from './span-text.js';
import { createPaint, type Colour, type Paint } from './terminal-style.js';
import { fitText, textWidth } from './text-width.js';

/** One series. */
export interface SeriesCourse {
  readonly sensorId: string;
  /** Undefined where it has none: then nobody knows what is missing. */
  readonly cadenceMs: number | undefined;
  readonly course: CourseBins;
}

export interface CourseChartOptions {
  /** Columns; 80 by default. */
  readonly width?: number;
  /** False by default. */
  readonly coloured?: boolean;
}

const SERIES_SHOWN = 8;
const LABEL_COLUMNS = 20;
/** A stretch is shown as open where less than this share of what is due is there. */
const OPEN_BELOW = 0.5;
const SHADES = ['─', '░', '▒', '▓', '█'] as const;
const OPEN = '·';

/** What a column of a row stands for. */
interface Cell {
  readonly character: string;
  readonly colour?: Colour;
}

/**
 * The chart, those series first in which most was made or is missing; empty where all of it is as it came. Lines are at most `width`
 * columns wide, a newline behind each. O(series x columns).
 */
export function courseChart(series: readonly SeriesCourse[], { width = 80, coloured = false }: CourseChartOptions = {}): string {
  const used = series.filter(({ course }) => course.observed.length > 0);
  if (used.length === 0) return '';
  const paint = createPaint(coloured);
  const labelColumns = Math.min(LABEL_COLUMNS, Math.max(4, ...used.map(({ sensorId }) => textWidth(printable(sensorId)))));
  const { fromMs, widthMs, count } = gridOf(used, width - labelColumns - 4);
  const rows = used.map((one) => ({ one, cells: cellsOf(one, fromMs, widthMs, count) }));
  const shown = rows.map((row) => ({ ...row, marked: row.cells.filter(({ colour }) => colour !== undefined).length }))
    .filter(({ marked }) => marked > 0).sort((a, b) => b.marked - a.marked);
  if (shown.length === 0) return '';
  const label = (text: string) => {
    const fitted = fitText(printable(text), labelColumns);
    return `  ${fitted}${' '.repeat(labelColumns - textWidth(fitted))}  `;
  };
  const left = shown.length - SERIES_SHOWN;
  return [
    fitText(`${label('when')}${minuteText(fromMs)} to ${minuteText(fromMs + count * widthMs)}, ${spanText(widthMs)} a column`, width),
    ...shown.slice(0, SERIES_SHOWN).map(({ one, cells }) => `${label(one.sensorId)}${cells.map((cell) => paintCell(cell, paint)).join('')}`.trimEnd()),
    ...(left > 0 ? [fitText(`${label('')}and ${formatNoun(left, 'more series', 'more series')}`, width)] : []),
    fitText(`${label('')}${SHADES[0]} as it came  ${SHADES.slice(1).join('')} repaired or filled  ${OPEN} left open`, width),
    '',
  ].join('\n');
}

/** Columns for all series together, aligned with their bins. */
function gridOf(series: readonly SeriesCourse[], columns: number): { fromMs: number; widthMs: number; count: number } {
  const lowMs = Math.min(...series.map(({ course }) => course.fromMs));
  const highMs = Math.max(...series.map(({ course }) => course.fromMs + course.widthMs * course.observed.length));
  let widthMs = Math.max(...series.map(({ course }) => course.widthMs));
  while (Math.ceil(highMs / widthMs) - Math.floor(lowMs / widthMs) > columns) widthMs *= 2;
  const first = Math.floor(lowMs / widthMs);
  return { fromMs: first * widthMs, widthMs, count: Math.ceil(highMs / widthMs) - first };
}

function cellsOf({ course, cadenceMs }: SeriesCourse, fromMs: number, widthMs: number, count: number): Cell[] {
  const observed = Array.from({ length: count }, () => 0);
  const made = Array.from({ length: count }, () => 0);
  course.observed.forEach((seen, i) => {
    const column = Math.floor((course.fromMs + i * course.widthMs - fromMs) / widthMs);
    observed[column] += seen;
    made[column] += course.repaired[i] + course.filled[i];
  });
  const isThere = observed.map((seen, column) => seen + made[column] > 0);
  const [first, last] = [isThere.indexOf(true), isThere.lastIndexOf(true)];
  return observed.map((seen, column) => {
    const all = seen + made[column];
    if (column < first || column > last) return { character: ' ' };
    // The first and the last column may lie beyond the series' ends.
    const isEdge = column === first || column === last;
    if (all === 0 || (cadenceMs !== undefined && !isEdge && all < (OPEN_BELOW * widthMs) / cadenceMs)) return { character: OPEN, colour: 'dim' };
    if (made[column] === 0) return { character: SHADES[0] };
    return { character: SHADES[Math.ceil((made[column] / all) * (SHADES.length - 1))], colour: 'cyan' };
  });
}

/** UTC, to the minute. */
function minuteText(timeMs: number): string {
  return `${formatInstant(timeMs, 0).slice(0, 16)}Z`;
}

function paintCell({ character, colour }: Cell, paint: Paint): string {
  return colour === undefined ? character : paint(character, colour);
}
