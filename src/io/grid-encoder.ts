// Lines of a grid's points as JSON: readings that were moved to a point, and means, in the language of their series.
import { ORIGIN_NAMES, Origin, type Flag } from '../model/flag.js';
import type { TimestampSpelling } from '../model/instant.js';
import { annotationStart } from './annotate.js';
import { createInstantWriter, LONGEST_INSTANT } from './instant-bytes.js';
import { MemberCursor } from './json-spans.js';
import type { JsonLanguage } from './language.js';
import type { LineBatch } from './line-batch.js';
import { bytesOf, writeBytes } from './number-bytes.js';
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
const ORIGINAL_NAME = Buffer.from('original_timestamp');
const ORIGINAL_KEY = bytesOf(',"original_timestamp":');
const FLAG_NAME = Buffer.from('flag');
/** `"":0,` */
const SHORTEST_MEMBER = 5;
/** Digits of a mean that tell of its readings and not of the order of the additions. */
const DIGITS = 12;

/** The encoder of a series. */
export function createGridEncoder(language: JsonLanguage): GridEncoder {
  const { colon, comma, open, close, fields, sensor, sensorJson, statusJson } = language;
  const timestampName = Buffer.from(fields.find(({ field }) => field === 'timestamp')!.name);
  const spellTime = createTimeSpeller(language.timestamp);
  const timeJson = language.timestamp.kind === 'number'
    ? (timeMs: number, timeNs: number) => spellTime(timeMs, timeNs)
    : (timeMs: number, timeNs: number) => JSON.stringify(spellTime(timeMs, timeNs));
  const cursor = new MemberCursor();
  let lastMs = NaN;
  let lastTime = bytesOf('');

  function moved(lines: LineBatch, bytes: Buffer, start: number, end: number, _origin: Origin, _flag: Flag, timeMs: number): number {
    // Points of many readings follow each other, series by series.
    if (timeMs !== lastMs) lastTime = bytesOf(timeJson((lastMs = timeMs), 0));
    // A line may hold the name many times over.
    lines.reserve((end - start) * Math.ceil(2 + lastTime.length / SHORTEST_MEMBER) + ORIGINAL_KEY.length);
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
        at = writeBytes(target, writeBytes(target, at, bytes, copied, originalStart), lastTime);
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

  function mean(lines: LineBatch, point: GridMean, timeMs: number): number {
    const { value, origin, flag, isDeviated, originalMs, originalNs, coverage, madeShare } = point;
    const known = { event_id: JSON.stringify(meanId(sensor, timeMs)), sensor_id: sensorJson, timestamp: timeJson(timeMs, 0), temperature: meanText(value), status: isDeviated ? '"deviated"' : statusJson };
    const members: [name: string, json: string][] = fields.map(({ field, name }) => [name, known[field]]);
    if (origin !== Origin.Observed) {
      members.push(['origin', `"${ORIGIN_NAMES[origin]}"`], ['flag', String(flag)], ...uncertaintyOf(point));
    }
    members.push(['method', `"${MEAN_METHOD}"`], ['original_timestamp', timeJson(originalMs, originalNs)], ['coverage', String(coverage)], ['made_share', String(madeShare)]);
    const text = open + members.map(([name, json]) => `${JSON.stringify(name)}${colon}${json}`).join(comma) + close;
    lines.reserve(3 * text.length);
    return lines.end + lines.bytes.write(text, lines.end);
  }

  return { moved, mean };
}

/** Spells instants as a series does, as text without quotes. */
export function createTimeSpeller(spelling: TimestampSpelling): (timeMs: number, timeNs: number) => string {
  const write = createInstantWriter(spelling);
  const room = Buffer.alloc(LONGEST_INSTANT);
  return (timeMs, timeNs) => room.toString('utf8', 0, write(room, 0, timeMs, timeNs));
}

/** The id of a mean. */
export function meanId(sensor: string, timeMs: number): string {
  return `mean:${sensor}:${timeMs}`;
}

/** A mean as it is written. */
export function meanText(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}

/** What is known of a mean in which readings were made, rounded to a thousandth of sd or finer. */
export function uncertaintyOf({ mean, sd, lo, hi }: GridMean): [name: 'mean' | 'sd' | 'lo' | 'hi', text: string][] {
  const decimals = decimalsBeside(sd);
  const spell = (value: number) => (decimals <= DIGITS ? String(Number(value.toFixed(decimals))) : meanText(value));
  return [['mean', spell(mean)], ['sd', spell(sd)], ['lo', spell(lo)], ['hi', spell(hi)]];
}
