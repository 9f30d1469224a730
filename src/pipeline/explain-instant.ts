// What happened to one instant: its line in the clean series, the entries of the audit around it, and its original lines in the log.
import { createDecoder } from '../io/create-decoder.js';
import type { DecodeOptions } from '../io/decode.js';
import { readJsonLines } from '../io/json-lines.js';
import { openLog, type Log } from '../io/log.js';
import { scanLog } from '../io/scan.js';
import { rawLine } from '../model/batch.js';
import { ORIGIN_NAMES, type OriginName } from '../model/flag.js';
import { compareInstants, parseInstantArgument, type Instant } from '../model/instant.js';
import { SeriesTable } from '../model/series.js';
import type { LinePlace } from '../model/validation.js';
import { withClean, withInputs } from './saved-logs.js';
import { findSaved, type SavedManifest } from './saved-manifest.js';

/** A line, whole, and where it stands. */
export interface FoundLine extends LinePlace {
  readonly raw: string;
}

/** What is known of an instant of one series. */
export interface Explanation {
  readonly sensorId: string;
  /** Its line in the clean series; absent where it is not in it. */
  readonly clean?: FoundLine & { readonly origin: OriginName };
  /** The lines of the log at this instant, in input order; undefined where the log is not there. */
  readonly originals?: readonly FoundLine[];
  /** Entries of the audit about this instant, and of voids around it; undefined where the audit is not there. */
  readonly audit?: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Explains an instant, for each series that has anything to say of it. O(bytes of the clean series, audit and log).
 *
 * @param sensorId undefined for all series
 */
export async function explainInstant(manifest: SavedManifest, cleanPath: string, at: Instant, sensorId?: string): Promise<Explanation[]> {
  const isWanted = (id: string) => sensorId === undefined || id === sensorId;
  const clean = new Map<string, FoundLine & { origin: OriginName }>();
  await withClean(cleanPath, manifest.options, (log, options) => findLines(log, options, at, (id, line, origin) => isWanted(id) && clean.set(id, { ...line, origin })));

  const originals = await withInputs(manifest, async (log, options) => {
    const found = new Map<string, FoundLine[]>();
    await findLines(log, options, at, (id, line) => isWanted(id) && push(found, id, line));
    return found;
  });

  const auditFile = manifest.outputs.find(({ name }) => name.endsWith('.audit.jsonl'));
  const auditPath = auditFile && (await findSaved(manifest, auditFile));
  const audit = auditPath === undefined ? undefined : new Map<string, Readonly<Record<string, unknown>>[]>();
  if (audit) {
    await withLog([auditPath!], async (log) => {
      for await (const lines of readJsonLines(log)) {
        for (const { object } of lines) {
          const id = String(object.sensor_id);
          if (isWanted(id) && isAbout(object, at)) push(audit, id, object);
        }
      }
    });
  }
  const ids = new Set([...clean.keys(), ...(originals?.keys() ?? []), ...(audit?.keys() ?? [])]);
  return [...ids].sort().map((id) => ({
    sensorId: id, clean: clean.get(id), originals: originals && (originals.get(id) ?? []), audit: audit && (audit.get(id) ?? []),
  }));
}

async function findLines(
  log: Log,
  options: DecodeOptions,
  at: Instant,
  onLine: (sensorId: string, line: FoundLine, origin: OriginName) => void,
): Promise<void> {
  const table = new SeriesTable();
  let lines = 0;
  let file = -1;
  for await (const { decoded: { batch }, place } of scanLog(log, createDecoder(options, table).decode, { maxLineBytes: options.maxLineBytes })) {
    if (place.fileIndex !== file) [file, lines] = [place.fileIndex, place.firstArrival];
    for (let i = 0; i < batch.count; i++) {
      if (batch.timeMs[i] !== at.timeMs || batch.timeNs[i] !== at.timeNs) continue;
      const found = { file: log.files[file].name, line: Math.floor((batch.arrival[i] - lines) / (log.files[file].rowsPerLine ?? 1)) + 1 + (log.files[file].headLines ?? 0), offset: batch.offset[i], raw: rawLine(batch, i).toString() };
      onLine(table.id(batch.series[i]), found, ORIGIN_NAMES[batch.origin[i]]);
    }
  }
}

/** Whether an entry of the audit is about an instant, or about a void that holds it. */
function isAbout({ kind, timestamp, after, before }: Readonly<Record<string, unknown>>, at: Instant): boolean {
  const compare = (text: unknown) => {
    const { timeMs, timeNs } = parseInstantArgument(String(text));
    return compareInstants(at.timeMs, at.timeNs, timeMs, timeNs);
  };
  if (kind !== 'void') return compare(timestamp) === 0;
  return (after === null || compare(after) > 0) && (before === null || compare(before) < 0);
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

async function withLog(paths: readonly string[], work: (log: Log) => Promise<void>): Promise<void> {
  const log = await openLog(paths);
  try {
    await work(log);
  } finally {
    await log.close();
  }
}
