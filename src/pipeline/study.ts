// A log studied before it is judged: indexed and summed up in one pass, a sample of each series in a second, partial one.
import type { Log } from '../io/log.js';
import type { IntervalRule } from '../fill/interval.js';
import type { SeriesTable } from '../model/series.js';
import type { LogReader } from './log-reader.js';
import { rhythmOf, type SeriesRhythm } from './rhythm.js';
import { sampleLog } from './sample.js';
import type { SeriesSample } from './sampled-rows.js';
import { surveyLog, type Survey, type SurveyOptions } from './survey.js';

/** What is known of a log; by series number where it is of series. */
export interface Study {
  readonly survey: Survey;
  readonly samples: readonly SeriesSample[];
  readonly rhythms: readonly SeriesRhythm[];
}

/** Studies a log by the checks that its reader has. O(bytes); memory: a few chunks, and a bounded sample. */
export async function studyLog(
  log: Log,
  reader: LogReader,
  series: SeriesTable,
  options: SurveyOptions & { readonly intervals?: readonly IntervalRule[] },
): Promise<Study> {
  const { intervals = [] } = options;
  const survey = await surveyLog(log, reader, series, options);
  const clusters = survey.summaries.map((summary) => summary.clusters.clusters());
  const sampleOf = await sampleLog(log, survey.index, reader.decode, reader.check, clusters);
  const samples = clusters.map((_, s) => sampleOf(s));
  const rhythms = samples.map((sample, s) => rhythmOf(series.id(s), survey.summaries[s], sample, intervals));
  return { survey, samples, rhythms };
}
