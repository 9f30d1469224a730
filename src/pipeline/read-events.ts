// Reading and writing logs event by event, for those who work with the library.
import { readChunks, type Chunk } from '../io/chunks.js';
import { createOutputs } from '../io/commit.js';
import { createDecoder } from '../io/create-decoder.js';
import { DECODE_DEFAULTS, type DecodeOptions } from '../io/decode.js';
import { encodeEvent } from '../io/encode.js';
import { expandInputs } from '../io/expand-inputs.js';
import { refuseDoubledHours, withTurns } from '../io/find-turns.js';
import { lineBatches } from '../io/line-stream.js';
import { openEventLog } from '../io/open-event-log.js';
import { scanChunks } from '../io/scan.js';
import type { Batch } from '../model/batch.js';
import type { DeadLetterCode } from '../model/dead-letter.js';
import { withDefaults } from '../model/defaults.js';
import type { Event } from '../model/event.js';
import { SeriesTable } from '../model/series.js';
import type { Readable } from 'node:stream';
import { eventsOf } from './event-log.js';
import type { ReadOptions } from './options.js';

/** A line that is no event, as `readEvents` tells it. */
export interface FaultyLine {
  readonly code: DeadLetterCode;
  /** The line; empty where it is longer than maxLineBytes. */
  readonly raw: Buffer;
  /** Line number over the whole input, from 1. */
  readonly line: number;
}

/** How events are read from text, and what is done about lines that are none. */
export interface ReadEventsOptions extends Omit<ReadOptions, 'memoryBytes' | 'sensors'> {
  /** Told each line that is no event; without it such lines are passed over. */
  readonly onFault?: (fault: FaultyLine) => void;
}

/**
 * The events of a log in input order, from files (`-` for stdin, .gz too) or from a live stream of bytes, of which each event comes as
 * soon as its line is whole. O(bytes); memory: a few chunks.
 *
 * @throws TelemendError where the input cannot be read.
 * @example
 * for await (const event of readEvents('log.jsonl')) console.log(event.temperature);
 */
export function readEvents(source: string | readonly string[] | Readable, options: ReadEventsOptions = {}): AsyncGenerator<Event, void, undefined> {
  const { limitLines = Infinity, onFault } = options;
  return typeof source === 'string' || Array.isArray(source) ? readFiles([source].flat() as readonly string[]) : readStream(source as Readable);

  async function* readFiles(paths: readonly string[]): AsyncGenerator<Event, void, undefined> {
    const { log, options: opened } = await openEventLog((await expandInputs(paths)).names, options);
    try {
      const settings = await withTurns(log, withDefaults(DECODE_DEFAULTS, opened), options.limitLines);
      yield* eventsOf(decodeAll(readChunks(log, { limitLines, maxLineBytes: settings.maxLineBytes }), settings), settings);
    } finally {
      await log.close();
    }
  }

  async function* readStream(stream: Readable): AsyncGenerator<Event, void, undefined> {
    const settings = withDefaults(DECODE_DEFAULTS, options);
    refuseDoubledHours(settings);
    yield* eventsOf(decodeAll(lineBatches(stream, { maxLineBytes: settings.maxLineBytes }), settings), settings);
  }

  async function* decodeAll(chunks: AsyncIterable<Chunk>, settings: DecodeOptions): AsyncGenerator<Batch, void, undefined> {
    const { decode } = createDecoder(settings, new SeriesTable());
    for await (const { decoded, chunk, place } of scanChunks(chunks, decode)) {
      const { batch, faults } = decoded;
      for (const { code, start, end, arrival } of faults) {
        if (arrival >= limitLines) break;
        onFault?.({ code, raw: chunk.kind === 'lines' ? chunk.bytes.subarray(start, end) : Buffer.alloc(0), line: arrival + 1 });
      }
      while (batch.count > 0 && batch.arrival[batch.count - 1] >= limitLines) batch.count--;
      yield batch;
      if (place.firstArrival + place.lineCount >= limitLines) return;
    }
  }
}

/**
 * Writes events to a file, one JSON object a line: the file is wholly old or wholly new.
 *
 * @returns how many were written.
 * @throws TelemendError where it cannot be written; the old file is untouched.
 * @example
 * await writeEvents('clean.jsonl', recover('log.jsonl'));
 */
export async function writeEvents(path: string, events: AsyncIterable<Event> | Iterable<Event>): Promise<number> {
  const outputs = createOutputs();
  let count = 0;
  try {
    const output = await outputs.open(path);
    for await (const event of events) {
      await output.write(Buffer.from(`${encodeEvent(event)}\n`));
      count++;
    }
    await outputs.commit();
    return count;
  } catch (error) {
    await outputs.abort();
    throw error;
  }
}
