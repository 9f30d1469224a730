// What happened to one instant: its line in the clean series, the entries of the audit around it, and its original lines in the log.
import { createDecoder } from '../io/create-decoder.js';
import type { DecodeOptions } from '../io/decode.js';
import { readJsonLines } from '../io/json-lines.js';
import { openLog, type Log } from '../io/log.js';
import { scanLog } from '../io/scan.js';
import { formatOf } from '../io/format-of.js';
import { rawLine, type Batch } from '../model/batch.js';
import { Flag, ORIGIN_NAMES, reasonNames, type OriginName } from '../model/flag.js';
import { compareInstants, parseInstantArgument, type Instant } from '../model/instant.js';
import { SeriesTable } from '../model/series.js';
import type { LinePlace } from '../model/validation.js';
import { asWritten } from '../validate/check-rules.js';
import { createChecks } from '../validate/checks.js';
import { withClean, withInputs } from './saved-logs.js';
import { findSaved, type SavedManifest } from './saved-manifest.js';

/** A line, whole, and where it stands. */
export interface FoundLine extends LinePlace {
  readonly raw: string;
}

/** What a line of the clean series says of itself. */
export interface CleanLine {
  readonly origin: OriginName;
  /** Of a line that was made: how, and what stood there before. */
  readonly made?: Readonly<Record<string, unknown>>;
  /** Of a failed reading that was kept: which checks of single readings it fails. */
  readonly failed?: readonly string[];
}

/** What is known of an instant of one series. */
export interface Explanation {
  readonly sensorId: string;
  /** Its line in the clean series; absent where it is not in it. */
  readonly clean?: FoundLine & CleanLine;
  /** The lines of the log at this instant, in input order; undefined where the log is not there. */
  readonly originals?: readonly FoundLine[];
  /** Files of the log that are not there. */
  readonly absent: readonly string[];
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
  const clean = new Map<string, FoundLine & CleanLine>();
  await withClean(cleanPath, manifest.options, (log, options) => {
    const table = new SeriesTable();
    const check = createChecks(asWritten(manifest.options), (series) => table.id(series));
    const { readFields } = formatOf(options);
    return findLines(log, options, table, at, (id, line, batch, row) => {
      if (!isWanted(id)) return;
      check(batch);
      const origin = ORIGIN_NAMES[batch.origin[row]];
      const made = origin === 'observed' ? undefined : readFields(rawLine(batch, row));
      const failed = batch.flag[row] === Flag.Fail ? reasonNames(batch.reason[row]) : undefined;
      clean.set(id, { ...line, origin, made, failed });
    });
  });

  const { result: originals, absent } = await withInputs(manifest, async (log, options) => {
    const found = new Map<string, FoundLine[]>();
    await findLines(log, options, new SeriesTable(), at, (id, line) => isWanted(id) && push(found, id, line));
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
    sensorId: id, clean: clean.get(id), originals: originals && (originals.get(id) ?? []), absent, audit: audit && (audit.get(id) ?? []),
  }));
}

async function findLines(
  log: Log,
  options: DecodeOptions,
  table: SeriesTable,
  at: Instant,
  onLine: (sensorId: string, line: FoundLine, batch: Batch, row: number) => void,
): Promise<void> {
  let lines = 0;
  let file = -1;
  for await (const { decoded: { batch }, place } of scanLog(log, createDecoder(options, table).decode, { maxLineBytes: options.maxLineBytes })) {
    if (place.fileIndex !== file) [file, lines] = [place.fileIndex, place.firstArrival];
    for (let i = 0; i < batch.count; i++) {
      if (batch.timeMs[i] !== at.timeMs || batch.timeNs[i] !== at.timeNs) continue;
      const found = { file: log.files[file].name, line: Math.floor((batch.arrival[i] - lines) / (log.files[file].rowsPerLine ?? 1)) + 1 + (log.files[file].headLines ?? 0), offset: batch.offset[i], raw: rawLine(batch, i).toString() };
      onLine(table.id(batch.series[i]), found, batch, i);
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
