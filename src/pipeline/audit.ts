// The audit: a JSON object a line for everything that was done to the log, with the raw line wherever that is not in the clean series.
import { spanMs, type LeftReason, type Void } from '../fill/voids.js';
import type { Batch } from '../model/batch.js';
import { Flag, Origin } from '../model/flag.js';
import { formatInstant, type TimestampSpelling } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';
import type { LinePlace } from '../model/validation.js';
import { ReorderBuffer } from '../replay/reorder.js';
import type { RowKey } from '../replay/row-key.js';
import { LineBatch } from './line-batch.js';

/** Where an entry stands in the audit: event time, then sensor id, then input position. */
export interface AuditKey {
  readonly timeMs: number;
  readonly timeNs: number;
  /** Series number. */
  readonly series: number;
  /** Input position of the line; -1 where it is about no line. */
  readonly arrival: number;
}

/** An input line that is not in the clean series as it came. */
export interface AuditedLine extends AuditKey {
  readonly sensorId: string;
  readonly place: LinePlace;
  readonly raw: string;
}

/** The entries of the audit on their way to the file, in an order that does not depend on when they were made. */
export class AuditTrail {
  readonly #lines = new LineBatch();
  readonly #waiting: ReorderBuffer;

  constructor(series: SeriesTable) {
    this.#waiting = new ReorderBuffer(series);
  }

  /** Adds an entry (a JSON line without newline). */
  add(key: AuditKey, line: string): void {
    this.#lines.add({ ...key, value: NaN, flag: Flag.NotEvaluated, origin: Origin.Observed }, line);
  }

  /** The entries before a place that no further entry can stand before. */
  *release(bound: RowKey): Generator<Batch, void, undefined> {
    this.#waiting.push(this.#lines.take());
    yield* this.#waiting.release(bound);
  }
}

/** Milliseconds where that says all, else nanoseconds. */
function spellInstant(timeMs: number, timeNs: number): string {
  const spelling: TimestampSpelling = { kind: 'text', separator: 'T', zone: 'Z', digits: timeNs === 0 ? 3 : 9 };
  return formatInstant(timeMs, timeNs, spelling);
}

function spellBound(timeMs: number, timeNs: number): string | null {
  return Number.isNaN(timeMs) ? null : spellInstant(timeMs, timeNs);
}

function auditLine(kind: string, line: AuditedLine, details: object): string {
  const { sensorId, timeMs, timeNs, place, raw } = line;
  return JSON.stringify({ kind, sensor_id: sensorId, timestamp: spellInstant(timeMs, timeNs), ...details, ...place, raw });
}

/** A void that was filled, or left for a reason. */
export function auditVoid(sensorId: string, found: Void, made: { filled: number; repaired: number; method?: string; left?: LeftReason | 'fill-none' }): string {
  const { beforeMs, beforeNs, afterMs, afterNs, cadenceMs, skipped, instants } = found;
  const lengthMs = spanMs(beforeMs, beforeNs, afterMs, afterNs) - cadenceMs;
  return JSON.stringify({
    kind: 'void',
    sensor_id: sensorId,
    after: spellBound(beforeMs, beforeNs),
    before: spellBound(afterMs, afterNs),
    lengthMs: Number.isNaN(lengthMs) ? null : lengthMs,
    cadenceMs,
    instants,
    skipped,
    ...made,
  });
}

/** A failed reading that was replaced. */
export function auditRepair(line: AuditedLine, observed: number, temperature: number, reasons: readonly string[]): string {
  return auditLine('repair', line, { observed, temperature, reasons });
}

/** A failed reading that is not in the clean series: because of its void, or because --repair drop asked for it. */
export function auditDrop(line: AuditedLine, observed: number, reasons: readonly string[], because: string): string {
  return auditLine('drop', line, { observed, reasons, because });
}

/** A reading of null. */
export function auditMissing(line: AuditedLine, filled: boolean): string {
  return auditLine('missing', line, { filled });
}

/** An event whose instant another one holds: the same reading again, or a different one. */
export function auditRival(kind: 'duplicate' | 'conflict', line: AuditedLine, kept: LinePlace): string {
  return auditLine(kind, line, { kept });
}

/** A series changed its cadence. */
export function auditRegime(sensorId: string, change: { atMs: number; fromCadenceMs: number; toCadenceMs: number }): string {
  const { atMs, fromCadenceMs, toCadenceMs } = change;
  return JSON.stringify({ kind: 'cadence', sensor_id: sensorId, timestamp: spellInstant(atMs, 0), fromCadenceMs, toCadenceMs });
}
