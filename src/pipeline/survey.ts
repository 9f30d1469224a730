// The first pass of a recovery: every line is read once, indexed and counted, and each series is summed up.
import { shiftBlock } from '../io/block-digest.js';
import { trimIndex, type BlockIndex } from '../io/block-index.js';
import { wholeRanges, type LogRange } from '../io/chunks.js';
import { fileBlocks } from '../io/file-index.js';
import { Indexer, type FileSummary, type IndexedLog, type IndexLogOptions } from '../io/index-log.js';
import type { Log } from '../io/log.js';
import { LINE_SUM_MODULUS } from '../io/scanner/line-sum.js';
import type { SeriesTable } from '../model/series.js';
import type { TimeCluster } from '../stats/time-clusters.js';
import type { PlainLine } from './earliest-lines.js';
import type { LogReader, SurveyLimits } from './log-reader.js';
import { emptySummary, type SeriesSummary } from './series-summary.js';
import type { SurveyedPart } from './survey-part.js';

/** A log after its first pass. */
export interface Survey extends IndexedLog {
  /** By series number. */
  readonly summaries: readonly SeriesSummary[];
  /** The sum of all events' lines: see createLineSum. */
  readonly lineSum: number;
}

/** A piece of what is known in the middle of a first pass, as plain data. All pieces together are enough to go on from. */
export type SurveySaved =
  | { readonly kind: 'survey'; readonly index: BlockIndex; readonly files: readonly FileSummary[]; readonly lineSum: number }
  /** Of some series, in the order of their numbers. */
  | { readonly kind: 'summaries'; readonly summaries: readonly SavedSummary[] };

interface SavedSummary extends Pick<SeriesSummary, 'events' | 'least' | 'most'> {
  readonly sensorId: string;
  readonly clusters: readonly TimeCluster[];
  readonly lines: readonly PlainLine[];
}

export interface SurveyOptions extends SurveyLimits {
  /** Told each block, for the lines that are no events. */
  readonly onBlock?: IndexLogOptions['onBlock'];
  /** Told how many bytes of the log have come, and what is known by then. Not where lines are limited, since these are no parts. */
  readonly onPart?: (bytes: number, saved: Iterable<SurveySaved>) => Promise<void>;
  /** To go on from there. */
  readonly saved?: readonly SurveySaved[];
}

const SUMMARIES_IN_PIECE = 1024;

/** Reads a log for the first time, and numbers its series in `table`. O(bytes); memory: a few chunks and some hundred bytes a series. */
export async function surveyLog(log: Log, reader: LogReader, table: SeriesTable, options: SurveyOptions): Promise<Survey> {
  const { maxLineBytes, limitLines, chunkBytes, onBlock, onPart, saved = [] } = options;
  const summaries: SeriesSummary[] = [];
  const indexer = new Indexer(log);
  let lineSum = 0;
  for (const piece of saved) await restore(piece);
  const ranges = saved.length > 0 ? restOf(log, indexer.files) : undefined;
  for await (const part of reader.survey({ maxLineBytes, limitLines, chunkBytes, ranges, depth: 'series' })) {
    const linesBefore = indexer.lines;
    let bytes = 0;
    addPart(part, linesBefore);
    for (const block of part.blocks) {
      const placed = shiftBlock(block, linesBefore);
      await indexer.add(placed);
      await onBlock?.(placed, indexer.files);
      bytes += block.place.byteLength;
    }
    if (limitLines === undefined) await onPart?.(bytes, save());
  }
  return { ...(await indexer.finish()), summaries, lineSum };

  function addPart({ series, lineSum: sumOfPart }: SurveyedPart, linesBefore: number): void {
    lineSum = (lineSum + sumOfPart) % LINE_SUM_MODULUS;
    for (const { sensorId, events, least, most, clusters, lines } of series) {
      const summary = (summaries[table.indexOf(sensorId)] ??= emptySummary());
      summary.events += events;
      summary.least = Math.min(summary.least, least);
      summary.most = Math.max(summary.most, most);
      for (const { firstMs, lastMs, count } of clusters) summary.clusters.addSpan(firstMs, lastMs, count);
      summary.lines.addPlain(lines, linesBefore);
    }
  }

  function* save(): Generator<SurveySaved, void, undefined> {
    yield { kind: 'survey', index: trimIndex(indexer.index), files: indexer.files, lineSum };
    for (let first = 0; first < summaries.length; first += SUMMARIES_IN_PIECE) {
      const some = summaries.slice(first, first + SUMMARIES_IN_PIECE);
      yield {
        kind: 'summaries',
        summaries: some.map(({ events, least, most, clusters, lines }, i) => (
          { sensorId: table.id(first + i), events, least, most, clusters: clusters.save(), lines: lines.plain() }
        )),
      };
    }
  }

  async function restore(piece: SurveySaved): Promise<void> {
    if (piece.kind === 'survey') {
      lineSum = piece.lineSum;
      for (const [i, { torn }] of piece.files.entries()) await indexer.begin({ blocks: fileBlocks(piece.index, i), torn });
      return;
    }
    for (const { sensorId, events, least, most, clusters, lines } of piece.summaries) {
      const summary = { ...emptySummary(), events, least, most };
      summary.clusters.restore(clusters);
      summary.lines.addPlain(lines, 0);
      summaries[table.indexOf(sensorId)] = summary;
    }
  }
}

/** What of a log lies behind the bytes of these files that were read. */
function restOf(log: Log, files: readonly FileSummary[]): LogRange[] {
  return wholeRanges(log).map(({ fileIndex, offset, byteCount }) => {
    const from = Math.max(offset, files.at(fileIndex)?.byteCount ?? 0);
    return { fileIndex, offset: from, byteCount: offset + byteCount - from };
  }).filter(({ byteCount }) => byteCount > 0);
}
