// Reads a log for a recovery, in this thread and, where the log is large, in others beside it: the same result with any number of them.
import { availableParallelism } from 'node:os';
import type { BlockIndex } from '../io/block-index.js';
import { DEFAULT_CHUNK_OPTIONS, partsOf, type LogRange } from '../io/chunks.js';
import { createDecoder } from '../io/create-decoder.js';
import type { ChunkDecoder, DecodeOptions } from '../io/decode.js';
import type { Log } from '../io/log.js';
import { scanLog, type ScannedBlock, type ScanOptions } from '../io/scan.js';
import type { Batch } from '../model/batch.js';
import type { SeriesTable } from '../model/series.js';
import { orderLog, type HeldAtMost } from '../replay/order-log.js';
import type { Check } from '../validate/check.js';
import { createChecks, type CheckOptions } from '../validate/checks.js';
import { inTurn } from './in-turn.js';
import { ReaderThread } from './reading-thread.js';
import { createPartSurveyor, type SurveyedPart } from './survey-part.js';

/** How much of a log is surveyed, and in pieces of which size. */
export interface SurveyLimits {
  readonly maxLineBytes: number;
  readonly limitLines?: number;
  readonly chunkBytes?: number;
}

/** The ways to read a log. One reading at a time. */
export interface LogReader {
  /** For single blocks. */
  readonly decode: ChunkDecoder;
  /** The checks of single readings by which a survey tells good ones. */
  readonly check: Check;
  /** All lines, part by part in input order. */
  survey(limits: SurveyLimits): AsyncGenerator<SurveyedPart, void, undefined>;
  /** All lines in input order, numbering the sensors: blocks whole, which takes longer than a survey. */
  scan(options: ScanOptions): AsyncGenerator<ScannedBlock, void, undefined>;
  /** All events in the total order; after a survey, when the sensors have their numbers. It may begin before the first batch is asked for. */
  order(index: BlockIndex, memoryBytes: number, onHeld: (held: HeldAtMost) => void): AsyncGenerator<Batch, void, undefined>;
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
 * @param threads how many, this one included; by default 2 where the log is large and there are two cores
 */
export function createLogReader(
  log: Log,
  decodeOptions: DecodeOptions,
  checkOptions: CheckOptions,
  series: SeriesTable,
  threads?: number,
): LogReader {
  const { decode } = createDecoder(decodeOptions, series);
  const bytes = log.files.reduce((sum, file) => sum + file.size, 0);
  const wanted = Math.min(threads ?? (bytes >= THREAD_FROM_BYTES && availableParallelism() > 1 ? 2 : 1), MOST_THREADS);
  // Run from its TypeScript sources, as the unit tests do, telemend has no file that a thread could begin with.
  const others = import.meta.url.endsWith('.js') ? wanted - 1 : 0;
  const start = () => new ReaderThread(log, decodeOptions, checkOptions);
  const readers = Array.from({ length: others }, start);
  return {
    decode,
    check: createChecks(checkOptions),
    survey({ limitLines, ...options }) {
      const surveyHere = createPartSurveyor(log, decodeOptions, checkOptions);
      // The first so many lines are not known to lie in any part.
      if (limitLines !== undefined) return onePart(surveyHere({ ...options, limitLines }));
      const partBytes = Math.ceil(PART_CHUNKS * (options.chunkBytes ?? DEFAULT_CHUNK_OPTIONS.chunkBytes));
      const parts = mapParts(partsOf(log, partBytes), (range): ScanOptions => ({ ...options, ranges: [range] }));
      // A thread has the next part before it is through with one, so that it need not wait for this one.
      const surveyors = [...readers.flatMap((reader) => [reader.survey, reader.survey]), surveyHere];
      return inTurn(parts, surveyors, surveyors.length + PARTS_AHEAD);
    },
    scan: (options) => (readers.length > 0 ? readers[0].scan(options, series) : scanLog(log, decode, options)),
    order: (index, memoryBytes, onHeld) => (
      readers.length > 0
        ? readers[0].order(index, memoryBytes, series, onHeld)
        : orderLog(log, index, decode, series, { memoryBytes, onHeld })
    ),
    async close() {
      await Promise.all(readers.map((reader) => reader.close()));
    },
  };
}

async function* mapParts<T>(parts: AsyncIterable<LogRange>, map: (range: LogRange) => T): AsyncGenerator<T, void, undefined> {
  for await (const range of parts) yield map(range);
}

async function* onePart(part: Promise<SurveyedPart>): AsyncGenerator<SurveyedPart, void, undefined> {
  yield await part;
}
