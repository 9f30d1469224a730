// Turns voids into events: asks the filler of the series, writes the lines, and tells the audit.
import { createFiller } from '../fill/filler.js';
import type { Filler, FillMode, VoidContext } from '../fill/model.js';
import { InstantKind, type Void } from '../fill/voids.js';
import { TelemendError } from '../model/errors.js';
import type { Encoder, MadeValue } from '../io/encode.js';
import { formatOf } from '../io/format-of.js';
import { Flag, Origin, reasonNames } from '../model/flag.js';
import { compareInstants, roundInstant, type Instant } from '../model/instant.js';
import { createRngFamily, type Rng } from '../stats/rng.js';
import type { Accounting } from './accounting.js';
import type { AuditTrail } from './audit.js';
import type { LineBatch } from './line-batch.js';
import type { RecoverSettings } from './options.js';
import type { SeriesProfile } from './profile.js';
import type { WithheldRow } from './withheld.js';

/** Where what is made goes. */
export interface SynthesisOutput {
  readonly lines: LineBatch;
  readonly accounting: Accounting;
  readonly audit: AuditTrail;
  readonly isInside: (timeMs: number, timeNs: number) => boolean;
}

interface SeriesMeans {
  readonly filler: Filler;
  readonly encoder: Encoder;
  readonly resolutionNs: number;
  /** The random stream of a void, by the instants of its bounding readings. */
  readonly streams: (beforeMs: number, beforeNs: number, afterMs: number, afterNs: number) => Rng;
}

/** Fills voids and writes what is made of them. Withheld rows are kept here until their void is decided. */
export class Synthesis {
  readonly #settings: RecoverSettings;
  readonly #profiles: readonly SeriesProfile[];
  readonly #output: SynthesisOutput;
  readonly #withheld = new Map<number, WithheldRow>();
  readonly #means: (SeriesMeans | undefined)[] = [];

  constructor(settings: RecoverSettings, profiles: readonly SeriesProfile[], output: SynthesisOutput) {
    this.#settings = settings;
    this.#profiles = profiles;
    this.#output = output;
  }

  /** Keeps a failed or null row until `fill` or `drop` decides on it. */
  withhold(row: WithheldRow): void {
    this.#withheld.set(row.arrival, row);
  }

  /** No void will replace this withheld row. */
  drop(arrival: number, because: string): void {
    const row = this.#take(arrival);
    if (!row.isInside) return;
    if (row.isNull) {
      this.#output.audit.missing(row, false);
    } else {
      this.#output.accounting.dropped++;
      this.#output.audit.drop(row, because);
    }
  }

  /** A void whose context is complete. O(instants and context). */
  fill(series: number, found: Void): void {
    const { accounting, audit } = this.#output;
    const { fill, repair } = this.#settings;
    const { left, kind, skipped, arrival } = found;
    const touched = this.#isTouched(found);
    if (skipped > 0 && touched) accounting.gaps++;
    const wantsFill = fill !== 'none';
    const { fit } = this.#profiles[series];
    const isWanted = (one: InstantKind) => (one === InstantKind.Failed ? repair === 'replace' : one !== InstantKind.KeptFailed && wantsFill);
    const reason = left ?? (fit ? undefined : 'no-cadence') ?? (kind.some(isWanted) ? undefined : 'fill-none');
    if (reason) {
      if (skipped > 0 && touched) accounting.gapsLeft++;
      for (const one of arrival) if (one >= 0) this.drop(one, reason);
      if (touched) audit.void(series, found, { filled: 0, repaired: 0, left: reason });
      return;
    }
    const means = (this.#means[series] ??= this.#prepare(series));
    const context = contextOf(found);
    const { beforeMs, beforeNs, afterMs, afterNs } = found;
    const made = means.filler(context, means.streams(beforeMs, beforeNs, afterMs, afterNs));
    const instants = writableInstants(found, means.resolutionNs);
    let [filled, repaired] = [0, 0];
    for (let i = 0; i < kind.length; i++) {
      const value: MadeValue = {
        value: made.value[i], mean: made.mean[i], sd: made.sd[i], lo: made.lo[i], hi: made.hi[i], method: made.method,
        draws: made.draws?.map((path) => path[i]),
      };
      const instant = instants[i];
      if (!instant) {
        if (arrival[i] >= 0) this.drop(arrival[i], 'no-room');
      } else if (kind[i] === InstantKind.Failed) {
        repaired += this.#replace(this.#take(arrival[i]), value, means);
      } else if (kind[i] !== InstantKind.KeptFailed && wantsFill) {
        filled += this.#insert(series, instant, value, means);
        if (arrival[i] >= 0) this.#tellFilled(this.#take(arrival[i]));
      } else if (arrival[i] >= 0) {
        this.drop(arrival[i], 'fill-none');
      }
    }
    if (skipped > 0 && touched && !wantsFill) accounting.gapsLeft++;
    accounting.filled += filled;
    if (touched) audit.void(series, found, { filled, repaired, method: made.method });
  }

  #prepare(series: number): SeriesMeans {
    const { fit, language, sensorId } = this.#profiles[series];
    const { range, value, draws, fill, seed } = this.#settings;
    // What fails is replaced by plausible values even where nothing missing is filled.
    const mode: FillMode = fill === 'none' ? 'plausible' : fill;
    return {
      filler: createFiller(fit!, range, { mode, value, draws }),
      encoder: formatOf(this.#settings).createEncoder(language!, range),
      resolutionNs: language!.resolutionNs,
      streams: createRngFamily(seed, sensorId),
    };
  }

  #take(arrival: number): WithheldRow {
    const row = this.#withheld.get(arrival);
    if (!row) throw new TelemendError('internal', `the line at input position ${arrival} was decided on twice`);
    this.#withheld.delete(arrival);
    return row;
  }

  /** Writes a filled event, where it is asked for. @returns how many events that made. */
  #insert(series: number, { timeMs, timeNs }: Instant, made: MadeValue, { encoder }: SeriesMeans): number {
    if (!this.#output.isInside(timeMs, timeNs)) return 0;
    const line = encoder.filled(made, timeMs, timeNs);
    this.#output.lines.add(
      { timeMs, timeNs, value: encoder.round(made.value), series, flag: Flag.Pass, origin: Origin.Filled, arrival: -1 }, line,
    );
    return 1;
  }

  #replace(row: WithheldRow, made: MadeValue, { encoder }: SeriesMeans): number {
    if (!row.isInside) return 0;
    const { lines, accounting, audit } = this.#output;
    const { timeMs, timeNs, series, arrival } = row;
    const value = encoder.round(made.value);
    const line = encoder.repaired(row.raw, made, reasonNames(row.reason).join(','));
    lines.add({ timeMs, timeNs, value, series, flag: Flag.Pass, origin: Origin.Repaired, arrival }, line);
    accounting.repaired++;
    audit.repair(row, value);
    return 1;
  }

  #tellFilled(row: WithheldRow): void {
    if (row.isInside) this.#output.audit.missing(row, true);
  }

  /** Whether any of a void lies in the window that was asked for. */
  #isTouched({ timeMs, timeNs, beforeMs, beforeNs, afterMs, afterNs, left }: Void): boolean {
    const { isInside } = this.#output;
    if (timeMs.some((ms, i) => isInside(ms, timeNs[i]))) return true;
    const isBoundInside = (ms: number, ns: number) => !Number.isNaN(ms) && isInside(ms, ns);
    return left !== undefined && (isBoundInside(beforeMs, beforeNs) || isBoundInside(afterMs, afterNs));
  }
}

/** The void as its filler sees it. */
function contextOf({ timeMs, timeNs, beforeMs, beforeNs, cadenceMs, context }: Void): VoidContext {
  const n = timeMs.length;
  const instants = new Float64Array(n);
  for (let i = 0; i < n; i++) instants[i] = timeMs[i] + timeNs[i] / 1e6;
  const afterSteps = new Int32Array(context.afterSteps.length);
  for (let i = 0; i < afterSteps.length; i++) afterSteps[i] = n + 1 + context.afterSteps[i];
  return {
    timeMs: instants,
    firstStepMs: Number.isNaN(beforeMs) ? instants[0] - cadenceMs : beforeMs + beforeNs / 1e6,
    beforeSteps: context.beforeSteps,
    beforeValues: context.beforeValues,
    afterSteps,
    afterValues: context.afterValues,
  };
}

/** The instants of a void as they are written: what is filled in the resolution of the series; undefined where that leaves no room. */
function writableInstants(found: Void, resolutionNs: number): (Instant | undefined)[] {
  const { kind, beforeMs, beforeNs, afterMs, afterNs } = found;
  const instants: (Instant | undefined)[] = found.timeMs.map((timeMs, i) => ({ timeMs, timeNs: found.timeNs[i] }));
  const after: Instant = { timeMs: afterMs, timeNs: afterNs };
  let last: Instant = { timeMs: beforeMs, timeNs: beforeNs };
  const isFilled = (i: number) => kind[i] === InstantKind.Skipped || kind[i] === InstantKind.Null;
  let next = 0; // the first instant behind this one that stays as it is
  for (let i = 0; i < instants.length; i++) {
    if (isFilled(i)) {
      while (next < instants.length && (next <= i || isFilled(next))) next++;
      const rounded = roundInstant(instants[i]!.timeMs, instants[i]!.timeNs, resolutionNs);
      instants[i] = isBetween(rounded, last, instants[next] ?? after) ? rounded : undefined;
    }
    last = instants[i] ?? last;
  }
  return instants;
}

/** Strictly between; an absent bound (NaN) bounds nothing. */
function isBetween({ timeMs, timeNs }: Instant, after: Instant, before: Instant): boolean {
  return (Number.isNaN(after.timeMs) || compareInstants(timeMs, timeNs, after.timeMs, after.timeNs) > 0)
    && (Number.isNaN(before.timeMs) || compareInstants(timeMs, timeNs, before.timeMs, before.timeNs) < 0);
}
