// What an earlier run learned of its series, read back from its manifest (--model), so that this run fills the same values.
import type { SeriesFit } from '../fill/fit.js';
import type { SeriesLanguage } from '../io/line-format.js';
import { readText } from '../io/read-text.js';
import { TelemendError } from '../model/errors.js';
import type { TemperatureUnit } from '../model/unit.js';
import { unitOf, type UnitOptions } from '../validate/check-rules.js';
import type { SeriesRhythm } from './rhythm.js';

/** What is taken over of a series. */
export interface SavedSeries extends Pick<SeriesRhythm, 'cadenceMs' | 'given' | 'fitShare' | 'regular'> {
  readonly language?: SeriesLanguage;
  readonly fit?: SeriesFit;
  /** Of the readings that it was learned from. */
  readonly unit: TemperatureUnit;
}

/** By sensor id. */
export type SavedModel = ReadonlyMap<string, SavedSeries>;

/**
 * The series of a manifest. Those without a cadence are left out: there is nothing to take over.
 *
 * @throws TelemendError `bad-input` where the file is no manifest of a recovery.
 */
export async function readModel(path: string): Promise<SavedModel> {
  const refuse = (why: string, cause?: unknown) => (
    new TelemendError('bad-input', `${path} is no manifest of a recovery: ${why}`, { file: path, hint: 'name the .manifest.json that an earlier run wrote', cause })
  );
  let manifest: { readonly series?: unknown; readonly options?: UnitOptions } | null;
  try {
    manifest = JSON.parse(await readText(path)) as typeof manifest;
  } catch (error) {
    if (error instanceof TelemendError) throw error;
    throw refuse('it is not valid JSON', error);
  }
  if (!Array.isArray(manifest?.series)) throw refuse('it has no list of series');
  const model = new Map<string, SavedSeries>();
  for (const [i, series] of (manifest.series as ((Partial<SavedSeries> & { readonly sensorId?: unknown }) | null)[]).entries()) {
    if (typeof series?.sensorId !== 'string') throw refuse(`series[${i}] has no sensorId`);
    const { sensorId, cadenceMs, given, fitShare, regular, language, fit } = series;
    if (typeof cadenceMs !== 'number' || !(cadenceMs > 0)) continue;
    if (typeof given !== 'boolean' || typeof fitShare !== 'number' || typeof regular !== 'boolean') throw refuse(`series[${i}] is not whole`);
    model.set(sensorId, { cadenceMs, given, fitShare, regular, language, fit, unit: unitOf(manifest.options ?? {}, sensorId) });
  }
  return model;
}
