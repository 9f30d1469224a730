// A view as files: its rows and its manifest, which become new together; and the view that stands, for an update.
import { checksumFile } from '../io/checksum.js';
import { readBytes } from '../io/chunks.js';
import { createOutputs } from '../io/commit.js';
import { openLog, type Log } from '../io/log.js';
import { nodeFileSystem } from '../io/file-system.js';
import { readWhole } from '../io/read-whole.js';
import { isStdout } from '../io/output-target.js';
import { TelemendError } from '../model/errors.js';
import { aggregateLog, type AggregateOptions, type AggregateResult, type ExistingView } from './aggregate-view.js';
import type { LoadedCalculation, ViewSettings } from './aggregate-options.js';
import { decodeViewManifest, encodeViewManifest, viewManifestPath, type KnownManifest } from './view-manifest.js';

/** What a view is computed from and where it goes; see aggregateLog. */
export interface ViewJob extends AggregateOptions {
  readonly settings: ViewSettings;
  readonly calculation?: LoadedCalculation;
  /** `-` for stdout, which gets no manifest. */
  readonly view: string;
  /** Bring the view at that path up to date, by this manifest of it. */
  readonly manifest?: KnownManifest;
}

/** Reads the manifest of a view that is to be brought up to date. @throws TelemendError where it is missing or not of this version. */
export async function readViewManifest(view: string): Promise<KnownManifest> {
  const path = viewManifestPath(view);
  return decodeViewManifest(await readWhole(nodeFileSystem, path), path);
}

/** Writes a view of a log and its manifest, both or none. @throws TelemendError where something cannot be read or written. */
export async function writeView(log: Log, job: ViewJob): Promise<AggregateResult> {
  const { settings, calculation, view, manifest } = job;
  const existing = manifest && (await openView(view, manifest, log.files.length));
  const outputs = createOutputs({ inputs: log.files.map(({ name }) => name) });
  try {
    const output = await outputs.open(view);
    const result = await aggregateLog(log, settings, output, job, calculation, existing?.view);
    if (result.isCurrent) {
      await outputs.abort();
      return result;
    }
    if (!isStdout(view)) {
      const saved = await outputs.open(viewManifestPath(view));
      for (const piece of encodeViewManifest(result.manifest)) await saved.write(piece);
    }
    await outputs.commit();
    return manifest && !existing ? { ...result, whole: 'the view is not what its manifest says' } : result;
  } catch (error) {
    await outputs.abort();
    throw error;
  } finally {
    await existing?.close();
  }
}

/** The view as it stands; undefined where it is not what its manifest says. @throws TelemendError where the log is of other files. */
async function openView(path: string, manifest: KnownManifest, files: number): Promise<{ view: ExistingView; close(): Promise<void> } | undefined> {
  if (files < manifest.inputs.length) {
    throw new TelemendError('usage', `${path} was made of ${manifest.inputs.map(({ name }) => name).join(', ')}`, {
      hint: 'name the same files in the same order, new ones behind them',
    });
  }
  const { byteCount, crc32 } = await checksumFile(path);
  if (byteCount !== manifest.view.byteCount || crc32 !== manifest.view.crc32) return undefined;
  const log = await openLog([path]);
  return { view: { manifest, read: (offset, count) => readBytes(log.files[0], offset, count) }, close: () => log.close() };
}
