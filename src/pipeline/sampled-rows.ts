// The readings that were sampled of all series, in columns that they share: with a million series, arrays for each would be the most of a run's memory.
import type { Batch } from '../model/batch.js';
import { compareInstants } from '../model/instant.js';

const FEWEST_ROWS = 1024;
/** A series of which there are more than this repeats instants, maybe millions of times: the repeats are given up before more room is made. */
const MOST_ROWS_OF_SERIES = 2 ** 16;

/**
 * Good observed readings of one series in order of event time, instants not repeated; parallel columns. Only these are the same in a
 * log and in the clean series made of it, so that both say the same of cadence and fit.
 */
export interface SeriesSample {
  /** Whether it is all of them. */
  readonly isWhole: boolean;
  readonly timeMs: Float64Array;
  readonly timeNs: Int32Array;
  readonly value: Float64Array;
  readonly flag: Uint8Array;
  /** Number of the window that the event lies in: events of different windows are not neighbours. */
  readonly window: Uint32Array;
}

/**
 * Collects readings in any order; those of a series are chained, the latest first. 37 bytes a reading and 8 a series; where
 * a series repeats instants, at most twice as many readings as there are different ones, and some MOST_ROWS_OF_SERIES.
 */
export class SampledRows {
  #count = 0;
  #timeMs = new Float64Array(FEWEST_ROWS);
  #timeNs = new Int32Array(FEWEST_ROWS);
  #value = new Float64Array(FEWEST_ROWS);
  #arrival = new Float64Array(FEWEST_ROWS);
  #flag = new Uint8Array(FEWEST_ROWS);
  #window = new Uint32Array(FEWEST_ROWS);
  /** The reading of the same series before it, -1 for its first. */
  #before = new Int32Array(FEWEST_ROWS);
  readonly #latest: Int32Array;
  /** How many there are of each series. */
  readonly #rowsOf: Uint32Array;

  constructor(seriesCount: number) {
    this.#latest = new Int32Array(seriesCount).fill(-1);
    this.#rowsOf = new Uint32Array(seriesCount);
  }

  /** Takes row i of a batch. Amortised O(1). */
  add(batch: Batch, i: number, window: number): void {
    if (this.#count === this.#value.length) this.#makeRoom();
    const at = this.#count++;
    this.#timeMs[at] = batch.timeMs[i];
    this.#timeNs[at] = batch.timeNs[i];
    this.#value[at] = batch.value[i];
    this.#arrival[at] = batch.arrival[i];
    this.#flag[at] = batch.flag[i];
    this.#window[at] = window;
    this.#before[at] = this.#latest[batch.series[i]];
    this.#latest[batch.series[i]] = at;
    this.#rowsOf[batch.series[i]]++;
  }

  /** The readings of a series in order; of several at an instant the first in the input, which is the one that settling keeps. */
  sample(series: number, isWhole: boolean): SeriesSample {
    const once = this.#once(series);
    return {
      isWhole,
      timeMs: Float64Array.from(once, (row) => this.#timeMs[row]),
      timeNs: Int32Array.from(once, (row) => this.#timeNs[row]),
      value: Float64Array.from(once, (row) => this.#value[row]),
      flag: Uint8Array.from(once, (row) => this.#flag[row]),
      window: Uint32Array.from(once, (row) => this.#window[row]),
    };
  }

  /** The rows of a series in order, one an instant. */
  #once(series: number): number[] {
    const [timeMs, timeNs, arrival] = [this.#timeMs, this.#timeNs, this.#arrival];
    const rows: number[] = [];
    for (let row = this.#latest[series]; row >= 0; row = this.#before[row]) rows.push(row);
    rows.sort((a, b) => compareInstants(timeMs[a], timeNs[a], timeMs[b], timeNs[b]) || arrival[a] - arrival[b]);
    return rows.filter((row, k) => k === 0 || compareInstants(timeMs[rows[k - 1]], timeNs[rows[k - 1]], timeMs[row], timeNs[row]) !== 0);
  }

  #makeRoom(): void {
    if (this.#rowsOf.some((rows) => rows > MOST_ROWS_OF_SERIES)) this.#giveUpRepeats();
    if (2 * this.#count > this.#value.length) this.#resize(2 * this.#value.length);
  }

  /** Keeps one row an instant. O(n log n). */
  #giveUpRepeats(): void {
    const isKept = new Uint8Array(this.#count);
    for (let series = 0; series < this.#latest.length; series++) for (const row of this.#once(series)) isKept[row] = 1;
    const seriesOf = new Uint32Array(this.#count);
    for (let series = 0; series < this.#latest.length; series++) {
      for (let row = this.#latest[series]; row >= 0; row = this.#before[row]) seriesOf[row] = series;
    }
    this.#latest.fill(-1);
    this.#rowsOf.fill(0);
    let to = 0;
    for (let row = 0; row < isKept.length; row++) {
      if (isKept[row] === 0) continue;
      this.#timeMs[to] = this.#timeMs[row];
      this.#timeNs[to] = this.#timeNs[row];
      this.#value[to] = this.#value[row];
      this.#arrival[to] = this.#arrival[row];
      this.#flag[to] = this.#flag[row];
      this.#window[to] = this.#window[row];
      this.#before[to] = this.#latest[seriesOf[row]];
      this.#latest[seriesOf[row]] = to++;
      this.#rowsOf[seriesOf[row]]++;
    }
    this.#count = to;
  }

  #resize(rows: number): void {
    const [timeMs, timeNs, value, arrival, flag, window, before] = [this.#timeMs, this.#timeNs, this.#value, this.#arrival, this.#flag, this.#window, this.#before];
    (this.#timeMs = new Float64Array(rows)).set(timeMs);
    (this.#timeNs = new Int32Array(rows)).set(timeNs);
    (this.#value = new Float64Array(rows)).set(value);
    (this.#arrival = new Float64Array(rows)).set(arrival);
    (this.#flag = new Uint8Array(rows)).set(flag);
    (this.#window = new Uint32Array(rows)).set(window);
    (this.#before = new Int32Array(rows)).set(before);
  }
}
