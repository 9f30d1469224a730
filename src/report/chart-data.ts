// The points of a series as they travel in the page: numbers in few characters, put together here and taken apart in the browser.
import type { MadeOrigin, Outcome, SeriesReport } from '../model/recovery-report.js';

/** A column of numbers in order of time: the first, then the differences; thousandths are kept. */
export type PackedTimes = readonly number[];
/** A column of few different words: the words, and runs of [number of the word, length]. */
export interface PackedWords {
  readonly words: readonly string[];
  readonly runs: readonly number[];
}
/** A column of values; null stands for NaN. */
export type PackedValues = readonly (number | null)[];

/** What the page is given of one series. */
export interface PackedSeries {
  readonly id: string;
  readonly cadence?: number;
  /** The span that is shown first; absent where there are no events. */
  readonly span?: readonly [firstMs: number, lastMs: number];
  readonly observed: { readonly t: PackedTimes; readonly v: PackedValues; readonly flag: PackedWords };
  readonly made: {
    readonly t: PackedTimes; readonly v: PackedValues; readonly lo: PackedValues; readonly hi: PackedValues;
    readonly origin: PackedWords; readonly method: PackedWords;
  };
  readonly aside: { readonly t: PackedTimes; readonly v: PackedValues; readonly why: PackedWords; readonly outcome: PackedWords };
  /** Open voids: from, to, events missing in them; an edge of the series is null. */
  readonly voids: readonly (readonly [from: number | null, to: number | null, instants: number])[];
  readonly voidWhy: PackedWords;
  /** Rows of which two are drawn: of observed, made and set aside ones. */
  readonly thinned: readonly [observed: number, made: number, aside: number];
}

/** As many digits as any sensor has; a double's others would only fill the page. */
const DIGITS = 9;

/** O(points). */
export function packSeries(series: SeriesReport): PackedSeries {
  const { observed, made, setAside, voids, thinning } = series;
  const finite = (ms: number) => (Number.isFinite(ms) ? ms : null);
  return {
    id: series.sensorId,
    cadence: series.cadenceMs,
    span: Number.isNaN(series.firstMs) ? undefined : [series.firstMs, series.lastMs],
    observed: { t: packTimes(observed.timeMs), v: packValues(observed.value), flag: packWords(observed.flag.map(String)) },
    made: {
      t: packTimes(made.timeMs), v: packValues(made.value), lo: packValues(made.lo), hi: packValues(made.hi),
      origin: packWords(made.origin), method: packWords(made.method),
    },
    aside: { t: packTimes(setAside.timeMs), v: packValues(setAside.value), why: packWords(setAside.why), outcome: packWords(setAside.outcome) },
    voids: voids.map(({ afterMs, beforeMs, instants }) => [finite(afterMs), finite(beforeMs), instants]),
    voidWhy: packWords(voids.map(({ why }) => why)),
    thinned: [thinning.observed, thinning.made, thinning.setAside],
  };
}

/** The points of a series as the browser draws them: columns of the same length. */
export interface UnpackedSeries {
  readonly observed: { readonly t: readonly number[]; readonly v: readonly number[]; readonly flag: readonly string[] };
  readonly made: {
    readonly t: readonly number[]; readonly v: readonly number[]; readonly lo: readonly number[]; readonly hi: readonly number[];
    readonly origin: readonly MadeOrigin[]; readonly method: readonly string[];
  };
  readonly aside: { readonly t: readonly number[]; readonly v: readonly number[]; readonly why: readonly string[]; readonly outcome: readonly Outcome[] };
  readonly voids: readonly { readonly from: number; readonly to: number; readonly instants: number; readonly why: string }[];
}

/** The same, but for digits that were cut. O(points). */
export function unpackSeries({ observed, made, aside, voids, voidWhy }: PackedSeries): UnpackedSeries {
  const whys = unpackWords(voidWhy);
  return {
    observed: { t: unpackTimes(observed.t), v: unpackValues(observed.v), flag: unpackWords(observed.flag) },
    made: {
      t: unpackTimes(made.t), v: unpackValues(made.v), lo: unpackValues(made.lo), hi: unpackValues(made.hi),
      origin: unpackWords(made.origin) as MadeOrigin[], method: unpackWords(made.method),
    },
    aside: {
      t: unpackTimes(aside.t), v: unpackValues(aside.v), why: unpackWords(aside.why), outcome: unpackWords(aside.outcome) as Outcome[],
    },
    voids: voids.map(([from, to, instants], i) => ({ from: from ?? -Infinity, to: to ?? Infinity, instants, why: whys[i] })),
  };
}

function packTimes(times: readonly number[]): number[] {
  return times.map((time, i) => Math.round((i === 0 ? time : time - times[i - 1]) * 1000) / 1000);
}

function unpackTimes(packed: PackedTimes): number[] {
  let time = 0;
  return packed.map((step) => (time = Math.round((time + step) * 1000) / 1000));
}

function packValues(values: readonly number[]): (number | null)[] {
  return values.map((value) => (Number.isNaN(value) ? null : Number(value.toPrecision(DIGITS))));
}

function unpackValues(packed: PackedValues): number[] {
  return packed.map((value) => value ?? NaN);
}

function packWords(column: readonly string[]): PackedWords {
  const numbers = new Map<string, number>();
  const runs: number[] = [];
  for (const word of column) {
    let number = numbers.get(word);
    if (number === undefined) numbers.set(word, (number = numbers.size));
    if (runs.length > 0 && runs[runs.length - 2] === number) runs[runs.length - 1]++;
    else runs.push(number, 1);
  }
  return { words: [...numbers.keys()], runs };
}

function unpackWords({ words, runs }: PackedWords): string[] {
  const column: string[] = [];
  for (let i = 0; i < runs.length; i += 2) for (let k = 0; k < runs[i + 1]; k++) column.push(words[runs[i]]);
  return column;
}
