// The picture in the terminal: a stretch of a series as it came, and below it as it was recovered.
import { formatInstant } from '../model/instant.js';
import { createBrailleCanvas } from './braille-canvas.js';
import { printable } from './printable.js';
import { extentOf, positionIn, type Extent, type PointKind, type Stretch } from './stretch.js';
import { createPaint, type Colour, type Paint } from './terminal-style.js';
import { fitText } from './text-width.js';

/** What is drawn, and how. */
export interface BeforeAfterOptions {
  readonly title: string;
  /** As it came: good and failed readings; `missing` where an event was skipped or null. */
  readonly damaged: Stretch;
  /** As it is now: good, repaired and filled readings; `missing` where a void was left. */
  readonly recovered: Stretch;
  /** °C; always in the picture. */
  readonly range: Extent;
  /** Columns; 80 by default. */
  readonly width?: number;
  /** Rows of each of the two charts; 6 by default. */
  readonly height?: number;
  /** See wantsColour; false by default. */
  readonly coloured?: boolean;
}

interface Mark {
  readonly character: string;
  readonly colour: Colour;
  readonly meaning: string;
}

/** What stands below the chart where such points are; of two kinds in one column the later one is shown. */
const MARKS: readonly (readonly [kind: PointKind, mark: Mark])[] = [
  ['missing', { character: '·', colour: 'dim', meaning: 'missing' }],
  ['filled', { character: '+', colour: 'cyan', meaning: 'filled' }],
  ['repaired', { character: '*', colour: 'green', meaning: 'repaired' }],
  ['failed', { character: '×', colour: 'red', meaning: 'failed' }],
];

/**
 * Two charts one above the other, with the same axes. Values far off are cut at the edge, since the good readings set the scale; the row
 * below each chart marks what is not a plain good reading. O(points + cells).
 *
 * @returns lines of at most `width` columns, a newline behind each.
 */
export function beforeAfter(options: BeforeAfterOptions): string {
  const { title, damaged, recovered, range, width = 80, height = 6, coloured = false } = options;
  const time = extentOf([...damaged.timeMs, ...recovered.timeMs]) ?? { low: 0, high: 0 };
  const values = extentOf([range.low, range.high, ...plausibleValues(damaged), ...plausibleValues(recovered)])!;
  const labels = [formatLabel(values.high), formatLabel(values.low)];
  const labelWidth = Math.max(...labels.map((label) => label.length));
  const columns = width - labelWidth - 4;
  const frame = { time, values, columns, height, labels: labels.map((label) => label.padStart(labelWidth)), paint: createPaint(coloured) };
  const span = `${formatInstant(time.low, 0)} to ${formatInstant(time.high, 0)}`;
  return [
    fitText(printable(`${title}  ${span}`), width),
    ...chart('damaged', damaged, frame),
    ...chart('recovered', recovered, frame),
    '',
  ].join('\n');
}

interface Frame {
  readonly time: Extent;
  readonly values: Extent;
  readonly columns: number;
  readonly height: number;
  /** Of the highest and the lowest value. */
  readonly labels: readonly string[];
  readonly paint: Paint;
}

function chart(name: string, stretch: Stretch, { time, values, columns, height, labels, paint }: Frame): string[] {
  const canvas = createBrailleCanvas(columns, height);
  const xOf = (i: number) => Math.round(positionIn(time, stretch.timeMs[i]) * (canvas.dotsWide - 1));
  const yOf = (i: number) => Math.round((1 - Math.min(1, Math.max(0, positionIn(values, stretch.value[i])))) * (canvas.dotsHigh - 1));
  // A line joins readings that follow each other; where something failed or is missing it breaks.
  let last = -1;
  stretch.kind.forEach((kind, i) => {
    if (Number.isNaN(stretch.value[i]) || kind === 'missing' || kind === 'failed') {
      if (kind === 'failed') canvas.dot(xOf(i), yOf(i));
      last = -1;
      return;
    }
    if (last >= 0) canvas.line(xOf(last), yOf(last), xOf(i), yOf(i));
    else canvas.dot(xOf(i), yOf(i));
    last = i;
  });

  const blank = ' '.repeat(labels[0].length);
  const rows = canvas.rows().map((row, r) => `${r === 0 ? labels[0] : r === height - 1 ? labels[1] : blank} │ ${row}`.trimEnd());
  const { row, legend } = markRow(stretch, time, columns, paint);
  return [`${paint(name, 'dim')}${legend}`, ...rows, `${blank} └ ${row}`.trimEnd()];
}

function markRow({ timeMs, kind }: Stretch, time: Extent, columns: number, paint: Paint): { row: string; legend: string } {
  const cells = Array.from({ length: columns }, () => ' ');
  let legend = '';
  for (const [marked, { character, colour, meaning }] of MARKS) {
    if (!kind.includes(marked)) continue;
    legend += `  ${paint(character, colour)} ${meaning}`;
    kind.forEach((each, i) => {
      if (each === marked) cells[Math.min(columns - 1, Math.floor(positionIn(time, timeMs[i]) * columns))] = paint(character, colour);
    });
  }
  return { row: cells.join('').trimEnd(), legend };
}

/** Values that set the scale: all but the failed ones. */
function plausibleValues({ value, kind }: Stretch): number[] {
  return value.filter((_, i) => kind[i] !== 'failed');
}

function formatLabel(value: number): string {
  return String(Number(value.toFixed(2)));
}
