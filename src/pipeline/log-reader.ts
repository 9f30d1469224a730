// Reads a log, in this thread and, where there is much to read, in others beside it: the same result with any number of them.
import { availableParallelism } from 'node:os';
import { shiftBlock, type DigestedBlock } from '../io/block-digest.js';
import { BLOCK_BYTES, type BlockIndex } from '../io/block-index.js';
import { DEFAULT_CHUNK_OPTIONS, partsOf, wholeRanges, type LogRange } from '../io/chunks.js';
import { createDecoder, type PickedDecoder } from '../io/create-decoder.js';
import type { ChunkDecoder, DecodeOptions } from '../io/decode.js';
import type { DigestLog } from '../io/index-log.js';
import type { Log } from '../io/log.js';
import { BLOCKS_A_PIECE } from '../io/scanner/line-window.js';
import { scanLog, type ScannedBlock, type ScanOptions } from '../io/scan.js';
import type { Batch } from '../model/batch.js';
import type { SeriesTable } from '../model/series.js';
import type { OrderOptions } from '../replay/order-log.js';
import { orderOwned } from '../replay/order-owned.js';
import { plannedBytes } from '../replay/reading-plan.js';
import type { Check } from '../validate/check.js';
import { createChecks, type CheckOptions } from '../validate/checks.js';
import { inTurn } from './in-turn.js';
import { ReadingThread } from './reading-thread.js';
import { createPartSurveyor, type SurveyedPart, type SurveyOptions, type SurveyPart } from './survey-part.js';

/** How much of a log is surveyed, and in pieces of which size. */
export type SurveyLimits = Pick<SurveyOptions, 'maxLineBytes' | 'limitLines' | 'chunkBytes'>;

/** The ways to read a log. One reading at a time. */
export interface LogReader {
  /** For single blocks. */
  readonly decode: ChunkDecoder;
  /** What a person should be told once of how lines are read. */
  readonly notice?: string;
  /** The checks of single readings by which a survey tells good ones. */
  readonly check: Check;
  /** All lines, part by part in input order. */
  survey(options: SurveyOptions): AsyncGenerator<SurveyedPart, void, undefined>;
  /** The blocks of the log alone. */
  readonly digest: DigestLog;
  /** All lines in input order, numbering the sensors: blocks whole, which takes longer than a survey. */
  scan(options: ScanOptions): AsyncGenerator<ScannedBlock, void, undefined>;
  /** Events in the total order, numbering the sensors. The reading may begin before the first batch is asked for. */
  order(index: BlockIndex, options: OrderOptions): AsyncGenerator<Batch, void, undefined>;
  /** Whether an order of all that is worth threads of their own. */
  isThreaded(index: BlockIndex): boolean;
  close(): Promise<void>;
}

/** Below this, starting a thread takes longer than it saves. */
const THREAD_FROM_BYTES = 32 * 2 ** 20;
/** More threads than this have not been tried. */
const MOST_THREADS = 8;
/** Chunks in a part: few enough that threads end at about the same time. A little less than whole ones, since each is cut at a line. */
const PART_CHUNKS = 7.97;
/** Parts that are surveyed or waiting beyond one a thread. */
const PARTS_AHEAD = 2;

/**
 * A reader of the log whose sensors are numbered in `series`.
 *
 * @param threads how many, this one included; by default 2 where there is much to read and there are two cores
 */
export function createLogReader(
  log: Log,
  decodeOptions: DecodeOptions,
  checkOptions: CheckOptions,
  series: SeriesTable,
  threads?: number,
): LogReader {
  let picked: PickedDecoder | undefined;
  const own = () => (picked ??= createDecoder(decodeOptions, series));
  const others: ReadingThread[] = [];
  let surveyHere: SurveyPart | undefined;

  /** The threads beside this one, started when there is first so much to read. */
  function othersFor(bytes: number): readonly ReadingThread[] {
    const wanted = threads ?? (bytes >= THREAD_FROM_BYTES && availableParallelism() > 1 ? 2 : 1);
    // Run from its TypeScript sources, as the unit tests do, telemend has no file that a thread could begin with.
    const count = import.meta.url.endsWith('.js') ? Math.min(wanted, MOST_THREADS) - 1 : 0;
    while (others.length < count) others.push(new ReadingThread(log, decodeOptions, checkOptions));
    return others.slice(0, count);
  }

  function survey({ limitLines, ranges = wholeRanges(log), ...options }: SurveyOptions): AsyncGenerator<SurveyedPart, void, undefined> {
    const here = (surveyHere ??= createPartSurveyor(log, decodeOptions, checkOptions));
    // The first so many lines are not known to lie in any part.
    if (limitLines !== undefined) return onePart(here({ ...options, ranges, limitLines }));
    const bytes = bytesOf(ranges);
    const partBytes = Math.ceil(PART_CHUNKS * (options.chunkBytes ?? DEFAULT_CHUNK_OPTIONS.chunkBytes));
    if (bytes <= partBytes) return onePart(here({ ...options, ranges }));
    const parts = mapParts(partsOf(log, partBytes, ranges), (range): SurveyOptions => ({ ...options, ranges: [range] }));
    // A thread has the next part before it is through with one, so that it need not wait for this one.
    const surveyors = [...othersFor(bytes).flatMap((other) => [other.survey, other.survey]), here];
    return inTurn(parts, surveyors, surveyors.length + PARTS_AHEAD);
  }

  return {
    get decode() {
      return own().decode;
    },
    get notice() {
      return own().notice;
    },
    check: createChecks(checkOptions, (one) => series.id(one)),
    survey,
    digest({ firstArrival, chunkBytes = BLOCK_BYTES, ...options }) {
      return blocksOf(survey({ ...options, chunkBytes: BLOCKS_A_PIECE * chunkBytes, blockBytes: chunkBytes, depth: 'blocks' }), firstArrival);
    },
    scan(options) {
      const [other] = othersFor(bytesOf(options.ranges ?? wholeRanges(log)));
      return other ? other.scan(options, series) : scanLog(log, own().decode, options);
    },
    order(index, options) {
      const [other] = othersFor(plannedBytes(index, options));
      return other ? other.order(index, series, options) : orderOwned(log, index, decodeOptions, () => own().decode, series, options);
    },
    isThreaded: (index) => othersFor(plannedBytes(index, {})).length > 0,
    async close() {
      await Promise.all(others.map((other) => other.close()));
    },
  };
}

/** The blocks of parts that follow each other, of which the first begins at input position `firstArrival`. */
async function* blocksOf(parts: AsyncIterable<SurveyedPart>, firstArrival = 0): AsyncGenerator<DigestedBlock, void, undefined> {
  let lines = firstArrival;
  for await (const part of parts) {
    const linesBefore = lines;
    for (const block of part.blocks) {
      lines += block.place.lineCount;
      yield shiftBlock(block, linesBefore);
    }
  }
}

function bytesOf(ranges: readonly LogRange[]): number {
  return ranges.reduce((sum, { byteCount }) => sum + byteCount, 0);
}

async function* mapParts<T>(parts: AsyncIterable<LogRange>, map: (range: LogRange) => T): AsyncGenerator<T, void, undefined> {
  for await (const range of parts) yield map(range);
}

async function* onePart(part: Promise<SurveyedPart>): AsyncGenerator<SurveyedPart, void, undefined> {
  yield await part;
}
