// Turns voids into events: asks the filler of the series, writes the lines, and tells the audit.
import { createFiller } from '../fill/filler.js';
import type { Filler, FillMode } from '../fill/model.js';
import { InstantKind, type Void } from '../fill/voids.js';
import type { Encoder } from '../io/encode.js';
import { formatOf } from '../io/format-of.js';
import type { LineBatch } from '../io/line-batch.js';
import type { Batch } from '../model/batch.js';
import { TelemendError } from '../model/errors.js';
import { Flag, Origin } from '../model/flag.js';
import type { Instant } from '../model/instant.js';
import { maintenanceOf, type FindMaintenance, type MaintenanceWindow } from '../model/maintenance.js';
import { rangesOf } from '../validate/check-rules.js';
import { createRngFamily, type Rng } from '../stats/rng.js';
import type { Accounting } from './accounting.js';
import type { AuditTrail, VoidLeft } from './audit.js';
import type { RecoverSettings } from './options.js';
import type { SeriesProfile } from './profile.js';
import { WithheldRows, type NumberedRows, type RowPlace } from './withheld.js';
import { createInstantGrid, type InstantGrid } from './writable-instants.js';

/** Where what is made goes. */
export interface SynthesisOutput {
  readonly lines: LineBatch;
  readonly accounting: Accounting;
  readonly audit: AuditTrail;
  readonly isInside: (timeMs: number, timeNs: number) => boolean;
  /** Up to where voids before the first and after the last reading are filled. */
  readonly from?: Instant;
  readonly to?: Instant;
}

/** For so many series the means are kept: some 13 kB each. */
const MOST_MEANS = 8192;

interface SeriesMeans {
  readonly filler: Filler;
  readonly encoder: Encoder;
  readonly grid: InstantGrid;
  /** The random stream of a void, by the instants of its bounding readings. */
  readonly streams: (beforeMs: number, beforeNs: number, afterMs: number, afterNs: number) => Rng;
}

/** Fills voids and writes what is made of them. Withheld rows are kept here until their void is decided. */
export class Synthesis {
  readonly #settings: RecoverSettings;
  readonly #profiles: readonly SeriesProfile[];
  readonly #output: SynthesisOutput;
  readonly #withheld = new WithheldRows();
  readonly #means = new Map<number, SeriesMeans>();
  /** By series; null where it has no maintenance. */
  readonly #maintenance: (FindMaintenance | null | undefined)[] = [];

  constructor(settings: RecoverSettings, profiles: readonly SeriesProfile[], output: SynthesisOutput) {
    this.#settings = settings;
    this.#profiles = profiles;
    this.#output = output;
  }

  /** Keeps a failed or null row until `fill` or `drop` decides on it. @returns the number that it is known by until then. */
  withhold(batch: Batch, row: number): number {
    return this.#withheld.add(batch, row);
  }

  /** The batch that rows were withheld from last is to be given away: what is not decided yet is copied. */
  letBatchGo(): void {
    this.#withheld.copyLent();
  }

  /** The rows that are withheld. */
  save(): Iterable<NumberedRows> {
    return this.#withheld.save();
  }

  /** Takes over the rows that another one withheld, before any others. */
  restore(withheld: Iterable<NumberedRows>): void {
    this.#withheld.restore(withheld);
  }

  /** No void will replace this withheld row; `window` is that of its void. */
  drop(withheld: number, because: string, window?: MaintenanceWindow): void {
    const { batch, row } = this.#take(withheld);
    if (!this.#isRowInside(batch, row)) return;
    if (batch.flag[row] === Flag.Missing) {
      this.#output.audit.missing(batch, row, false);
    } else {
      this.#output.accounting.dropped++;
      const [timeMs, timeNs] = [batch.timeMs[row], batch.timeNs[row]];
      const own = this.#maintenanceOf(batch.series[row])?.({ timeMs, timeNs }, { timeMs, timeNs: timeNs + 1 }) ?? window;
      this.#output.audit.drop(batch, row, own ? 'maintenance' : because, own?.reason);
    }
  }

  /** A void whose context is complete. O(instants and context). */
  fill(series: number, found: Void): void {
    const { accounting, audit } = this.#output;
    const isTouched = this.#isTouched(found);
    const isGap = found.skipped > 0 && isTouched;
    if (isGap) accounting.gaps++;
    const unwanted = found.left ?? this.#whyUnwanted(found) ?? (this.#profiles[series].fit ? undefined : 'no-cadence');
    const window = unwanted === 'repair-keep' ? undefined : this.#windowOver(series, found);
    const left = window ? 'maintenance' : unwanted;
    if (left) {
      if (isGap) accounting.gapsLeft++;
      for (let i = 0; i < found.count; i++) if (found.row[i] >= 0) this.drop(found.row[i], left, window);
      if (isTouched) audit.left(series, found, left, window?.reason);
      return;
    }
    if (isGap && this.#settings.fill === 'none') accounting.gapsLeft++;
    this.#make(series, found, isTouched);
  }

  /** The maintenance that has any of the time between the readings around a void in it: so what is left does not depend on what is in the void. */
  #windowOver(series: number, { beforeMs, beforeNs, afterMs, afterNs, firstMs, firstNs }: Void): MaintenanceWindow | undefined {
    const find = this.#maintenanceOf(series);
    if (!find) return undefined;
    const { from, to } = this.#output;
    const low = Number.isNaN(beforeMs) ? from ?? { timeMs: firstMs, timeNs: firstNs } : { timeMs: beforeMs, timeNs: beforeNs };
    const high = Number.isNaN(afterMs) ? to ?? { timeMs: firstMs, timeNs: firstNs + 1 } : { timeMs: afterMs, timeNs: afterNs };
    return Number.isNaN(low.timeMs) || Number.isNaN(high.timeMs) ? undefined : find(low, high);
  }

  #maintenanceOf(series: number): FindMaintenance | undefined {
    const { maintenance } = this.#settings;
    if (!maintenance) return undefined;
    const known = this.#maintenance[series];
    if (known !== undefined) return known ?? undefined;
    const found = maintenanceOf(maintenance, this.#profiles[series].sensorId);
    this.#maintenance[series] = found ?? null;
    return found;
  }

  /** Why nothing of a void is to be replaced, or undefined. */
  #whyUnwanted({ kind, count }: Void): VoidLeft | undefined {
    const { fill, repair } = this.#settings;
    if (fill !== 'none' && repair === 'replace') return undefined;
    let isAllKept = true;
    for (let i = 0; i < count; i++) {
      if (kind[i] === InstantKind.Failed ? repair === 'replace' : kind[i] !== InstantKind.KeptFailed && fill !== 'none') return undefined;
      isAllKept &&= kind[i] === InstantKind.KeptFailed;
    }
    return isAllKept ? 'repair-keep' : 'fill-none';
  }

  #make(series: number, found: Void, isTouched: boolean): void {
    const { lines, accounting, audit } = this.#output;
    const { filler, encoder, grid, streams } = this.#meansOf(series);
    const { count, kind, row: withheld } = found;
    const made = filler(found, streams(found.beforeMs, found.beforeNs, found.afterMs, found.afterNs));
    grid.lay(found);
    const wantsFill = this.#settings.fill !== 'none';
    let filled = 0;
    let repaired = 0;
    for (let i = 0; i < count; i++) {
      const timeMs = grid.timeMs[i];
      const timeNs = grid.timeNs[i];
      if (Number.isNaN(timeMs)) {
        if (withheld[i] >= 0) this.drop(withheld[i], 'no-room');
      } else if (kind[i] === InstantKind.Failed) {
        const { batch, row } = this.#take(withheld[i]);
        if (!this.#isRowInside(batch, row)) continue;
        const value = encoder.round(made.value[i]);
        const start = batch.start[row];
        const end = encoder.repaired(lines, batch.bytes, start, start + batch.length[row], made, i, batch.reason[row]);
        lines.add(end, timeMs, timeNs, value, series, Flag.Pass, Origin.Repaired, batch.arrival[row]);
        audit.repair(batch, row, value);
        repaired++;
      } else if (kind[i] !== InstantKind.KeptFailed && wantsFill) {
        if (this.#output.isInside(timeMs, timeNs)) {
          const end = encoder.filled(lines, made, i, timeMs, timeNs);
          lines.add(end, timeMs, timeNs, encoder.round(made.value[i]), series, Flag.Pass, Origin.Filled, -1);
          filled++;
        }
        if (withheld[i] >= 0) this.#tellFilled(withheld[i]);
      } else if (withheld[i] >= 0) {
        this.drop(withheld[i], 'fill-none');
      }
    }
    accounting.repaired += repaired;
    accounting.filled += filled;
    if (isTouched) audit.filled(series, found, filled, repaired, made.method);
  }

  #meansOf(series: number): SeriesMeans {
    let means = this.#means.get(series);
    if (!means) {
      // What a void gets never depends on what is kept, so any may go: the one that has been here longest.
      if (this.#means.size === MOST_MEANS) this.#means.delete(this.#means.keys().next().value!);
      means = this.#prepare(series);
      this.#means.set(series, means);
    }
    return means;
  }

  #prepare(series: number): SeriesMeans {
    const { fit, language, sensorId } = this.#profiles[series];
    const { value, draws, fill, seed } = this.#settings;
    const { range } = rangesOf(this.#settings, sensorId);
    // What fails is replaced by plausible values even where nothing missing is filled.
    const mode: FillMode = fill === 'none' ? 'plausible' : fill;
    return {
      filler: createFiller(fit!, range, { mode, value, draws }),
      encoder: formatOf(this.#settings).createEncoder(language!, range, draws),
      grid: createInstantGrid(language!.resolutionNs),
      streams: createRngFamily(seed, sensorId),
    };
  }

  /** Gives up a withheld row; it may still be read until the next one is withheld. */
  #take(withheld: number): RowPlace {
    const rows = this.#withheld;
    if (!rows.has(withheld)) throw new TelemendError('internal', `a withheld line was decided on twice (number ${withheld})`);
    rows.release(withheld);
    return rows.placeOf(withheld);
  }

  #tellFilled(withheld: number): void {
    const { batch, row } = this.#take(withheld);
    if (this.#isRowInside(batch, row)) this.#output.audit.missing(batch, row, true);
  }

  /** Whether a withheld row lies in the window that was asked for; what lies outside is replaced, but neither written nor counted. */
  #isRowInside({ timeMs, timeNs }: Batch, row: number): boolean {
    return this.#output.isInside(timeMs[row], timeNs[row]);
  }

  /** Whether any of a void lies in the window that was asked for. */
  #isTouched({ count, timeMs, timeNs, beforeMs, beforeNs, afterMs, afterNs, firstMs, firstNs, left }: Void): boolean {
    const { isInside } = this.#output;
    for (let i = 0; i < count; i++) if (isInside(timeMs[i], timeNs[i])) return true;
    const isBoundInside = (ms: number, ns: number) => !Number.isNaN(ms) && isInside(ms, ns);
    if (Number.isNaN(beforeMs) && Number.isNaN(afterMs)) return left !== undefined && isBoundInside(firstMs, firstNs);
    return left !== undefined && (isBoundInside(beforeMs, beforeNs) || isBoundInside(afterMs, afterNs));
  }
}
