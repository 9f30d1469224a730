// The chart of one series: two lines, what is drawn beside them, and the point that is looked at.
import uPlot from 'uplot';
import { timeTicks } from '../axis-ticks.js';
import type { PackedSeries } from '../chart-data.js';
import { onColourChange, readColours } from './colours.js';
import { drawBackground, drawMarks, type Shown } from './layers.js';
import { listenToFingers, listenToKeys, listenToWheel, moved, type Move, type View } from './movement.js';
import { pointLines, timeText, voidLines } from './point-text.js';
import { rowsBetween, rowsOf, valueOf, type Rows } from './rows.js';

const HEIGHT_SHARE = 0.42;
const [LEAST_HEIGHT, MOST_HEIGHT] = [240, 460];
/** Pixels around the pointer in which a point is found, and rows that are looked at on each side. */
const REACH = 40;
const ROWS_LOOKED_AT = 400;
const TICK_SPACE = 90;

/** What the page wants to know. */
export interface ChartEvents {
  readonly onView: (view: View) => void;
  /** Lines of text on the point or void that is looked at. */
  readonly onPoint: (lines: readonly string[]) => void;
}

/** A chart that shows one series at a time. */
export class SeriesChart {
  readonly shown: Shown = { observed: true, made: true, aside: true, voids: true };
  fitsAside = false;
  readonly #element: HTMLElement;
  readonly #events: ChartEvents;
  readonly #tip = document.createElement('div');
  readonly #ring = document.createElement('div');
  #rows: Rows | undefined;
  #all: View = { from: 0, to: 1 };
  /** What is in view, or is about to be: the scale of values is set together with that of time. */
  #view: View = { from: 0, to: 1 };
  #plot: uPlot | undefined;
  #colours = readColours();
  /** The row that is looked at; -1 where none is. */
  #row = -1;

  constructor(element: HTMLElement, events: ChartEvents) {
    this.#element = element;
    this.#events = events;
    this.#tip.className = 'tip';
    this.#ring.className = 'ring';
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(element);
    onColourChange(() => {
      this.#colours = readColours();
      this.redraw();
    });
    listenToKeys(element, (move) => this.move(move), (step) => this.#step(step));
  }

  get rows(): Rows | undefined {
    return this.#rows;
  }

  /** Draws a series, all of it. */
  show(series: PackedSeries): void {
    this.#rows = rowsOf(series);
    const [first, last] = series.span ?? [0, 1];
    const margin = (last - first) * 0.01 || series.cadence || 1000;
    this.#all = { from: first - margin, to: last + margin };
    this.#look(-1);
    this.#plot?.destroy();
    this.#plot = this.#createPlot(this.#rows);
    this.#plot.over.append(this.#tip, this.#ring);
    listenToWheel(this.#element, this.#plot, (move, at) => this.move(move, at));
    listenToFingers(this.#plot, () => this.view, (view) => this.setView(view));
    this.#plot.over.addEventListener('dblclick', () => this.move('reset'));
    this.setView(this.#all);
  }

  get view(): View {
    return this.#view;
  }

  setView({ from, to }: View): void {
    this.#plot?.setScale('x', { min: from, max: to });
  }

  move(move: Move, at?: number): void {
    this.setView(moved(this.view, move, this.#all, 4 * (this.#rows?.series.cadence ?? 1), at));
  }

  /** After what is shown has changed. */
  redraw(): void {
    this.#plot?.setSeries(1, { show: this.shown.made });
    this.#plot?.setSeries(2, { show: this.shown.observed });
    const { from, to } = this.view;
    this.#plot?.batch(() => this.setView({ from, to }));
    this.#plot?.redraw(true, true);
  }

  /** Rows in view. */
  inView(): [from: number, to: number] {
    return this.#rows ? rowsBetween(this.#rows, this.#view) : [0, 0];
  }

  #createPlot(rows: Rows): uPlot {
    const axis = { stroke: () => this.#colours.text, grid: { stroke: () => this.#colours.grid, width: 1 }, ticks: { stroke: () => this.#colours.grid, width: 1 } };
    return new uPlot({
      ...this.#size(),
      ms: 1,
      // The last label is centred at the edge.
      padding: [8, 32, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, dist: 4 }, bind: { dblclick: () => null } },
      scales: {
        x: {
          time: false,
          range: (_plot, from, to) => {
            this.#view = { from, to };
            return [from, to];
          },
        },
        y: { range: () => this.#valueRange(rows) },
      },
      axes: [
        {
          ...axis, size: 54,
          splits: (plot, _axis, low, high) => timeTicks({ low, high }, Math.max(2, Math.floor(plot.over.clientWidth / TICK_SPACE))).map(({ at }) => at),
          values: (_plot, splits) => tickLabels(splits),
        },
        { ...axis, size: 64 },
      ],
      series: [
        {},
        { stroke: () => this.#colours.made, width: 1.2, points: { show: false }, show: this.shown.made },
        { stroke: () => this.#colours.good, width: 1.4, points: { show: false }, show: this.shown.observed },
      ],
      hooks: {
        drawAxes: [(plot) => drawBackground(plot, rows, this.shown, this.#colours)],
        draw: [(plot) => drawMarks(plot, rows, this.shown, this.#colours)],
        setCursor: [(plot) => this.#follow(plot, rows)],
        setScale: [(_plot, key) => {
          if (key !== 'x') return;
          this.#look(-1);
          this.#events.onView(this.view);
        }],
      },
    }, [rows.timeMs, rows.clean, rows.observed], this.#element);
  }

  /** Of what is in view; failed readings have no part in it unless asked for, since one of them would press all others flat. */
  #valueRange(rows: Rows): [low: number, high: number] {
    let [low, high] = [Infinity, -Infinity];
    const [from, to] = this.inView();
    const reach = (value: number) => {
      if (value < low) low = value;
      if (value > high) high = value;
    };
    for (let row = from; row < to; row++) {
      if (rows.kind[row] !== 'aside' || this.fitsAside) reach(valueOf(rows, row));
      if (rows.kind[row] === 'made') {
        reach(rows.points.made.lo[rows.at[row]]);
        reach(rows.points.made.hi[rows.at[row]]);
      }
    }
    if (low > high) return [0, 1];
    const margin = (high - low) * 0.06 || Math.abs(high) * 0.01 || 1;
    return [low - margin, high + margin];
  }

  #size(): { width: number; height: number } {
    const width = Math.max(200, this.#element.clientWidth);
    return { width, height: Math.round(Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, width * HEIGHT_SHARE))) };
  }

  /** The point nearest to the pointer, or the void it is in. */
  #follow(plot: uPlot, rows: Rows): void {
    const { left = -1, top = -1 } = plot.cursor;
    if (left < 0) return this.#look(-1);
    const middle = plot.posToIdx(left);
    let [best, nearest] = [-1, REACH];
    for (let row = Math.max(0, middle - ROWS_LOOKED_AT); row < Math.min(rows.timeMs.length, middle + ROWS_LOOKED_AT); row++) {
      if (!this.#isDrawn(rows, row)) continue;
      const [x, y] = this.#placeOf(plot, rows, row);
      // Sideways counts more: what is above or below the pointer is meant before what is beside it.
      const distance = Math.hypot(2 * (x - left), (y - top) / 4);
      if (distance < nearest) [best, nearest] = [row, distance];
    }
    const instant = plot.posToVal(left, 'x');
    const open = best < 0 && this.shown.voids ? rows.points.voids.find(({ from, to }) => instant > from && instant < to) : undefined;
    this.#look(best, open && voidLines(open));
  }

  #isDrawn(rows: Rows, row: number): boolean {
    const kind = rows.kind[row];
    return kind !== 'break' && this.shown[kind];
  }

  #placeOf(plot: uPlot, rows: Rows, row: number): [x: number, y: number] {
    const y = plot.valToPos(valueOf(rows, row), 'y');
    return [plot.valToPos(rows.timeMs[row], 'x'), Math.min(plot.over.clientHeight, Math.max(0, y))];
  }

  /** Looks at a row, or at something that has no row. */
  #look(row: number, lines: readonly string[] = row < 0 || !this.#rows ? [] : pointLines(this.#rows, row)): void {
    this.#row = row;
    this.#tip.replaceChildren(...lines.map((line) => Object.assign(document.createElement('div'), { textContent: line })));
    this.#tip.hidden = lines.length === 0;
    this.#ring.hidden = row < 0;
    if (lines.length === 0 || !this.#plot) return;
    const plot = this.#plot;
    const [x, y] = row < 0 ? [plot.cursor.left ?? 0, 20] : this.#placeOf(plot, this.#rows!, row);
    Object.assign(this.#ring.style, { left: `${x}px`, top: `${y}px` });
    const isRight = x > plot.over.clientWidth / 2;
    Object.assign(this.#tip.style, { left: isRight ? 'auto' : `${x + 12}px`, right: isRight ? `${plot.over.clientWidth - x + 12}px` : 'auto', top: `${Math.max(0, y - 60)}px` });
    this.#events.onPoint(lines);
  }

  #step(step: 'next' | 'previous' | 'first' | 'last'): void {
    const rows = this.#rows;
    if (!rows || !this.#plot) return;
    const [from, to] = this.inView();
    const by = step === 'next' || step === 'first' ? 1 : -1;
    const isInside = this.#row >= from && this.#row < to;
    let row = step === 'first' ? from : step === 'last' ? to - 1 : isInside ? this.#row + by : by > 0 ? from : to - 1;
    while (row >= from && row < to && !this.#isDrawn(rows, row)) row += by;
    if (row >= from && row < to) this.#look(row);
  }
}

/** Times of day, with the date below the first one and wherever it changes. */
function tickLabels(splits: readonly number[]): string[] {
  const step = splits.length > 1 ? splits[1] - splits[0] : 0;
  let day = '';
  return splits.map((at) => {
    const [date, time] = timeText(at).split('T');
    if (step >= 86_400_000) return date;
    const clock = step >= 60_000 ? time.slice(0, 5) : step >= 1000 ? time.slice(0, 8) : time.slice(0, 12);
    if (date === day) return clock;
    day = date;
    return `${clock}\n${date}`;
  });
}
