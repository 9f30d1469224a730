// The replay of live input: lines as they arrive, held back no longer than the allowed lateness.
import type { Readable } from 'node:stream';
import { createChunkDecoder } from '../io/create-decoder.js';
import { DECODE_DEFAULTS } from '../io/decode.js';
import { refuseDoubledHours } from '../io/find-turns.js';
import { formatOf } from '../io/format-of.js';
import { lineBatches } from '../io/line-stream.js';
import type { Batch } from '../model/batch.js';
import type { DeadLetterCode } from '../model/dead-letter.js';
import { withDefaults } from '../model/defaults.js';
import type { Instant } from '../model/instant.js';
import { SeriesTable } from '../model/series.js';
import type { LinePlace } from '../model/validation.js';
import { orderLive, type LiveReport } from '../replay/live.js';
import type { ReadOptions } from './options.js';
import { checkReplayAccounting, emptyReplayAccounting, type ReplayAccounting } from './replay-accounting.js';
import { selectRows, settleReplay } from './replay-rows.js';

/** What of live input is replayed, and how long for. */
export interface ReplayLiveOptions extends Omit<ReadOptions, 'limitLines' | 'memoryBytes'> {
  /** How far an event may be behind the highest event time before it. */
  readonly latenessMs: number;
  /** Only events of [from, to). */
  readonly from?: Instant;
  readonly to?: Instant;
  /** What the input is called in dead letters. */
  readonly name: string;
  /** Told each line that is no event; of a line longer than maxLineBytes, its beginning. */
  readonly onDeadLetter?: (place: LinePlace, code: DeadLetterCode, raw: Buffer) => Promise<void> | void;
  /** Told the events that came too late, in the order in which they came. */
  readonly onLate?: (late: Batch) => Promise<void> | void;
}

/** A live replay, ready to be pulled. */
export interface LiveReplay {
  /** Complete and checked once the input has ended, as is `report`. */
  readonly accounting: ReplayAccounting;
  readonly report: LiveReport;
  readonly events: AsyncGenerator<Batch, void, undefined>;
}

/**
 * Replays lines as they arrive. Memory: the events of the last `latenessMs` and one piece of input.
 *
 * @throws TelemendError `usage` with a zone whose clock changes.
 * @example
 * const { events } = replayLive(process.stdin, { latenessMs: 60_000, name: '-' });
 * for await (const batch of events) process.stdout.write(linesOf(batch));
 */
export function replayLive(input: Readable, options: ReplayLiveOptions): LiveReplay {
  const { latenessMs, from, to, name, sensors, onDeadLetter, onLate } = options;
  const settings = withDefaults(DECODE_DEFAULTS, options);
  refuseDoubledHours(settings);
  const series = new SeriesTable();
  const decode = createChunkDecoder(settings, series);
  const accounting = emptyReplayAccounting();
  const report: LiveReport = { neededLatenessMs: 0 };
  return { accounting, report, events: run() };

  async function* run(): AsyncGenerator<Batch, void, undefined> {
    const inside = selectRows(decoded(), series, { sensors, from, to }, accounting);
    const ordered = orderLive(inside, series, latenessMs, report, async (late) => {
      accounting.late += late.count;
      await onLate?.(late);
    });
    yield* settleReplay(ordered, formatOf(settings).readEventId, accounting);
    checkReplayAccounting(accounting);
  }

  async function* decoded(): AsyncGenerator<Batch, void, undefined> {
    const { maxLineBytes } = settings;
    for await (const chunk of lineBatches(input, { maxLineBytes })) {
      const { lines } = accounting;
      const place = (arrival: number, offset: number) => ({ file: name, line: arrival + 1, offset });
      if (chunk.kind === 'overlong') {
        accounting.lines++;
        accounting.deadLetters++;
        await onDeadLetter?.(place(lines, chunk.offset), 'line-too-long', chunk.head);
        continue;
      }
      const { batch, faults, blank, lines: lineCount } = decode(chunk.bytes, chunk.byteCount, lines, chunk.offset);
      accounting.lines += lineCount;
      accounting.blank += blank;
      accounting.deadLetters += faults.length;
      for (const { arrival, code, start, end } of faults) {
        await onDeadLetter?.(place(arrival, chunk.offset + start), code, chunk.bytes.subarray(start, end));
      }
      yield batch;
    }
  }
}
