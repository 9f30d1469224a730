// The counts of one series by bucket of time, from which its error windows are told.
import { emptyBucket, type SeriesBucket, type WindowReason } from '../aggregate/error-windows.js';
import { fitsMultiple } from '../fill/cadence.js';
import type { IntervalRule } from '../fill/interval.js';
import type { Batch } from '../model/batch.js';
import { Flag, Origin } from '../model/flag.js';
import { LateRows } from './late-rows.js';
import { CadenceLearner } from './learn-cadence.js';

const GAP_STEPS = 1.5;
const BUCKET_STEPS = 60;
/** A longer gap is one of the clock, and would make a bucket for each hour of it. */
const MOST_GAP_BUCKETS = 100_000;

/** A reading, as far as its series is concerned. */
interface Reading {
  readonly timeMs: number;
  readonly isMissing: boolean;
  readonly isFailed: boolean;
}

/** Give it the checked rows of one series in event-time order. */
export class SeriesBuckets {
  readonly #cadence: CadenceLearner;
  readonly #bucketMs: number | undefined;
  readonly #buckets = new Map<number, SeriesBucket>();
  /** What waits for the cadence to be known. */
  #waiting: Reading[] = [];
  readonly #lateMs: number[] = [];
  readonly #late = new LateRows<number>((timeMs) => this.#lateMs.push(timeMs));
  #lastMs = NaN;

  constructor(intervals: readonly IntervalRule[], sensorId: string, bucketMs: number | undefined) {
    this.#cadence = new CadenceLearner(intervals, sensorId);
    this.#bucketMs = bucketMs;
  }

  /** What an earlier run made stands for what it took the place of: a filled event is a missing one, a repaired one failed. */
  add(batch: Batch, row: number): void {
    const timeMs = batch.timeMs[row];
    const origin = batch.origin[row];
    const isMissing = batch.flag[row] === Flag.Missing || origin === Origin.Filled;
    const isFailed = batch.flag[row] === Flag.Fail || origin === Origin.Repaired;
    this.#cadence.add(timeMs);
    this.#late.add(batch.arrival[row], timeMs);
    if (this.#cadence.known && this.#waiting.length === 0) this.#count({ timeMs, isMissing, isFailed });
    else this.#waiting.push({ timeMs, isMissing, isFailed });
    if (this.#cadence.known) this.#countWaiting();
  }

  /** The buckets by their number, in order. */
  finish(): ReadonlyMap<number, SeriesBucket> {
    this.#cadence.finish();
    this.#countWaiting();
    for (const timeMs of this.#lateMs) {
      const bucket = this.#bucketAt(timeMs);
      bucket.late++;
      mark(bucket, 'lateness', timeMs, timeMs);
    }
    return new Map([...this.#buckets].sort(([a], [b]) => a - b));
  }

  #countWaiting(): void {
    for (const reading of this.#waiting) this.#count(reading);
    this.#waiting = [];
  }

  #count({ timeMs, isMissing, isFailed }: Reading): void {
    const { cadenceMs } = this.#cadence.known!;
    const spacing = timeMs - this.#lastMs;
    const bucket = this.#bucketAt(timeMs);
    if (isMissing) {
      bucket.missing++;
      mark(bucket, 'gap-rate', timeMs, timeMs);
    } else {
      bucket.readings++;
    }
    if (isFailed) {
      bucket.failed++;
      mark(bucket, 'error-rate', timeMs, timeMs);
    }
    if (spacing >= GAP_STEPS * cadenceMs) this.#countGap(this.#lastMs, timeMs, cadenceMs);
    if (spacing > 0 && !fitsMultiple(spacing, cadenceMs)) {
      bucket.odd++;
      mark(bucket, 'cadence', this.#lastMs, timeMs);
    }
    this.#lastMs = timeMs;
  }

  /** Spreads the instants that a gap misses over the buckets that they lie in. */
  #countGap(fromMs: number, toMs: number, cadenceMs: number): void {
    const missing = Math.round((toMs - fromMs) / cadenceMs) - 1;
    const stepMs = (toMs - fromMs) / (missing + 1);
    if ((toMs - fromMs) / this.#lengthMs > MOST_GAP_BUCKETS) return;
    for (let next = 1; next <= missing; ) {
      const atMs = fromMs + next * stepMs;
      const endMs = (Math.floor(atMs / this.#lengthMs) + 1) * this.#lengthMs;
      const last = Math.min(missing, Math.max(next, Math.ceil((endMs - fromMs) / stepMs) - 1));
      const bucket = this.#bucketAt(atMs);
      bucket.missing += last - next + 1;
      mark(bucket, 'gap-rate', Math.floor(atMs), Math.ceil(fromMs + last * stepMs));
      next = last + 1;
    }
  }

  get #lengthMs(): number {
    const { cadenceMs } = this.#cadence.known!;
    return this.#bucketMs ?? (Number.isNaN(cadenceMs) ? 60_000 : BUCKET_STEPS * cadenceMs);
  }

  #bucketAt(timeMs: number): SeriesBucket {
    const number = Math.floor(timeMs / this.#lengthMs);
    let bucket = this.#buckets.get(number);
    if (!bucket) {
      bucket = emptyBucket();
      this.#buckets.set(number, bucket);
    }
    return bucket;
  }
}

function mark({ amissMs }: SeriesBucket, reason: WindowReason, fromMs: number, toMs: number): void {
  const span = amissMs[reason];
  span[0] = Math.min(span[0], fromMs);
  span[1] = Math.max(span[1], toMs);
}
