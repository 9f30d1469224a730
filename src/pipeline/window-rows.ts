// Events in event-time order become the rows of a view, window after window.
import { CalculationRun, type AnyCalculation } from '../aggregate/calculation.js';
import { createWindows, type TumblingWindow, type WindowOf } from '../aggregate/tumbling-windows.js';
import { quantileName, windowStatistics, type WindowReadings } from '../aggregate/window-statistics.js';
import { formatRecord, type Cell } from '../io/csv/record.js';
import type { Batch } from '../model/batch.js';
import { NS_PER_MS } from '../model/calendar.js';
import { formatInstant } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';
import { createRng, type Rng } from '../stats/rng.js';
import type { ViewSettings } from './aggregate-options.js';
import { createEventReader } from './event-log.js';
import { CadenceLearner, type LearnedCadence } from './learn-cadence.js';
import { ResultColumns } from './result-columns.js';

/** The rows of all series in one window. */
export interface WindowRows extends TumblingWindow {
  readonly rows: number;
  /** The rows as they stand in the view, each with its newline. */
  readonly text: string;
}

const FIELDS = ['count', 'expected', 'coverage', 'filled', 'repaired', 'missing', 'mean', 'min', 'max', 'sd', 'first', 'last'] as const;

function statisticsHeader({ quantiles }: ViewSettings): string {
  return `${formatRecord(['sensor_id', 'window_start', 'window_end', ...FIELDS, ...quantiles.map(quantileName), 'in_range_s', 'out_of_range_s'])}\n`;
}

/** One series while the window is open. */
interface OpenSeries {
  readonly id: string;
  readonly cadence: CadenceLearner;
  readings: WindowReadings;
  run: CalculationRun | undefined;
}

/** What is known of a view before it is computed. */
export interface KnownOfView {
  readonly cadences?: ReadonlyMap<string, LearnedCadence>;
  readonly header?: string;
}

/** A row, or what makes it once the cadence of its series is known. */
type Row = string | { readonly series: OpenSeries; readonly readings: WindowReadings };

/**
 * Puts the rows of windows together. Give it batches in event-time order, take the windows that are done after each, and finish.
 * Memory: the readings of the open window, and rows that wait for the cadence of a series (64 of its spacings).
 */
export class WindowAggregator {
  readonly #settings: ViewSettings;
  readonly #table: SeriesTable;
  readonly #calculation: AnyCalculation | undefined;
  readonly #windowOf: WindowOf;
  readonly #eventOf;
  readonly #earlier: ReadonlyMap<string, LearnedCadence>;
  readonly #series: (OpenSeries | undefined)[] = [];
  readonly #waiting: { readonly window: TumblingWindow; readonly rows: readonly Row[] }[] = [];
  readonly #columns: ResultColumns;
  #window: TumblingWindow = { startMs: NaN, endMs: -Infinity };

  /** @param known of a view that stands: cadences, and the first line of CSV */
  constructor(settings: ViewSettings, table: SeriesTable, calculation?: AnyCalculation, known: KnownOfView = {}) {
    const { cadences: earlier = new Map<string, LearnedCadence>(), header } = known;
    this.#settings = settings;
    this.#table = table;
    this.#calculation = calculation;
    this.#earlier = earlier;
    this.#windowOf = createWindows(settings.windowMs, settings.timeZone);
    this.#eventOf = createEventReader(settings.decode);
    this.#columns = new ResultColumns(calculation ? header : undefined);
  }

  /** What stands before the first row; of results of a calculation it is known once there is one. */
  get header(): string {
    if (this.#settings.format !== 'csv') return '';
    return this.#calculation ? this.#columns.header : statisticsHeader(this.#settings);
  }

  /** Adds the rows of a batch. O(rows), and a sort for each window that closes. */
  add(batch: Batch): void {
    const { count, timeMs, series } = batch;
    for (let from = 0; from < count; ) {
      if (timeMs[from] >= this.#window.endMs) {
        this.#close();
        this.#window = this.#windowOf(timeMs[from]);
      }
      const open = this.#series[series[from]] ?? this.#open(series[from]);
      const to = endOfRun(batch, from, this.#window.endMs);
      append(open.readings, batch, from, to);
      learnCadence(open.cadence, batch, from, to);
      if (this.#calculation) {
        open.run ??= new CalculationRun(this.#calculation, this.#contextOf(open.id));
        for (let row = from; row < to; row++) open.run.step(this.#eventOf(batch, row));
      }
      from = to;
    }
  }

  /** The windows whose rows are complete, in order; each is given once. */
  *take(): Generator<WindowRows, void, undefined> {
    let done = 0;
    for (const { window, rows } of this.#waiting) {
      if (rows.some((row) => typeof row !== 'string' && !row.series.cadence.known)) break;
      done++;
      const texts = rows.map((row) => (typeof row === 'string' ? row : this.#encode(row.series, row.readings, window))).filter((text) => text !== '');
      if (texts.length > 0) yield { ...window, rows: texts.length, text: texts.join('') };
    }
    this.#waiting.splice(0, done);
  }

  /** Closes the last window; what is left comes from `take`. */
  finish(): void {
    this.#close();
    for (const series of this.#series) series?.cadence.finish();
  }

  /** The cadences of the series met, by their ids. */
  cadences(): Map<string, LearnedCadence> {
    return new Map(this.#series.flatMap((series) => (series ? [[series.id, series.cadence.finish()] as const] : [])));
  }

  #open(number: number): OpenSeries {
    const id = this.#table.id(number);
    const cadence = new CadenceLearner(this.#settings.intervals, id, this.#earlier.get(id));
    const open = { id, cadence, readings: emptyReadings(), run: undefined };
    this.#series[number] = open;
    return open;
  }

  #close(): void {
    const open = this.#series.filter((series): series is OpenSeries => series !== undefined && series.readings.count > 0);
    if (open.length === 0) return;
    const ranks = this.#table.ranks();
    open.sort((a, b) => ranks[this.#table.find(a.id)!] - ranks[this.#table.find(b.id)!]);
    this.#waiting.push({ window: this.#window, rows: open.map((series) => this.#rowOf(series)) });
  }

  #rowOf(series: OpenSeries): Row {
    const { readings, run } = series;
    if (run) {
      const result = run.finish();
      readings.count = 0;
      series.run = undefined;
      return result === null ? '' : this.#encodeResult({ ...this.#keyOf(series.id, this.#window), ...result });
    }
    if (series.cadence.known) {
      const row = this.#encode(series, readings, this.#window);
      readings.count = 0;
      return row;
    }
    series.readings = emptyReadings();
    return { series, readings };
  }

  #encode({ id, cadence }: OpenSeries, readings: WindowReadings, window: TumblingWindow): string {
    const { cadenceMs } = cadence.known!;
    const row: Record<string, Cell> = { ...this.#keyOf(id, window), ...windowStatistics(readings, window, { ...this.#settings, cadenceMs }) };
    return this.#settings.format === 'csv' ? `${formatRecord(Object.values(row))}\n` : `${JSON.stringify(row)}\n`;
  }

  #encodeResult(row: Readonly<Record<string, unknown>>): string {
    if (this.#settings.format !== 'csv') return `${JSON.stringify(row)}\n`;
    return this.#columns.row(row, `series ${String(row.sensor_id)}, window ${String(row.window_start)} to ${String(row.window_end)}`);
  }

  #keyOf(id: string, { startMs, endMs }: TumblingWindow) {
    return { sensor_id: id, window_start: formatInstant(startMs, 0), window_end: formatInstant(endMs, 0) };
  }

  #contextOf(id: string) {
    const { window_start: windowStart, window_end: windowEnd } = this.#keyOf(id, this.#window);
    let rng: Rng | undefined;
    const random = () => (rng ??= createRng(this.#settings.seed, 'calculation', id, windowStart)).uniform();
    return { sensorId: id, windowStart, windowEnd, random };
  }
}

function emptyReadings(): WindowReadings {
  return { count: 0, timeMs: new Float64Array(64), value: new Float64Array(64), origin: new Uint8Array(64) };
}

/** How far the rows of one series go from a row on, before a time. */
function endOfRun({ count, timeMs, series }: Batch, from: number, endMs: number): number {
  let row = from + 1;
  while (row < count && series[row] === series[from] && timeMs[row] < endMs) row++;
  return row;
}

/** Takes rows [from, to): columns at once, since a view that is brought up to date is done before anything is compiled. */
function append(readings: WindowReadings, { timeMs, timeNs, value, origin }: Batch, from: number, to: number): void {
  const at = readings.count;
  readings.count += to - from;
  if (readings.count > readings.timeMs.length) {
    const { timeMs: times, value: values, origin: origins } = readings;
    const room = Math.max(2 * at, readings.count);
    readings.timeMs = new Float64Array(room);
    readings.value = new Float64Array(room);
    readings.origin = new Uint8Array(room);
    readings.timeMs.set(times);
    readings.value.set(values);
    readings.origin.set(origins);
  }
  readings.value.set(value.subarray(from, to), at);
  readings.origin.set(origin.subarray(from, to), at);
  readings.timeMs.set(timeMs.subarray(from, to), at);
  for (let row = from; row < to; row++) if (timeNs[row] !== 0) readings.timeMs[at + row - from] += timeNs[row] / NS_PER_MS;
}

function learnCadence(cadence: CadenceLearner, { timeMs, value }: Batch, from: number, to: number): void {
  for (let row = from; row < to && !cadence.known; row++) if (!Number.isNaN(value[row])) cadence.add(timeMs[row]);
}
