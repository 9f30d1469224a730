// What a recovery would meet in a log, without one being made: rivals, voids and changes of cadence, from its own books.
import type { Log } from '../io/log.js';
import { rawLine, type Batch } from '../model/batch.js';
import type { InspectedRegime, InspectedVoid, SeriesVoids } from '../model/inspection.js';
import { EVERY_VALUE } from '../validate/checks.js';
import type { Accounting } from './accounting.js';
import { recoverSettings, type ReadOptions } from './options.js';
import { startRecovery } from './recover.js';

type Counting = { -readonly [K in 'voids' | 'instants' | 'longVoids']: number } & { longest: InspectedVoid[]; regimes: InspectedRegime[] };

export interface RecoveryLook {
  readonly accounting: Accounting;
  /** By series number. */
  readonly series: readonly SeriesVoids[];
}

type AuditEntry = { readonly kind: string; readonly sensor_id: string; readonly cadenceMs: number | null } & InspectedVoid & InspectedRegime;

const LONGEST_SHOWN = 3;
const REGIMES_SHOWN = 10;
/** The default of --max-gap. */
const FILLED_CADENCES = 60;
const KINDS_LOOKED_AT = [Buffer.from('{"kind":"void"'), Buffer.from('{"kind":"cadence"')];

/** Runs a recovery that judges nothing, fills nothing and writes nothing. Time and memory of a recovery. */
export async function lookThroughRecovery(log: Log, options: ReadOptions): Promise<RecoveryLook> {
  const settings = recoverSettings({ ...options, range: EVERY_VALUE, fill: 'none', repair: 'keep' });
  const looks = new Map<string, Counting>();
  const recovery = await startRecovery(log, settings, {
    deadLetters: async () => undefined,
    audit: async (entries) => {
      for (const entry of entriesOf(entries)) take(looks.get(entry.sensor_id)!, entry);
    },
  });
  for (const { sensorId } of recovery.profiles) looks.set(sensorId, { voids: 0, instants: 0, longVoids: 0, longest: [], regimes: [] });
  // The audit comes as the series is pulled.
  for await (const _ of recovery.series);
  return { accounting: recovery.accounting, series: recovery.profiles.map(({ sensorId }) => ({ sensorId, ...looks.get(sensorId)! })) };
}

function* entriesOf(entries: Batch): Generator<AuditEntry, void, undefined> {
  for (let i = 0; i < entries.count; i++) {
    const line = rawLine(entries, i);
    if (KINDS_LOOKED_AT.some((kind) => line.subarray(0, kind.length).equals(kind))) yield JSON.parse(line.toString()) as AuditEntry;
  }
}

function take(look: Counting, entry: AuditEntry): void {
  if (entry.kind === 'cadence') {
    if (look.regimes.length < REGIMES_SHOWN) look.regimes.push(entry);
    return;
  }
  look.voids++;
  look.instants += entry.instants;
  if (entry.lengthMs === null) return;
  if (entry.cadenceMs !== null && entry.lengthMs > FILLED_CADENCES * entry.cadenceMs) look.longVoids++;
  look.longest.push(entry);
  look.longest.sort((a, b) => b.lengthMs! - a.lengthMs!);
  look.longest.length = Math.min(look.longest.length, LONGEST_SHOWN);
}
