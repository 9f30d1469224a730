// A grid by the mean: each step of a series in which it has a reading gets the mean of that time.
import { CHANNELS, StepReadings, type Knot } from '../aggregate/time-weighted-mean.js';
import type { TimeGrid } from '../aggregate/time-grid.js';
import type { TumblingWindow } from '../aggregate/tumbling-windows.js';
import { spanMs } from '../fill/voids.js';
import { formatOf } from '../io/format-of.js';
import type { LineFormat } from '../io/line-format.js';
import { rawLine, type Batch } from '../model/batch.js';
import { Flag, Origin, Status } from '../model/flag.js';
import type { GridAccounting } from '../model/grid.js';
import type { GridSeries, GridWriter } from './grid-writer.js';

/** Readings this many cadences apart, or steps where no cadence is known, have a gap between them, over which no line is drawn. */
const GAP_STEPS = 1.5;

/** A series on its way: its last reading, and the step that this lies in as long as what comes next may join it. */
interface Course {
  /** The last reading, and room for the next one. */
  last: Knot;
  next: Knot;
  step: StepReadings | undefined;
}

/** A step that is complete. */
interface DoneStep {
  readonly series: number;
  readonly step: StepReadings;
}

/**
 * Averages steps. A step is complete once the reading behind it has come, or once that would be too far to be joined; it leaves when all
 * that stand before it in the order of the series are complete.
 */
export class MeanPoints {
  readonly #writer: GridWriter;
  readonly #grid: TimeGrid;
  readonly #ranks: () => Uint32Array;
  readonly #cadenceAtMs: (series: number, timeMs: number) => number;
  readonly #accounting: GridAccounting;
  readonly #readFields: LineFormat['readFields'];
  readonly #courses: Course[] = [];
  #done: DoneStep[] = [];
  /** Steps that were written, to be used again. */
  readonly #spare: StepReadings[] = [];
  #window: TumblingWindow = { startMs: 0, endMs: -Infinity };
  #rowsSinceRelease = 0;

  /** @param ranks the order of the series, of those met so far */
  constructor(
    writer: GridWriter,
    grid: TimeGrid,
    ranks: () => Uint32Array,
    { decode }: GridSeries,
    cadenceAtMs: (series: number, timeMs: number) => number,
    accounting: GridAccounting,
  ) {
    this.#writer = writer;
    this.#grid = grid;
    this.#ranks = ranks;
    this.#cadenceAtMs = cadenceAtMs;
    this.#accounting = accounting;
    this.#readFields = formatOf(decode).readFields;
  }

  /** Takes the next rows in order. O(rows). */
  add(batch: Batch): void {
    const { count, timeMs, value } = batch;
    for (let row = 0; row < count; row++) {
      if (Number.isNaN(value[row])) this.#accounting.missing++;
      else this.#take(batch, row);
    }
    this.#rowsSinceRelease += count;
    // Looking at every series must not cost more than the rows themselves.
    if (count === 0 || this.#rowsSinceRelease < this.#courses.length) return;
    this.#rowsSinceRelease = 0;
    this.#release(timeMs[count - 1]);
  }

  /** Nothing more comes. */
  end(): void {
    this.#release(Infinity);
  }

  #take(batch: Batch, row: number): void {
    const { timeMs, series } = batch;
    const s = series[row];
    if (!(timeMs[row] >= this.#window.startMs && timeMs[row] < this.#window.endMs)) this.#window = this.#grid.windowOf(timeMs[row]);
    let course = this.#courses[s];
    if (!course) {
      this.#writer.meet(batch, row);
      course = this.#courses[s] = { last: createKnot(), next: createKnot(), step: undefined };
    }
    const { last, next, step: before } = course;
    this.#read(batch, row, next);
    const isJoined = before !== undefined && this.#canJoin(last, s, next.timeMs, next.timeNs);
    let step = before;
    if (!step || step.startMs !== this.#window.startMs) {
      if (before) {
        if (isJoined) before.join(last, next);
        this.#done.push({ series: s, step: before });
      }
      step = course.step = this.#spare.pop() ?? new StepReadings();
      step.open(this.#window, next);
    }
    if (isJoined) step.join(last, next);
    step.add(next);
    this.#accounting.taken++;
    course.last = next;
    course.next = last;
  }

  /** Whether a reading at an instant has no gap between it and the last one. */
  #canJoin({ timeMs: lastMs, timeNs: lastNs }: Knot, series: number, timeMs: number, timeNs: number): boolean {
    const cadenceMs = this.#cadenceAtMs(series, lastMs);
    return spanMs(lastMs, lastNs, timeMs, timeNs) < GAP_STEPS * (Number.isNaN(cadenceMs) ? this.#grid.stepMs : cadenceMs);
  }

  #read(batch: Batch, row: number, out: Knot): void {
    const value = batch.value[row];
    out.timeMs = batch.timeMs[row];
    out.timeNs = batch.timeNs[row];
    out.origin = batch.origin[row] as Origin;
    out.flag = batch.flag[row] as Flag;
    out.isDeviated = batch.status[row] === Status.Deviated;
    const { channels } = out;
    channels.fill(value, 0, 4);
    channels.fill(0, 4);
    if (out.origin === Origin.Observed) return;
    channels[5] = 1;
    const { mean, lo, hi, sd, made_share: share } = this.#readFields(rawLine(batch, row));
    for (const [i, known] of [mean, lo, hi, sd, share].entries()) if (typeof known === 'number') channels[i + 1] = known;
  }

  /** Lets go of the steps before which nothing more can come, now that the stream has got to an instant. */
  #release(streamMs: number): void {
    let openMs = streamMs === Infinity ? Infinity : this.#grid.windowOf(streamMs).startMs;
    for (const [s, course] of this.#courses.entries()) {
      const step = course?.step;
      if (!step) continue;
      if (streamMs >= step.endMs && !this.#canJoin(course.last, s, streamMs, 0)) {
        this.#done.push({ series: s, step });
        course.step = undefined;
      } else openMs = Math.min(openMs, step.startMs);
    }
    const ready = this.#done.filter(({ step }) => step.startMs < openMs);
    if (ready.length === 0) return;
    if (ready.length < this.#done.length) this.#done = this.#done.filter(({ step }) => step.startMs >= openMs);
    else this.#done = [];
    const ranks = this.#ranks();
    ready.sort((a, b) => a.step.startMs - b.step.startMs || ranks[a.series] - ranks[b.series]);
    for (const { series, step } of ready) this.#write(series, step);
  }

  #write(series: number, step: StepReadings): void {
    const { startMs, firstMs, firstNs, origin, flag, isDeviated, coverage } = step;
    this.#writer.mean(series, startMs, {
      origin, flag, isDeviated, originalMs: firstMs, originalNs: firstNs, coverage,
      value: step.average(0), mean: step.average(1), lo: step.average(2), hi: step.average(3), sd: step.average(4), madeShare: step.average(5),
    });
    this.#spare.push(step);
  }
}

function createKnot(): Knot {
  return { timeMs: NaN, timeNs: 0, channels: new Float64Array(CHANNELS), origin: Origin.Observed, flag: Flag.NotEvaluated, isDeviated: false };
}
