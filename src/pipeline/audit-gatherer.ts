// What a report takes from an audit: voids that were left, readings that are nowhere else, and how long voids were.
import { Flag } from '../model/flag.js';
import { parseInstantArgument } from '../model/instant.js';
import { DoublingHistogram } from '../stats/round-histogram.js';
import type { ReasonTally } from './reason-tally.js';
import type { SeriesGatherer } from './series-gatherer.js';

/** Takes the entries of an audit, one by one. */
export class AuditGatherer {
  readonly filledVoids = new DoublingHistogram();
  readonly openVoids = new DoublingHistogram();
  readonly #gathererOf: (sensorId: string) => SeriesGatherer | undefined;
  readonly #isInside: (timeMs: number) => boolean;
  readonly #valueOf: (line: Buffer) => number;
  readonly #asShown: (sensorId: string, value: number) => number;
  readonly #reasons: ReasonTally;

  /**
   * @param valueOf the reading of a raw line of the log
   * @param asShown a reading of the log in the unit of the report
   */
  constructor(
    gathererOf: (sensorId: string) => SeriesGatherer | undefined,
    isInside: (timeMs: number) => boolean,
    valueOf: (line: Buffer) => number,
    asShown: (sensorId: string, value: number) => number,
    reasons: ReasonTally,
  ) {
    this.#gathererOf = gathererOf;
    this.#isInside = isInside;
    this.#valueOf = valueOf;
    this.#asShown = asShown;
    this.#reasons = reasons;
  }

  add(entry: Readonly<Record<string, unknown>>): void {
    const sensorId = String(entry.sensor_id);
    const gatherer = this.#gathererOf(sensorId);
    if (!gatherer) return;
    if (entry.kind === 'void') this.#addVoid(gatherer, entry);
    else if (entry.kind === 'drop') {
      const reasons = Array.isArray(entry.reasons) ? entry.reasons.map(String) : [];
      const timeMs = instantOf(entry.timestamp, NaN);
      if (!this.#isInside(timeMs)) return;
      this.#reasons.add(Flag.Fail, reasons);
      const why = `${reasons.join(',')} (${leftBecause(entry.because, entry.maintenance)})`;
      if (typeof entry.observed === 'number') gatherer.addSetAside({ timeMs, value: this.#asShown(sensorId, entry.observed), why, outcome: 'dropped' });
    } else if (entry.kind === 'conflict') {
      const value = this.#asShown(sensorId, this.#valueOf(Buffer.from(String(entry.raw))));
      const timeMs = instantOf(entry.timestamp, NaN);
      if (this.#isInside(timeMs) && !Number.isNaN(value)) {
        gatherer.addSetAside({ timeMs, value, why: 'another reading of the same instant', outcome: 'contradicted' });
      }
    }
  }

  #addVoid(gatherer: SeriesGatherer, { after, before, instants, left, maintenance }: Readonly<Record<string, unknown>>): void {
    const [afterMs, beforeMs, count] = [instantOf(after, -Infinity), instantOf(before, Infinity), Number(instants)];
    if (!this.#isInside(Number.isFinite(afterMs) ? afterMs : beforeMs) || !(count >= 1)) return;
    if (typeof left !== 'string') this.filledVoids.add(count);
    else {
      this.openVoids.add(count);
      gatherer.addVoid({ afterMs, beforeMs, instants: count, why: leftBecause(left, maintenance) });
    }
  }
}

/** With the reason of the maintenance window, where there is one. */
function leftBecause(why: unknown, maintenance: unknown): string {
  return typeof maintenance === 'string' ? `${String(why)}: ${maintenance}` : String(why);
}

function instantOf(text: unknown, otherwise: number): number {
  return typeof text === 'string' ? parseInstantArgument(text).timeMs : otherwise;
}
