// The counts of a validation: by flag and series, by reason, by dead letter code.
import type { DecodedChunk } from '../io/decode.js';
import type { Batch } from '../model/batch.js';
import type { DeadLetterCode, LineFault } from '../model/dead-letter.js';
import type { FlagCounts, ValidationSummary } from '../model/validation.js';
import { Flag, reasonNames } from '../model/flag.js';
import type { SeriesTable } from '../model/series.js';
import { ThinnedSample } from '../stats/thinned-sample.js';
import { rangesOf } from '../validate/check-rules.js';
import type { CheckOptions } from '../validate/checks.js';
import { likelyUnit } from '../validate/likely-unit.js';
import { proposeRange } from '../validate/propose-range.js';
import { convertNumber } from '../model/unit.js';

/** Room for a count of every flag, the largest of which is Missing. */
const FLAGS = Flag.Missing + 1;

/** Share of the readings that lies below the low and above the high bound of a proposed range. */
const TAIL = 0.01;

/** Counts block by block. Memory O(series). */
export class ValidationTally {
  readonly #series: SeriesTable;
  readonly #sensors: ReadonlySet<string> | undefined;
  /** 1 where a series was asked for; series beyond its end were not seen yet. */
  readonly #wanted: number[] = [];
  /** counts[series * FLAGS + flag] */
  #counts = new Float64Array(64 * FLAGS);
  readonly #reasonBits = new Map<number, number>();
  readonly #codes = new Map<DeadLetterCode, number>();
  readonly #values = new ThinnedSample();
  #lines = 0;
  #blank = 0;
  #outside = 0;

  constructor(series: SeriesTable, sensors?: readonly string[]) {
    this.#series = series;
    this.#sensors = sensors && new Set(sensors);
  }

  /** Whether a series was asked for, by its number; only of series in a block whose lines were added. O(1). */
  isWanted(series: number): boolean {
    return this.#wanted[series] === 1;
  }

  /** Counts the lines of a block. O(faults) and the series met for the first time. */
  addLines({ lines, blank, faults }: Readonly<Pick<DecodedChunk, 'lines' | 'blank'>> & { readonly faults: readonly LineFault[] }): void {
    this.#lines += lines;
    this.#blank += blank;
    for (const { code } of faults) increment(this.#codes, code);
    this.#meetSeries();
  }

  /** Counts events of series that were not asked for, which were taken out of a batch. */
  addOutside(events: number): void {
    this.#outside += events;
  }

  #meetSeries(): void {
    for (let index = this.#wanted.length; index < this.#series.size; index++) {
      this.#wanted.push(this.#sensors?.has(this.#series.id(index)) === false ? 0 : 1);
    }
    if (this.#wanted.length * FLAGS > this.#counts.length) {
      const larger = new Float64Array(this.#wanted.length * FLAGS * 2);
      larger.set(this.#counts);
      this.#counts = larger;
    }
  }

  /** Counts the checked readings of a batch by flag and reason, or as outside; the lines of their series were added before. O(rows). */
  addReadings({ count, series, flag, reason, value }: Batch): void {
    const counts = this.#counts;
    for (let i = 0; i < count; i++) {
      if (this.#wanted[series[i]] === 0) {
        this.#outside++;
        continue;
      }
      counts[series[i] * FLAGS + flag[i]]++;
      if (reason[i] !== 0) increment(this.#reasonBits, reason[i]);
      if (flag[i] !== Flag.Missing && flag[i] !== Flag.NotEvaluated) this.#values.add(value[i]);
    }
  }

  /** What was counted so far, and what to check by instead of these. O(series log series). */
  summary({ unit = 'C', outputUnit = unit, ...checks }: CheckOptions = {}): ValidationSummary {
    const series = Array.from(this.#series.ranks(), (rank, index) => ({ rank, index }))
      .filter(({ index }) => this.#wanted[index] === 1)
      .sort((a, b) => a.rank - b.rank)
      .map(({ index }) => ({ sensorId: this.#series.id(index), ...this.#flagCounts(index) }));
    const total = series.reduce(addCounts, NO_COUNTS);
    const isUnsuited = total.fail * 2 > total.pass + total.suspect + total.fail;
    const bound = (share: number) => convertNumber(this.#values.quantile(share), unit, outputUnit);
    const assumed = rangesOf({ ...checks, unit, outputUnit }, '').range;
    return {
      lines: this.#lines,
      blank: this.#blank,
      outside: this.#outside,
      deadLetters: [...this.#codes.values()].reduce((sum, count) => sum + count, 0),
      deadLettersByCode: this.#codes,
      total,
      series,
      reasons: this.#reasonCounts(),
      proposedRange: isUnsuited ? proposeRange(bound(TAIL), bound(1 - TAIL)) : undefined,
      likelyUnit: isUnsuited ? likelyUnit(this.#values.values(), assumed, unit) : undefined,
    };
  }

  #flagCounts(index: number): FlagCounts {
    const count = (flag: Flag) => this.#counts[index * FLAGS + flag];
    return {
      pass: count(Flag.Pass),
      notEvaluated: count(Flag.NotEvaluated),
      suspect: count(Flag.Suspect),
      fail: count(Flag.Fail),
      missing: count(Flag.Missing),
    };
  }

  #reasonCounts(): Map<string, number> {
    const byName = new Map<string, number>();
    for (const [bits, count] of this.#reasonBits) for (const name of reasonNames(bits)) increment(byName, name, count);
    return byName;
  }
}

const NO_COUNTS: FlagCounts = { pass: 0, notEvaluated: 0, suspect: 0, fail: 0, missing: 0 };

function addCounts(a: FlagCounts, b: FlagCounts): FlagCounts {
  return {
    pass: a.pass + b.pass,
    notEvaluated: a.notEvaluated + b.notEvaluated,
    suspect: a.suspect + b.suspect,
    fail: a.fail + b.fail,
    missing: a.missing + b.missing,
  };
}

function increment<K>(counts: Map<K, number>, key: K, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
