// Lines of a grid's points as JSON: readings that were moved to a point, and means, in the language of their series.
import type { FieldName } from '../model/event.js';
import { ORIGIN_NAMES, Origin, type Flag } from '../model/flag.js';
import type { TimestampSpelling } from '../model/instant.js';
import { annotationStart } from './annotate.js';
import { writeEpochMs } from './encode.js';
import { createInstantWriter, LONGEST_INSTANT, type InstantWriter } from './instant-bytes.js';
import { MemberCursor } from './json-spans.js';
import type { JsonLanguage } from './language.js';
import type { LineBatch } from './line-batch.js';
import { bytesOf, LONGEST_NUMBER, writeBytes, writeRounded } from './number-bytes.js';
import { decimalsBeside } from './value-writer.js';

/** The mean of one step of a series. */
export interface GridMean {
  /** °C. */
  readonly value: number;
  /** The least observed kind of reading that entered, and the worst flag; whether the source called one deviated. */
  readonly origin: Origin;
  readonly flag: Flag;
  readonly isDeviated: boolean;
  /** The first reading of the step. */
  readonly originalMs: number;
  readonly originalNs: number;
  /** Share of the step that the mean is of, and of that the share that was made. */
  readonly coverage: number;
  readonly madeShare: number;
  /** What is known of the mean where readings in it were made, °C. */
  readonly mean: number;
  readonly sd: number;
  readonly lo: number;
  readonly hi: number;
}

/**
 * Writes the points of one series. Lines go behind the others of a batch, without newline, and are not yet added to it; what comes back is
 * where they end. O(length).
 */
export interface GridEncoder {
  /** The raw line bytes[start, end) at another time, its own kept in original_timestamp; a time that stands there already stays. */
  moved(lines: LineBatch, bytes: Buffer, start: number, end: number, origin: Origin, flag: Flag, timeMs: number): number;
  /** The line of a mean at the begin of its step. */
  mean(lines: LineBatch, mean: GridMean, timeMs: number): number;
}

export const MEAN_METHOD = 'time-weighted-mean';
/** Decimals of a mean, which are below anything that a sensor tells. */
export const MEAN_DECIMALS = 9;
/** Decimals of shares. */
export const SHARE_DECIMALS = 6;
const ORIGINAL_NAME = Buffer.from('original_timestamp');
const ORIGINAL_KEY = bytesOf(',"original_timestamp":');
const FLAG_NAME = Buffer.from('flag');
const QUOTE = 0x22;
const ZERO = 0x30;
/** `"":0,` */
const SHORTEST_MEMBER = 5;

/** The encoder of a series. */
export function createGridEncoder(language: JsonLanguage): GridEncoder {
  const timestampName = Buffer.from(language.fields.find(({ field }) => field === 'timestamp')!.name);
  const writeTime = createTimeJsonWriter(language.timestamp);
  const cursor = new MemberCursor();
  let writeMean: GridEncoder['mean'] | undefined;

  function moved(lines: LineBatch, bytes: Buffer, start: number, end: number, _origin: Origin, _flag: Flag, timeMs: number): number {
    // A line may hold the name many times over.
    lines.reserve((end - start) * Math.ceil(2 + LONGEST_INSTANT / SHORTEST_MEMBER) + ORIGINAL_KEY.length);
    const target = lines.bytes;
    let at = lines.end;
    let copied = start;
    let [originalStart, originalEnd] = [start, start];
    let hasOriginal = false;
    let isLastFlag = false;
    cursor.open(bytes, start);
    while (cursor.next()) {
      if (cursor.keyIs(timestampName)) {
        originalStart = cursor.valueStart;
        originalEnd = cursor.valueEnd;
        at = writeTime(target, writeBytes(target, at, bytes, copied, originalStart), timeMs, 0);
        copied = originalEnd;
      } else if (cursor.keyIs(ORIGINAL_NAME)) hasOriginal = true;
      isLastFlag = cursor.keyIs(FLAG_NAME);
    }
    if (!hasOriginal) {
      // What --annotate puts behind a line stays behind it.
      const annotation = isLastFlag ? annotationStart(bytes.subarray(start, end)) : -1;
      const behind = annotation < 0 ? cursor.valueEnd : start + annotation;
      at = writeBytes(target, writeBytes(target, at, bytes, copied, behind), ORIGINAL_KEY);
      at = writeBytes(target, at, bytes, originalStart, originalEnd);
      copied = behind;
    }
    return writeBytes(target, at, bytes, copied, end);
  }

  return { moved, mean: (lines, point, timeMs) => (writeMean ??= createMeanWriter(language, writeTime))(lines, point, timeMs) };
}

function createMeanWriter(language: JsonLanguage, writeTime: InstantWriter): GridEncoder['mean'] {
  const { colon, comma, open, close, fields, sensor, sensorJson, statusJson } = language;
  const key = (name: string, before = comma) => bytesOf(`${before}${JSON.stringify(name)}${colon}`);
  const [openBytes, closeBytes, idBytes, sensorBytes, statusBytes, deviatedBytes] = [
    open, close, JSON.stringify(meanId(sensor, '')).slice(0, -1), sensorJson, statusJson, '"deviated"',
  ].map(bytesOf);
  const fieldKeys = fields.map(({ field, name }, i) => ({ field, bytes: key(name, i === 0 ? '' : comma) }));
  const originBytes = ORIGIN_NAMES.map((name) => bytesOf(`${comma}"origin"${colon}"${name}"${comma}"flag"${colon}`));
  const methodBytes = bytesOf(`${comma}"method"${colon}"${MEAN_METHOD}"${comma}"original_timestamp"${colon}`);
  const [meanKey, sdKey, loKey, hiKey, coverageKey, madeKey] = ['mean', 'sd', 'lo', 'hi', 'coverage', 'made_share'].map((name) => key(name));
  const longest = [openBytes, closeBytes, idBytes, sensorBytes, statusBytes, deviatedBytes, ...fieldKeys.map(({ bytes }) => bytes), ...originBytes, methodBytes, meanKey, sdKey, loKey, hiKey, coverageKey, madeKey]
    .reduce((sum, { length }) => sum + length, 2 * (LONGEST_INSTANT + 2) + 8 * LONGEST_NUMBER);

  function writeField(target: Buffer, at: number, field: FieldName, { value, isDeviated }: GridMean, timeMs: number): number {
    switch (field) {
      case 'event_id':
        at = writeEpochMs(target, writeBytes(target, at, idBytes), timeMs, 0);
        target[at] = QUOTE;
        return at + 1;
      case 'sensor_id':
        return writeBytes(target, at, sensorBytes);
      case 'timestamp':
        return writeTime(target, at, timeMs, 0);
      case 'temperature':
        return writeRounded(target, at, value, MEAN_DECIMALS, -Infinity, Infinity);
      case 'status':
        return writeBytes(target, at, isDeviated ? deviatedBytes : statusBytes);
    }
  }

  return (lines, point, timeMs) => {
    lines.reserve(longest);
    const target = lines.bytes;
    const { origin, flag, originalMs, originalNs, coverage, madeShare } = point;
    const writeNumber = (at: number, keyBytes: Uint8Array, number: number, decimals: number) => (
      writeRounded(target, writeBytes(target, at, keyBytes), number, decimals, -Infinity, Infinity)
    );
    let at = writeBytes(target, lines.end, openBytes);
    for (const { field, bytes } of fieldKeys) at = writeField(target, writeBytes(target, at, bytes), field, point, timeMs);
    if (origin !== Origin.Observed) {
      at = writeBytes(target, at, originBytes[origin]);
      target[at++] = ZERO + flag;
      const decimals = decimalsBeside(point.sd);
      at = writeNumber(at, meanKey, point.mean, decimals);
      at = writeNumber(at, sdKey, point.sd, decimals);
      at = writeNumber(at, loKey, point.lo, decimals);
      at = writeNumber(at, hiKey, point.hi, decimals);
    }
    at = writeTime(target, writeBytes(target, at, methodBytes), originalMs, originalNs);
    at = writeNumber(at, coverageKey, coverage, SHARE_DECIMALS);
    at = writeNumber(at, madeKey, madeShare, SHARE_DECIMALS);
    return writeBytes(target, at, closeBytes);
  };
}

/** Writes instants as JSON. */
function createTimeJsonWriter(spelling: TimestampSpelling): InstantWriter {
  const write = createInstantWriter(spelling);
  if (spelling.kind === 'number') return write;
  if (spelling.kind === 'pattern' && /["\\]/.test(spelling.pattern)) {
    const room = Buffer.alloc(LONGEST_INSTANT);
    return (target, at, timeMs, timeNs) => writeBytes(target, at, bytesOf(JSON.stringify(room.toString('utf8', 0, write(room, 0, timeMs, timeNs)))));
  }
  return (target, at, timeMs, timeNs) => {
    target[at] = QUOTE;
    const end = write(target, at + 1, timeMs, timeNs);
    target[end] = QUOTE;
    return end + 1;
  };
}

/** The id of a mean. */
export function meanId(sensor: string, timeMs: number | string): string {
  return `mean:${sensor}:${timeMs}`;
}
