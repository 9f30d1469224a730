// Writes the points of a grid, in order, and keeps its books.
import type { TimeGrid } from '../aggregate/time-grid.js';
import { formatOf } from '../io/format-of.js';
import type { DecodeOptions } from '../io/decode.js';
import type { GridEncoder, GridMean } from '../io/grid-encoder.js';
import { LineBatch } from '../io/line-batch.js';
import type { CleanOptions, SeriesLanguage } from '../io/line-format.js';
import { rawLine, type Batch } from '../model/batch.js';
import { TelemendError } from '../model/errors.js';
import type { Flag, Origin } from '../model/flag.js';
import type { GridAccounting } from '../model/grid.js';
import { OWN_SPELLING, formatInstant, spellingResolutionNs } from '../model/instant.js';
import { EARLIEST_MS, NS_PER_MS } from '../model/calendar.js';
import type { SeriesTable } from '../model/series.js';

/** What a grid has to know of the series that are laid on it. */
export interface GridSeries {
  readonly table: SeriesTable;
  /** How lines are read. */
  readonly decode: DecodeOptions;
  readonly clean: CleanOptions;
  /** How a series spells its events, where that is known; else it is learned from its first reading. */
  readonly languageOf?: (series: number) => SeriesLanguage | undefined;
}

interface KnownSeries {
  readonly encoder: GridEncoder;
  /** Whole milliseconds that its timestamps can tell; 1 for finer ones. */
  readonly resolutionMs: number;
  /** Its last point; NaN before the first. */
  lastMs: number;
}

/** Rows that are put together before they are handed on. */
const ROWS_AT_ONCE = 4096;

/** Gathers points as lines. Memory: some hundred bytes a series, and the lines until they are taken. */
export class GridWriter {
  readonly #series: GridSeries;
  readonly #grid: TimeGrid;
  readonly #accounting: GridAccounting;
  readonly #known: (KnownSeries | undefined)[] = [];
  readonly #lines = new LineBatch();
  #rows = 0;

  constructor(series: GridSeries, grid: TimeGrid, accounting: GridAccounting) {
    this.#series = series;
    this.#grid = grid;
    this.#accounting = accounting;
  }

  /** Whether so many points were gathered that they should be taken. */
  get isFull(): boolean {
    return this.#rows >= ROWS_AT_ONCE;
  }

  /** Learns how a series writes, from its first reading. */
  meet(batch: Batch, row: number): void {
    const series = batch.series[row];
    if (this.#known[series]) return;
    const { table, decode, clean, languageOf } = this.#series;
    const format = formatOf(decode);
    const language = languageOf?.(series) ?? format.learnLanguage([rawLine(batch, row)], [batch.value[row]], table.id(series));
    const resolutionMs = Math.max(1, spellingResolutionNs(language.timestamp) / NS_PER_MS);
    this.#known[series] = { encoder: format.createGridEncoder(language, clean), resolutionMs, lastMs: NaN };
  }

  /** A reading at its point. */
  moved(batch: Batch, row: number, pointMs: number): void {
    const { bytes, start, length, value, series, flag, origin } = batch;
    const known = this.#step(series[row], pointMs);
    const [kind, mark] = [origin[row] as Origin, flag[row] as Flag];
    const end = known.encoder.moved(this.#lines, bytes, start[row], start[row] + length[row], kind, mark, pointMs);
    this.#add(end, pointMs, value[row], series[row], mark, kind);
  }

  /** The mean of the step that begins at a point. */
  mean(series: number, pointMs: number, mean: GridMean): void {
    const end = this.#step(series, pointMs).encoder.mean(this.#lines, mean, pointMs);
    this.#add(end, pointMs, mean.value, series, mean.flag, mean.origin);
  }

  /** The points so far. */
  take(): Batch {
    this.#rows = 0;
    return this.#lines.take();
  }

  #add(end: number, pointMs: number, value: number, series: number, flag: Flag, origin: Origin): void {
    this.#lines.add(end, pointMs, 0, value, series, flag, origin, -1);
    this.#rows++;
    this.#accounting.points++;
    this.#accounting[BUCKET[origin]]++;
  }

  /** Goes on to a point of a series, and counts those between that stay empty. */
  #step(series: number, pointMs: number): KnownSeries {
    const known = this.#known[series]!;
    if (pointMs < EARLIEST_MS || pointMs % known.resolutionMs !== 0) {
      const point = pointMs < EARLIEST_MS ? 'before the year 0000' : formatInstant(pointMs, 0, OWN_SPELLING);
      throw new TelemendError('bad-input', `the timestamps of ${this.#series.table.id(series)} cannot tell the point ${point} of the grid`, {
        hint: 'take a --grid of whole steps of what they tell',
      });
    }
    if (!Number.isNaN(known.lastMs)) this.#accounting.absent += this.#grid.pointsBetween(known.lastMs, pointMs);
    known.lastMs = pointMs;
    return known;
  }
}

const BUCKET = ['observed', 'repaired', 'filled'] as const;
