// The first passes of a recovery: what must be known of a log before it is mended.
import { timeSpan } from '../io/block-index.js';
import type { DigestedBlock } from '../io/block-digest.js';
import type { Log } from '../io/log.js';
import type { SeriesTable } from '../model/series.js';
import type { LogReader } from './log-reader.js';
import type { RecoverSettings } from './options.js';
import type { Placing, PlacedFault } from './placing.js';
import { lastReadingMs, profileSeries } from './profile.js';
import { surveyParts, type Checkpoints, type Learned, type RecoveryPart } from './recovery-state.js';
import { sampleLog } from './sample.js';
import { createPartSharer } from './shared-parts.js';
import { surveyLog } from './survey.js';

/** What comes of the first passes on the way. */
export interface LearningSinks {
  readonly deadLetters: (block: DigestedBlock, letters: readonly PlacedFault[]) => Promise<void>;
  readonly checkpoints?: Checkpoints;
}

/**
 * The first passes: every line is counted and summed up, and each series drawn up from a sample. O(bytes). What was needed on the way is not kept.
 *
 * @param saved where they were interrupted, all parts that are to be gone on from
 */
export async function learnLog(
  log: Log,
  settings: RecoverSettings,
  { deadLetters, checkpoints }: LearningSinks,
  table: SeriesTable,
  reader: LogReader,
  placing: Placing,
  saved: readonly RecoveryPart[],
): Promise<Learned> {
  const surveying = saved.filter((part) => part.kind === 'surveying');
  placing.superseded = surveying.at(0)?.superseded ?? 0;
  const survey = await surveyLog(log, reader, table, {
    maxLineBytes: settings.maxLineBytes,
    limitLines: settings.limitLines,
    chunkBytes: settings.chunkBytes,
    onBlock: async (block, files) => {
      const letters = placing.lettersOf(block, files);
      if (letters.length > 0) await deadLetters(block, letters);
    },
    onPart: async (bytes, parts) => {
      if (checkpoints?.isDue(bytes)) await checkpoints.save(surveyParts(parts, placing.superseded));
    },
    saved: surveying.map(({ part }) => part),
  });
  const clusters = survey.summaries.map((summary) => summary.clusters.clusters());
  const sampleOf = await sampleLog(log, survey.index, reader.decode, reader.check, clusters);
  const share = createPartSharer();
  const profiles = survey.summaries.map((summary, s) => {
    const profile = profileSeries(table.id(s), summary, sampleOf(s), settings);
    share(profile.language);
    return profile;
  });
  const lastMs = survey.summaries.reduce((last, summary, s) => Math.max(last, lastReadingMs(summary, profiles[s])), -Infinity);
  const { index, files, lines, blank, faults, lineSum } = survey;
  return {
    index, files, lineSum, profiles, blank,
    lines: lines - placing.superseded,
    deadLetters: faults - placing.superseded,
    endMs: lastMs === -Infinity ? timeSpan(index).maxMs : lastMs,
  };
}
