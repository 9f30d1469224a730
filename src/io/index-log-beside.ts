// Indexes a log with the help of the time indexes beside its files, and brings these up to date.
import { BLOCK_BYTES } from './block-index.js';
import type { DecodeOptions } from './decode.js';
import { fileBlocks } from './file-index.js';
import type { FileSystem } from './file-system.js';
import { indexLog, type DigestLog, type IndexedLog, type IndexLogOptions } from './index-log.js';
import type { Log, LogFile } from './log.js';
import { canHaveTimeIndex, loadTimeIndex, saveTimeIndex, timeIndexPath, type StoredIndex } from './time-index.js';

/** What became of the time index of one file. */
export interface IndexOutcome {
  /** Of the file, as the user wrote it. */
  readonly name: string;
  /** `current`: it was right. `extended`, `built`: what was missing, or all, was read. `none`: the file can have none. */
  readonly state: 'current' | 'extended' | 'built' | 'none';
  /** Its path and size, where it was written. */
  readonly written?: { readonly path: string; readonly byteCount: number };
  /** Bytes of the file that had to be read for it, beside what was compared. */
  readonly scannedBytes: number;
  /** Why it could not be written. The index is in memory all the same. */
  readonly failure?: Error;
}

export interface IndexBesideOptions extends Omit<IndexLogOptions, 'known' | 'limitLines' | 'ranges' | 'firstArrival' | 'chunkBytes'> {
  /** Files with fewer bytes get no time index beside them; one that is there is used. */
  readonly writeFromBytes: number;
  /** Use none that is there. */
  readonly rebuild?: boolean;
  /** What is there, where it was loaded already. */
  readonly stored?: readonly (StoredIndex | undefined)[];
  /** See loadTimeIndex. */
  readonly trustsGrowth?: boolean;
  readonly fileSystem?: FileSystem;
}

/** An indexed log, and what became of the time index of each of its files. */
export interface LogIndexedBeside extends IndexedLog {
  readonly outcomes: readonly IndexOutcome[];
}

/**
 * Indexes a log: reads what its time indexes do not say, and writes those that were not up to date. That one cannot be written is no error.
 * O(bytes) that are not indexed yet, and O(blocks + outliers).
 *
 * @throws TelemendError where the log cannot be read.
 */
export async function indexLogBeside(
  log: Log,
  digest: DigestLog,
  decodeOptions: DecodeOptions,
  options: IndexBesideOptions,
): Promise<LogIndexedBeside> {
  const { writeFromBytes, stored = await loadTimeIndexes(log, decodeOptions, options), fileSystem, ...reading } = options;
  const known = log.files.map((_, i) => stored[i]?.known);
  const indexed = await indexLog(log, digest, { ...reading, chunkBytes: BLOCK_BYTES, known });
  return { ...indexed, outcomes: await keepIndexes(log, indexed, stored, decodeOptions, { writeFromBytes, fileSystem }) };
}

/** What the time indexes beside the files of a log say of them, by their numbers: see loadTimeIndex. */
export async function loadTimeIndexes(
  log: Log,
  decodeOptions: DecodeOptions,
  { rebuild = false, trustsGrowth, fileSystem }: Pick<IndexBesideOptions, 'rebuild' | 'trustsGrowth' | 'fileSystem'> = {},
): Promise<readonly (StoredIndex | undefined)[]> {
  return rebuild || decodeOptions.turns ? [] : Promise.all(log.files.map((file) => loadTimeIndex(file, decodeOptions, fileSystem, trustsGrowth)));
}

/** Writes the time indexes of a log that were not up to date. That one cannot be written is no error. O(blocks + outliers). */
export async function keepIndexes(
  log: Log,
  indexed: IndexedLog,
  stored: readonly (StoredIndex | undefined)[],
  decodeOptions: DecodeOptions,
  { writeFromBytes, fileSystem }: Pick<IndexBesideOptions, 'writeFromBytes' | 'fileSystem'>,
): Promise<IndexOutcome[]> {
  // What doubled hours mean depends on the whole log, and an index is of one file.
  const canStand = (file: LogFile) => decodeOptions.turns === undefined && canHaveTimeIndex(file);
  const outcomes: IndexOutcome[] = [];
  for (const [i, file] of log.files.entries()) {
    const { name } = file;
    const known = stored[i]?.known.blocks;
    const knownBytes = known ? known.byteLength.subarray(0, known.count).reduce((sum, bytes) => sum + bytes, 0) : 0;
    const scannedBytes = file.size - file.dataOffset - knownBytes;
    const state = !canStand(file) ? 'none' : !stored[i] ? 'built' : stored[i].isCurrent ? 'current' : 'extended';
    if (state === 'current' || state === 'none' || file.size < writeFromBytes) {
      outcomes.push({ name, state, scannedBytes });
      continue;
    }
    const content = { blocks: fileBlocks(indexed.index, i), torn: indexed.files[i].torn };
    try {
      const byteCount = await saveTimeIndex(file, content, decodeOptions, fileSystem);
      outcomes.push({ name, state, scannedBytes, written: { path: timeIndexPath(file), byteCount } });
    } catch (error) {
      outcomes.push({ name, state, scannedBytes, failure: error as Error });
    }
  }
  return outcomes;
}
