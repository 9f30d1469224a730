// What an audit comes to: its entries by kind, the voids that stayed open, the changes of cadence.
import { readJsonLines } from '../io/json-lines.js';
import type { Log } from '../io/log.js';
import { parseInstantArgument } from '../model/instant.js';
import type { SeriesTable } from '../model/series.js';

/** A stretch of a series in which readings are known to be missing: strictly between two instants. */
export interface KnownVoid {
  readonly afterMs: number;
  readonly beforeMs: number;
}

/** From an instant on a series has another cadence. */
export interface KnownRegime {
  readonly atMs: number;
  readonly cadenceMs: number;
}

/** What an audit tells. */
export interface AuditCounts {
  /** Entries by kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Sum of what its voids were filled with. */
  readonly filled: number;
  /** Voids that were not filled whole, by series number, in order. */
  readonly openVoids: readonly (readonly KnownVoid[] | undefined)[];
  /** By series number, in order. */
  readonly regimes: readonly (readonly KnownRegime[] | undefined)[];
}

/** Counts an audit. Memory: some 50 bytes a void that was not filled whole. */
export async function countAudit(log: Log, table: SeriesTable): Promise<AuditCounts> {
  const kinds = Object.create(null) as Record<string, number>;
  const openVoids: KnownVoid[][] = [];
  const regimes: KnownRegime[][] = [];
  let total = 0;
  for await (const lines of readJsonLines(log)) {
    for (const { object } of lines) {
      const { kind, sensor_id: sensorId, after, before, left, instants, filled, repaired } = object;
      kinds[String(kind)] = (kinds[String(kind)] ?? 0) + 1;
      if (kind === 'cadence') {
        const { timestamp, toCadenceMs } = object;
        const regime = { atMs: parseInstantArgument(String(timestamp)).timeMs, cadenceMs: Number(toCadenceMs) };
        (regimes[table.indexOf(String(sensorId))] ??= []).push(regime);
      }
      if (kind !== 'void') continue;
      total += Number(filled);
      if (left === undefined && Number(filled) + Number(repaired) >= Number(instants)) continue;
      const bound = (text: unknown, otherwise: number) => (typeof text === 'string' ? parseInstantArgument(text).timeMs : otherwise);
      (openVoids[table.indexOf(String(sensorId))] ??= []).push({ afterMs: bound(after, -Infinity), beforeMs: bound(before, Infinity) });
    }
  }
  return { kinds, filled: total, openVoids, regimes };
}
