// A manifest read back, and the files it speaks of: where they were when it was written, or beside it, where they may have been moved.
import { basename, dirname, join } from 'node:path';
import { nodeFileSystem } from '../io/file-system.js';
import { isStdin } from '../io/log.js';
import { readText } from '../io/read-text.js';
import { isNotFound } from '../io/system-error.js';
import { TelemendError } from '../model/errors.js';
import type { GridAccounting } from '../model/grid.js';
import type { TimeCluster } from '../stats/time-clusters.js';
import { isIntactManifest } from './manifest.js';
import { LINE_BUCKETS, type Accounting } from './accounting.js';
import type { RecoverSettings } from './options.js';
import { sideFileNames } from './recover-log.js';

/** A file as a manifest describes it. */
export interface SavedFile {
  readonly name: string;
  readonly byteCount: number;
  readonly crc32: string;
  readonly sha256?: string;
  /** Of an input: corrected dead letters, which are not read as they stand. */
  readonly corrections?: boolean;
}

/** What of a manifest is needed to hold the files against it. */
export interface SavedManifest {
  readonly path: string;
  /** Version of the program. */
  readonly telemend: string;
  readonly command: string;
  readonly seed: string;
  readonly options: Omit<RecoverSettings, 'seed' | 'memoryBytes' | 'chunkBytes' | 'threads' | 'model'>;
  readonly inputs: readonly SavedFile[];
  readonly outputs: readonly SavedFile[];
  readonly accounting: Accounting;
  /** Where the series was laid on a grid. */
  readonly grid?: GridAccounting;
  /** What each check along a series said how often. */
  readonly checks: readonly Readonly<Record<string, unknown>>[];
  readonly series: readonly SavedSeriesRhythm[];
}

export interface SavedSeriesRhythm {
  readonly sensorId: string;
  /** Absent where the series has none. */
  readonly cadenceMs?: number | null;
  readonly regular: boolean;
  readonly strays: readonly TimeCluster[];
  /** Absent where it has no good reading. */
  readonly language?: { readonly resolutionNs: number };
}

/**
 * Reads the manifest of that name, or the one beside a clean series of that name.
 *
 * @throws TelemendError `bad-input` where it is no manifest of a recovery, and as for any input.
 */
export async function readManifest(name: string): Promise<SavedManifest> {
  const path = name.endsWith('.json') ? name : sideFileNames(name).manifest;
  return parseManifest(await readText(path), path);
}

/** The manifest of that text. @throws TelemendError `bad-input`, naming the path. */
export function parseManifest(text: string, path: string): SavedManifest {
  const refuse = (why: string, cause?: unknown) => new TelemendError('bad-input', `${path} is no manifest of a recovery: ${why}`, {
    file: path, hint: 'name the .manifest.json that recover wrote, or the clean series beside it', cause,
  });
  let manifest: Partial<SavedManifest> | null;
  try {
    manifest = JSON.parse(text) as Partial<SavedManifest> | null;
  } catch (error) {
    throw refuse('it is not valid JSON', error);
  }
  if (!isIntactManifest(text)) throw refuse('its own checksum does not fit, so it was changed or damaged');
  const { options, inputs, outputs, accounting, series } = manifest ?? {};
  if (typeof options !== 'object' || options === null) throw refuse('it has no options');
  for (const [what, files] of [['inputs', inputs], ['outputs', outputs]] as const) {
    if (!Array.isArray(files) || !files.every(isSavedFile)) throw refuse(`it has no list of ${what}`);
  }
  if (!isAccounting(accounting)) throw refuse('it has no accounting');
  if (!Array.isArray(series) || !series.every(isRhythm)) throw refuse('it has no list of series');
  return { ...(manifest as SavedManifest), path };
}

/**
 * The path of a file that a manifest names: beside the manifest, or where it was. Undefined where it is in neither place, or was no file.
 * Where several inputs have one name, they were in different places, and are looked for there alone.
 */
export async function findSaved(manifest: SavedManifest, { name }: Pick<SavedFile, 'name'>): Promise<string | undefined> {
  if (isStdin(name)) return undefined;
  const isOneOfSeveral = manifest.inputs.filter((input) => basename(input.name) === basename(name)).length > 1;
  const beside = isOneOfSeveral ? [] : [join(dirname(manifest.path), basename(name))];
  for (const path of [...beside, name]) if (await isThere(path)) return path;
  return undefined;
}

/** Whether anything has that path. */
export async function isThere(path: string): Promise<boolean> {
  return nodeFileSystem.stat(path).then(() => true, (error: unknown) => {
    if (isNotFound(error)) return false;
    throw error;
  });
}

function isSavedFile(file: Partial<SavedFile> | null): boolean {
  return typeof file?.name === 'string' && Number.isSafeInteger(file.byteCount) && typeof file.crc32 === 'string';
}

function isAccounting(accounting: unknown): accounting is Accounting {
  const counts = accounting as Partial<Accounting> | null | undefined;
  return [...LINE_BUCKETS, 'lines', 'filled', 'gaps', 'gapsLeft'].every((name) => Number.isSafeInteger(counts?.[name as keyof Accounting]));
}

function isRhythm(series: Partial<SavedSeriesRhythm> | null): boolean {
  return typeof series?.sensorId === 'string' && typeof series.regular === 'boolean' && Array.isArray(series.strays);
}
