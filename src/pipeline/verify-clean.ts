// What a verification counts in the clean series itself.
import { createTimeGrid, type TimeGrid } from '../aggregate/time-grid.js';
import { mostFilledStepMs } from '../fill/filled-step.js';
import { spanMs } from '../fill/voids.js';
import { createDecoder } from '../io/create-decoder.js';
import type { DecodeOptions } from '../io/decode.js';
import { LONGEST_LINE_BYTES } from '../io/json-lines.js';
import type { Log } from '../io/log.js';
import { scanLog } from '../io/scan.js';
import { Flag, Origin } from '../model/flag.js';
import { DAY_MS, NS_PER_MS } from '../model/calendar.js';
import { formatInstant } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';
import type { SavedManifest } from './saved-manifest.js';
import type { AuditCounts } from './audit-counts.js';

/** What a clean series is made of. */
export interface CleanCounts {
  readonly events: number;
  readonly faults: number;
  readonly filled: number;
  readonly repaired: number;
  /** Of a series on a grid: the first place that is no point of it, and the points between its own that it does not have. */
  readonly offGrid?: string;
  readonly absent: number;
  /** The first place out of order. */
  readonly disorder?: string;
  /** Gaps in series with a cadence that no void of the audit covers; undefined without an audit. */
  readonly unexplained?: readonly string[];
}

/** Counts a clean series. O(bytes). */
export async function countClean(
  log: Log,
  options: DecodeOptions,
  manifest: SavedManifest,
  table: SeriesTable,
  audit: AuditCounts | undefined,
): Promise<CleanCounts> {
  const counts = { events: 0, faults: 0, filled: 0, repaired: 0 };
  const { stepMs } = manifest.options.grid ?? {};
  const grid = stepMs === undefined ? undefined : new GridCheck(createTimeGrid(stepMs, manifest.options.timezone));
  const { headLines = 0 } = log.files[0];
  const order = new OrderCheck(table);
  const gaps = audit && new GapCheck(manifest, table, audit);
  for await (const { decoded: { batch, faults, blank } } of scanLog(log, createDecoder(options, table).decode, { maxLineBytes: LONGEST_LINE_BYTES })) {
    counts.events += batch.count;
    counts.faults += faults.length + blank;
    for (let i = 0; i < batch.count; i++) {
      // An empty cell of a wide table, which stands for nothing that was written.
      if (options.csv?.wide && batch.flag[i] === Flag.Missing) {
        counts.events--;
        continue;
      }
      if (batch.origin[i] === Origin.Filled) counts.filled++;
      else if (batch.origin[i] === Origin.Repaired) counts.repaired++;
      order.add(batch.timeMs[i], batch.timeNs[i], batch.series[i], batch.arrival[i] + 1 + headLines);
      gaps?.add(batch.timeMs[i], batch.timeNs[i], batch.series[i], batch.origin[i] === Origin.Filled);
      grid?.add(batch.timeMs[i], batch.timeNs[i], batch.series[i], batch.arrival[i] + 1 + headLines);
    }
  }
  return { ...counts, offGrid: grid?.offGrid, absent: grid?.absent ?? 0, disorder: order.first, unexplained: gaps?.unexplained };
}

/** Event time, then sensor id by its bytes, and no two events of a series at one instant. */
class OrderCheck {
  readonly #table: SeriesTable;
  #timeMs = -Infinity;
  #timeNs = 0;
  #series = -1;
  first: string | undefined;

  constructor(table: SeriesTable) {
    this.#table = table;
  }

  add(timeMs: number, timeNs: number, series: number, line: number): void {
    const later = timeMs - this.#timeMs || timeNs - this.#timeNs || this.#compareIds(series);
    if (later <= 0) this.first ??= `line ${line} (${formatInstant(timeMs, timeNs)}) does not come after the line before it`;
    this.#timeMs = timeMs;
    this.#timeNs = timeNs;
    this.#series = series;
  }

  #compareIds(series: number): number {
    return Buffer.compare(Buffer.from(this.#table.id(series)), Buffer.from(this.#table.id(this.#series)));
  }
}

/** Events that are laid on a grid stand at its points, and where they do not stand is counted. */
class GridCheck {
  offGrid: string | undefined;
  absent = 0;
  readonly #grid: TimeGrid;
  readonly #lastMs: (number | undefined)[] = [];

  constructor(grid: TimeGrid) {
    this.#grid = grid;
  }

  add(timeMs: number, timeNs: number, series: number, line: number): void {
    if (timeNs !== 0 || this.#grid.windowOf(timeMs).startMs !== timeMs) this.offGrid ??= `line ${line} (${formatInstant(timeMs, timeNs)}) is no point of the grid`;
    const lastMs = this.#lastMs[series];
    this.#lastMs[series] = timeMs;
    if (lastMs !== undefined) this.absent += this.#grid.pointsBetween(lastMs, timeMs);
  }
}

/** A gap wider than 1.5 cadences must be in the audit, which says why it is there. */
class GapCheck {
  readonly unexplained: string[] = [];
  readonly #table: SeriesTable;
  readonly #audit: AuditCounts;
  readonly #rhythms = new Map<string, SavedManifest['series'][number]>();
  readonly #lastMs: number[] = [];
  readonly #lastNs: number[] = [];
  readonly #isLastFilled: boolean[] = [];
  /** By series, the first of its voids that does not end before the last event. */
  readonly #next: number[] = [];
  /** How much further apart two events of a grid can stand than the readings that they are of. */
  readonly #slackMs: number;

  constructor(manifest: SavedManifest, table: SeriesTable, audit: AuditCounts) {
    const { stepMs = 0 } = manifest.options.grid ?? {};
    // A local day may be an hour or two longer than others.
    this.#slackMs = stepMs >= DAY_MS ? stepMs + DAY_MS / 8 : stepMs;
    this.#table = table;
    this.#audit = audit;
    for (const series of manifest.series) this.#rhythms.set(series.sensorId, series);
  }

  add(timeMs: number, timeNs: number, series: number, isFilled: boolean): void {
    const isBesideFilled = isFilled || this.#isLastFilled[series];
    const [lastMs, lastNs] = [this.#lastMs[series], this.#lastNs[series]];
    const id = this.#table.id(series);
    const rhythm = this.#rhythms.get(id);
    if (rhythm?.strays.some(({ firstMs, lastMs: end }) => timeMs >= firstMs - this.#slackMs && timeMs <= end + this.#slackMs)) return;
    this.#lastMs[series] = timeMs;
    this.#lastNs[series] = timeNs;
    this.#isLastFilled[series] = isFilled;
    if (lastMs === undefined || !rhythm?.regular || typeof rhythm.cadenceMs !== 'number') return;
    const cadenceMs = this.#audit.regimes[series]?.findLast(({ atMs }) => atMs <= lastMs)?.cadenceMs ?? rhythm.cadenceMs;
    const span = spanMs(lastMs, lastNs, timeMs, timeNs) - this.#slackMs;
    const isRounded = isBesideFilled && span <= mostFilledStepMs(cadenceMs, (rhythm.language?.resolutionNs ?? 0) / NS_PER_MS);
    if (!(span >= 1.5 * cadenceMs) || isRounded || this.#isTold(series, lastMs, timeMs)) return;
    this.unexplained.push(`${id} has a gap from ${formatInstant(lastMs, lastNs)} to ${formatInstant(timeMs, timeNs)}`);
  }

  #isTold(series: number, fromMs: number, toMs: number): boolean {
    const voids = this.#audit.openVoids[series] ?? [];
    let next = this.#next[series] ?? 0;
    while (next < voids.length && voids[next].beforeMs <= fromMs) next++;
    this.#next[series] = next;
    return next < voids.length && voids[next].afterMs < toMs;
  }
}
