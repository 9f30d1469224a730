// What is drawn beside the two lines: open voids, the 90 % band, and marks for points that are no plain good reading.
import type uPlot from 'uplot';
import type { Colours } from './colours.js';
import { rowsBetween, valueOf, type RowKind, type Rows } from './rows.js';

/** What is shown. */
export interface Shown {
  observed: boolean;
  made: boolean;
  aside: boolean;
  voids: boolean;
}

/** Pixels (CSS) from one point to the next from which on each observed point is marked. */
const MARKED_FROM = 7;
const MANY_ROWS = 3000;

/** Behind the lines. */
export function drawBackground(chart: uPlot, rows: Rows, shown: Shown, colours: Colours): void {
  const { ctx, bbox } = chart;
  ctx.save();
  clip(chart);
  if (shown.voids) {
    ctx.fillStyle = colours.void;
    const [left, right] = [bbox.left, bbox.left + bbox.width];
    for (const { from, to } of rows.points.voids) {
      const [x0, x1] = [Math.max(left, xOf(chart, from)), Math.min(right, xOf(chart, to))];
      if (x1 > left && x0 < right) ctx.fillRect(x0, bbox.top, Math.max(devicePixelRatio, x1 - x0), bbox.height);
    }
  }
  if (shown.made) {
    ctx.fillStyle = colours.band;
    ctx.fill(bandPath(chart, rows));
  }
  ctx.restore();
}

/** A rectangle for each made point, as wide as its cadence; those of one column of pixels are one, since thousands would be slow to fill. */
function bandPath(chart: uPlot, rows: Rows): Path2D {
  const { lo, hi } = rows.points.made;
  const half = Math.max(devicePixelRatio, (xOf(chart, rows.series.cadence ?? 0) - xOf(chart, 0)) / 2);
  const band = new Path2D();
  let [column, top, bottom] = [NaN, Infinity, -Infinity];
  const close = () => {
    if (top <= bottom) band.rect(column - half, top, 2 * half, Math.max(1, bottom - top));
    [top, bottom] = [Infinity, -Infinity];
  };
  eachInView(chart, rows, 'made', (_row, at, x) => {
    if (Number.isNaN(lo[at] + hi[at])) return;
    if (Math.round(x) !== column) close();
    column = Math.round(x);
    top = Math.min(top, yOf(chart, hi[at]));
    bottom = Math.max(bottom, yOf(chart, lo[at]));
  });
  close();
  return band;
}

/** Over the lines. */
export function drawMarks(chart: uPlot, rows: Rows, shown: Shown, colours: Colours): void {
  const { ctx, bbox } = chart;
  ctx.save();
  clip(chart);
  const [from, to] = rowsInView(chart, rows);
  if (shown.observed && (bbox.width / devicePixelRatio) / Math.max(1, to - from) >= MARKED_FROM) {
    fillDots(chart, rows, 'observed', 2, colours.good);
  }
  // Many dots would cover the lines.
  if (shown.made) fillDots(chart, rows, 'made', to - from > MANY_ROWS ? 1.6 : 2.2, colours.made);
  if (shown.aside) {
    const size = 3.5 * devicePixelRatio;
    const marks = new Path2D();
    const isFree = placeFinder(2);
    eachInView(chart, rows, 'aside', (row, _at, x) => {
      const y = yOf(chart, valueOf(rows, row));
      // What lies beyond the scale stands at its edge, as an arrow.
      const edge = y < bbox.top ? bbox.top + size : y > bbox.top + bbox.height ? bbox.top + bbox.height - size : undefined;
      if (!isFree(x, edge ?? y)) return;
      if (edge === undefined) cross(marks, x, y, size);
      else arrow(marks, x, edge, y < bbox.top ? -size : size);
    });
    ctx.strokeStyle = colours.failed;
    ctx.lineWidth = 1.6 * devicePixelRatio;
    ctx.stroke(marks);
  }
  ctx.restore();
}

function rowsInView({ scales: { x: { min = 0, max = 0 } } }: uPlot, rows: Rows): [from: number, to: number] {
  return rowsBetween(rows, { from: min, to: max });
}

function fillDots(chart: uPlot, rows: Rows, kind: RowKind, radius: number, colour: string): void {
  const size = radius * devicePixelRatio;
  const isFree = placeFinder(2 * radius);
  chart.ctx.fillStyle = colour;
  eachInView(chart, rows, kind, (row, _at, x) => {
    const y = yOf(chart, valueOf(rows, row));
    if (isFree(x, y)) chart.ctx.fillRect(x - size, y - size, 2 * size, 2 * size);
  });
}

/** Whether a place, to so many pixels, was not asked for before: what lies under another mark need not be drawn. */
function placeFinder(pixels: number): (x: number, y: number) => boolean {
  const taken = new Set<number>();
  return (x, y) => {
    const before = taken.size;
    return taken.add(Math.round(x / pixels) * 16_384 + Math.round(y / pixels)).size > before;
  };
}

function eachInView(chart: uPlot, rows: Rows, kind: RowKind, draw: (row: number, at: number, x: number) => void): void {
  const [from, to] = rowsInView(chart, rows);
  for (let row = from; row < to; row++) if (rows.kind[row] === kind) draw(row, rows.at[row], xOf(chart, rows.timeMs[row]));
}

function cross(path: Path2D, x: number, y: number, size: number): void {
  path.moveTo(x - size, y - size);
  path.lineTo(x + size, y + size);
  path.moveTo(x - size, y + size);
  path.lineTo(x + size, y - size);
}

function arrow(path: Path2D, x: number, y: number, size: number): void {
  path.moveTo(x - size, y - size / 2);
  path.lineTo(x, y + size / 2);
  path.lineTo(x + size, y - size / 2);
}

function clip({ ctx, bbox }: uPlot): void {
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
}

function xOf(chart: uPlot, timeMs: number): number {
  return chart.valToPos(timeMs, 'x', true);
}

function yOf(chart: uPlot, value: number): number {
  return chart.valToPos(value, 'y', true);
}
