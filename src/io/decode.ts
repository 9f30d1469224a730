// The exact decoder of JSONL: lines become the columns of a batch, or faults. It says what an event is; the scanner, which is faster, may
// only agree with it.
import { isAscii, isUtf8 } from 'node:buffer';
import { createBatch, type Batch } from '../model/batch.js';
import type { Instant } from '../model/calendar.js';
import type { DeadLetterCode, LineFault } from '../model/dead-letter.js';
import { OWN_FIELD_NAMES, type FieldNames, type TimeUnit } from '../model/event.js';
import { Status } from '../model/flag.js';
import type { SeriesTable } from '../model/series.js';
import { parseTimestampNumber } from '../model/timestamp-number.js';
import { createTimestampReader } from '../model/timestamp-reader.js';
import type { CsvTable } from './csv/table.js';
import { createEventPlacer, originOf, placeLine, statusOf } from './event-row.js';
import { MemberCursor, findMember, isSpace, type Span } from './json-spans.js';
import type { LocalClock, LocalTurns } from './local-clock.js';
import { createMissingTest } from './missing.js';

/** How lines are read. */
export interface DecodeOptions {
  /** What the log calls the five fields; only these names count. */
  readonly fields: FieldNames;
  /** Unit of timestamps that are numbers. */
  readonly timeUnit: TimeUnit;
  /** Whether a date-time without zone is UTC, instead of a fault. */
  readonly assumeUtc: boolean;
  /** The zone of date-times without one: an IANA name, or an offset that always holds (+01:00). */
  readonly timezone?: string;
  /** The pattern of timestamps that are text, instead of RFC 3339. */
  readonly timeFormat?: string;
  /** What becomes of local times that the clock skips in spring. */
  readonly spring: 'refuse' | 'shift';
  /** Which of two instants the local times of doubled hours mean; `withTurns` finds it. */
  readonly turns?: LocalTurns;
  /** The series of events without sensor_id. */
  readonly defaultSensor: string;
  /** Longer lines are faults, and are not parsed. */
  readonly maxLineBytes: number;
  /** Readings that stand for none, such as -999 or NaN. */
  readonly missing: readonly string[];
  /** The table of a CSV log; undefined for JSONL. */
  readonly csv?: CsvTable;
}

export const DECODE_DEFAULTS: DecodeOptions = Object.freeze({
  fields: OWN_FIELD_NAMES,
  timeUnit: 'ms',
  assumeUtc: false,
  timezone: undefined,
  timeFormat: undefined,
  spring: 'refuse',
  turns: undefined,
  defaultSensor: 'sensor',
  maxLineBytes: 1024 * 1024,
  missing: Object.freeze([]),
  csv: undefined,
});

/** What a chunk of lines held: `lines` = batch.count + blank + faults.length. */
export interface DecodedChunk {
  batch: Batch;
  lines: number;
  /** Lines of JSON white space only. */
  blank: number;
  faults: LineFault[];
}

/**
 * Decodes the first `byteCount` bytes of a chunk: whole lines parted by '\n' (the last one may lack it). The batch's `bytes` is the chunk
 * itself. `firstArrival` is the line number, `firstOffset` the byte offset in its file, of the chunk's first line; `fileIndex` (0 unless
 * given) is that file.
 */
export type ChunkDecoder = (chunk: Buffer, byteCount: number, firstArrival: number, firstOffset: number, fileIndex?: number) => DecodedChunk;

/**
 * Decodes the whole lines in [from, to) of a chunk and appends them to `decoded`; the two firsts are those of the chunk, as above. Local
 * times come as such (TimestampReader) and are for a LocalClock.
 */
export type LinesDecoder = (
  chunk: Buffer,
  from: number,
  to: number,
  decoded: DecodedChunk,
  firstArrival: number,
  firstOffset: number,
) => void;

type JsonObject = Record<string, unknown>;

/** A decoder of whole chunks from one of their lines, and what makes instants of their local times. */
export function chunkDecoder(decodeLines: LinesDecoder, clock?: LocalClock): ChunkDecoder {
  let bytesPerRow = 100;
  return (chunk, byteCount, firstArrival, firstOffset, fileIndex = 0) => {
    const batch = createBatch(Math.ceil(byteCount / bytesPerRow) + 1, chunk, byteCount);
    const decoded: DecodedChunk = { batch, lines: 0, blank: 0, faults: [] };
    decodeLines(chunk, 0, byteCount, decoded, firstArrival, firstOffset);
    clock?.(batch, 0, decoded.faults, fileIndex);
    if (batch.count > 0) bytesPerRow = byteCount / batch.count;
    return decoded;
  };
}

/**
 * The exact decoder of JSONL, whose sensors are numbered in `series`. About a microsecond a line.
 *
 * Of several faults of a line the first of this list is reported: length, UTF-8, JSON, object, timestamp, temperature, sensor_id.
 */
export function createJsonlDecoder(options: DecodeOptions, series: SeriesTable): LinesDecoder {
  const { fields, timeUnit, defaultSensor, maxLineBytes } = options;
  const readText = createTimestampReader(options);
  const timestampName = Buffer.from(fields.timestamp);
  const sensorName = Buffer.from(fields.sensor_id);
  const noTimestamp = absent(fields.timestamp);
  const noTemperature = absent(fields.temperature);
  const noSensor = absent(fields.sensor_id);
  const noStatus = absent(fields.status);
  const isMissing = createMissingTest(options.missing);
  const hasMarkers = options.missing.length > 0;
  const cursor = new MemberCursor();
  const span: Span = { start: 0, end: 0 };
  const instant: Instant = { timeMs: 0, timeNs: 0 };
  const place = createEventPlacer(series);

  /** The time of a line's timestamp, into `instant`. */
  function readTimestamp(value: unknown, chunk: Buffer, start: number): DeadLetterCode | undefined {
    if (typeof value === 'string') return readText(value, instant);
    if (value === noTimestamp) return 'no-timestamp';
    if (typeof value !== 'number') return 'timestamp-type';
    findMember(cursor, chunk, start, timestampName, span);
    return parseTimestampNumber(chunk, span.start, span.end, timeUnit, instant);
  }

  /** The name of a line's series, or undefined where its sensor_id is of no use. */
  function readSensor(value: unknown, chunk: Buffer, start: number): string | undefined {
    if (typeof value === 'string') return value;
    if (value === noSensor || value === null) return defaultSensor;
    if (typeof value !== 'number') return undefined;
    if (Number.isSafeInteger(value)) return String(value);
    // Ids of 64 bits are told apart by their digits; as doubles they would run together.
    findMember(cursor, chunk, start, sensorName, span);
    return chunk.toString('latin1', span.start, span.end);
  }

  function isMarker(value: unknown): boolean {
    return typeof value === 'number' ? isMissing(String(value), value) : typeof value === 'string' && isMissing(value, undefined);
  }

  /** Appends the event of one line to the batch, or says why it is none. */
  function decodeObject(object: JsonObject, chunk: Buffer, start: number, batch: Batch): DeadLetterCode | undefined {
    const fault = readTimestamp(object[fields.timestamp], chunk, start);
    if (fault) return fault;
    let temperature = object[fields.temperature];
    if (hasMarkers && isMarker(temperature)) temperature = null;
    if (typeof temperature === 'number') {
      if (!Number.isFinite(temperature)) return 'temperature-not-finite';
    } else if (temperature !== null) {
      return temperature === noTemperature ? 'no-temperature' : 'temperature-type';
    }
    const sensor = readSensor(object[fields.sensor_id], chunk, start);
    if (sensor === undefined) return 'sensor-type';
    const status = object[fields.status];
    place(batch, instant, temperature ?? NaN, sensor, status === noStatus || status === null ? Status.Absent : statusOf(status), originOf(object.origin));
    return undefined;
  }

  return (chunk, from, to, decoded, firstArrival, firstOffset) => {
    const { batch, faults } = decoded;
    const used = chunk.subarray(from, to);
    const ascii = isAscii(used);
    const utf8 = ascii || isUtf8(used);
    // One character a byte, so that positions in the text are positions in the chunk, but for `from`.
    const text = used.toString('latin1');

    for (let start = from, next = from; start < to; start = next, decoded.lines++) {
      const newline = text.indexOf('\n', start - from);
      const end = newline < 0 ? to : from + newline;
      next = end + 1;
      let code: DeadLetterCode | undefined;
      if (end - start > maxLineBytes) {
        code = 'line-too-long';
      } else if (isBlank(chunk, start, end)) {
        decoded.blank++;
        continue;
      } else if (!utf8 && !isUtf8(chunk.subarray(start, end))) {
        code = 'invalid-utf8';
      } else {
        const object = parseObject(ascii ? text.slice(start - from, end - from) : chunk.toString('utf8', start, end));
        code = typeof object === 'string' ? object : decodeObject(object, chunk, start, batch);
      }
      if (code) faults.push({ code, start, end, arrival: firstArrival + decoded.lines });
      else placeLine(batch, start, end, firstArrival + decoded.lines, firstOffset);
    }
  };
}

/** What an absent member of that name reads as: undefined, or what every object inherits (constructor, toString). */
function absent(name: string): unknown {
  return ({} as JsonObject)[name];
}

function parseObject(line: string): JsonObject | DeadLetterCode {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'invalid-json';
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : 'not-an-object';
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  while (start < end && isSpace(bytes[start])) start++;
  return start === end;
}
