// The logs that a manifest speaks of, opened as they were read and written: its inputs, and the clean series.
import { DECODE_DEFAULTS, type DecodeOptions } from '../io/decode.js';
import { withTurns } from '../io/find-turns.js';
import { openLog, type Log } from '../io/log.js';
import { openEventLog, type OpenOptions } from '../io/open-event-log.js';
import { withDefaults } from '../model/defaults.js';
import { findSaved, type SavedFile, type SavedManifest } from './saved-manifest.js';

/** Works with a log, and how it is to be decoded. */
export type LogWork<T> = (log: Log, options: DecodeOptions) => Promise<T>;

/** Opens a file of lines that are no events, such as an audit, for as long as the work takes. */
export async function withLog<T>(path: string, work: (log: Log) => Promise<T>): Promise<T> {
  const log = await openLog([path]);
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}

/** Opens a clean series, which is UTF-8 and has its header in its first line, whatever its log was like. */
export function withClean<T>(path: string, options: OpenOptions & Partial<DecodeOptions>, work: LogWork<T>): Promise<T> {
  const { delimiter, decimalComma, wide } = options.reading ?? {};
  return withEventLog([path], { ...options, reading: { delimiter, decimalComma, wide } }, work);
}

/** Opens those inputs that are still there, in their order, as one log; the work is not done where none is. The others are told. */
export async function withInputs<T>(manifest: SavedManifest, work: LogWork<T>): Promise<{ readonly result?: T; readonly absent: readonly string[] }> {
  const paths: string[] = [];
  const absent: string[] = [];
  for (const input of manifest.inputs) {
    if (input.corrections) continue;
    const path = await findSaved(manifest, input);
    if (path === undefined) absent.push(input.name);
    else paths.push(path);
  }
  return { result: paths.length === 0 ? undefined : await withEventLog(paths, manifest.options, work), absent };
}

/** Opens one input; behind the first one, whose columns its own are brought in the order of. */
export async function withInput<T>(path: string, manifest: SavedManifest, work: LogWork<T>): Promise<T> {
  const [first]: readonly SavedFile[] = manifest.inputs;
  const firstPath = manifest.options.csv && (await findSaved(manifest, first));
  return withEventLog(firstPath === undefined || firstPath === path ? [path] : [firstPath, path], manifest.options, work);
}

async function withEventLog<T>(paths: readonly string[], given: OpenOptions & Partial<DecodeOptions>, work: LogWork<T>): Promise<T> {
  const { log, options } = await openEventLog(paths, given);
  try {
    return await work(log, await withTurns(log, withDefaults(DECODE_DEFAULTS, options)));
  } finally {
    await log.close();
  }
}
