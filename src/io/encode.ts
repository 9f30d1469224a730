// Writing events: whole lines of filled ones in the language of their series, and edits of raw lines that leave the rest byte for byte.
import type { Event, Range } from '../model/event.js';
import { ORIGIN_NAMES, Flag, Origin, reasonNames } from '../model/flag.js';
import { formatInstant } from '../model/instant.js';
import { annotationStart } from './annotate.js';
import { createInstantWriter, LONGEST_INSTANT } from './instant-bytes.js';
import { MemberCursor } from './json-spans.js';
import type { JsonLanguage } from './language.js';
import type { LineBatch } from './line-batch.js';
import { bytesOf, LONGEST_NUMBER, writeAscii, writeBytes, writeInteger } from './number-bytes.js';
import { createValueWriter } from './value-writer.js';

/** Values made for the readings of a void, with their uncertainty, °C; an entry each. */
export interface MadeValues {
  readonly value: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  readonly sd: ArrayLike<number>;
  readonly lo: ArrayLike<number>;
  readonly hi: ArrayLike<number>;
  readonly method: string;
  /** Further draws of the same readings, where they were asked for. */
  readonly draws?: readonly ArrayLike<number>[];
}

/**
 * Writes the synthetic events of one series. `value` and `draws` are written on the series' grid, the rest to a thousandth of sd or finer.
 * Lines go behind the others of a batch, without newline, and are not yet added to it; what comes back is where they end. O(length).
 */
export interface Encoder {
  /** The value as it is written: on the series' grid, inside the range. */
  round(value: number): number;
  /** The line of a filled event, from entry `i` of what was made. */
  filled(lines: LineBatch, made: MadeValues, i: number, timeMs: number, timeNs: number): number;
  /** The raw line bytes[start, end), decoded without fault, with its temperature replaced and what was done to it, and why, added. */
  repaired(lines: LineBatch, bytes: Buffer, start: number, end: number, made: MadeValues, i: number, reasons: number): number;
}

const DEVIATED = Buffer.from('"deviated"');
const FLAG_NAME = Buffer.from('flag');
const BACKSLASH = 0x5c;
/** `"":0,` */
const SHORTEST_MEMBER = 5;

/**
 * The encoder of a series; values are kept inside `range`.
 *
 * @example
 * const encoder = createEncoder(language, { low: 50, high: 55 });
 * lines.add(encoder.filled(lines, made, 0, 1767225600000, 0), 1767225600000, 0, encoder.round(made.value[0]), ...);
 */
export function createEncoder(language: JsonLanguage, range: Range): Encoder {
  const { colon, comma, close, timestamp } = language;
  const { round, writeValue, writeBeside, longest: longestValue } = createValueWriter(language, range);
  const key = (name: string): string => `${comma}${JSON.stringify(name)}${colon}`;
  const marked = (origin: Origin) => bytesOf(`${key('origin')}"${ORIGIN_NAMES[origin]}"${key('flag')}${Flag.Pass}${key('mean')}`);
  const [filledMark, repairedMark] = [marked(Origin.Filled), marked(Origin.Repaired)];
  const [sdKey, loKey, hiKey, methodKey] = ['sd', 'lo', 'hi', 'method'].map((name) => bytesOf(key(name)));
  const [drawsKey, observedKey, reasonKey] = ['draws', 'observed', 'reason'].map((name) => bytesOf(key(name)));
  const [commaBytes, closeBytes, statusBytes] = [comma, close, language.statusJson].map(bytesOf);
  const idHead = bytesOf(JSON.stringify(`fill:${language.sensor}:`).slice(0, -1));
  const quote = bytesOf(timestamp.kind === 'text' ? '"' : '');
  const writeInstant = createInstantWriter(timestamp);
  const nameOf = new Map(language.fields.map(({ field, name }) => [field, Buffer.from(name)]));
  const temperatureName = nameOf.get('temperature')!;
  const statusName = nameOf.get('status');
  const cursor = new MemberCursor();
  const reasonBytes = new Map<number, Uint8Array>();
  let [method, methodBytes] = ['', bytesOf('')];

  // The line of a filled event is constant text between the parts that vary; `varying[i]` follows `constants[i]`.
  const varying: ('event_id' | 'timestamp' | 'temperature')[] = [];
  const constant = [language.open];
  language.fields.forEach(({ field, name }, i) => {
    constant[varying.length] += `${i > 0 ? comma : ''}${JSON.stringify(name)}${colon}`;
    if (field === 'sensor_id') constant[varying.length] += language.sensorJson;
    else if (field === 'status') constant[varying.length] += language.statusJson;
    else constant[varying.push(field)] = '';
  });
  const constants = constant.map(bytesOf);
  const constantBytes = constants.reduce((sum, { length }) => sum + length, 0) + idHead.length + LONGEST_INSTANT + 2 * LONGEST_NUMBER + 8;
  const addedBytes = [repairedMark, sdKey, loKey, hiKey, methodKey, drawsKey, observedKey, reasonKey, closeBytes]
    .reduce((sum, { length }) => sum + length, 5 * LONGEST_NUMBER + 16);

  function writeUncertainty(target: Buffer, at: number, made: MadeValues, i: number): number {
    const sd = made.sd[i];
    const { low, high } = range;
    at = writeBytes(target, writeBeside(target, at, made.mean[i], sd, low, high), sdKey);
    at = writeBytes(target, writeBeside(target, at, sd, sd, 0, Infinity), loKey);
    at = writeBytes(target, writeBeside(target, at, made.lo[i], sd, low, high), hiKey);
    at = writeBytes(target, writeBeside(target, at, made.hi[i], sd, low, high), methodKey);
    return writeBytes(target, at, methodBytes);
  }

  function writeDraws(target: Buffer, at: number, draws: readonly ArrayLike<number>[], i: number): number {
    at = writeAscii(target, writeBytes(target, at, drawsKey), '[');
    for (let k = 0; k < draws.length; k++) at = writeValue(target, k > 0 ? writeBytes(target, at, commaBytes) : at, draws[k][i]);
    return writeAscii(target, at, ']');
  }

  /** Bytes of what is added to a line at most. */
  function roomFor({ method: name, draws }: MadeValues): number {
    if (name !== method) {
      method = name;
      methodBytes = bytesOf(JSON.stringify(name));
    }
    return addedBytes + methodBytes.length + (draws ? draws.length * (longestValue + comma.length) : 0) + longestValue;
  }

  function filled(lines: LineBatch, made: MadeValues, i: number, timeMs: number, timeNs: number): number {
    lines.reserve(constantBytes + roomFor(made));
    const target = lines.bytes;
    let at = writeBytes(target, lines.end, constants[0]);
    for (let k = 0; k < varying.length; k++) {
      if (varying[k] === 'temperature') at = writeValue(target, at, made.value[i]);
      else if (varying[k] === 'timestamp') {
        at = writeBytes(target, writeInstant(target, writeBytes(target, at, quote), timeMs, timeNs), quote);
      } else at = writeAscii(target, writeEpochMs(target, writeBytes(target, at, idHead), timeMs, timeNs), '"');
      at = writeBytes(target, at, constants[k + 1]);
    }
    at = writeUncertainty(target, writeBytes(target, at, filledMark), made, i);
    if (made.draws) at = writeDraws(target, at, made.draws, i);
    return writeBytes(target, at, closeBytes);
  }

  function repaired(lines: LineBatch, bytes: Buffer, start: number, end: number, made: MadeValues, i: number, reasons: number): number {
    const reason = reasonText(reasons);
    // A line may hold both names many times over, each time in SHORTEST_MEMBER bytes at least.
    const longest = longestValue + statusBytes.length;
    lines.reserve((end - start) * Math.ceil(1 + longest / SHORTEST_MEMBER) + roomFor(made) + reason.length);
    const target = lines.bytes;
    let at = lines.end;
    let copied = start;
    let [observedStart, observedEnd] = [start, start];
    let isLastFlag = false;
    cursor.open(bytes, start);
    while (cursor.next()) {
      // Of a key that stands twice both are replaced: which one counts differs from parser to parser.
      if (cursor.keyIs(temperatureName)) {
        observedStart = cursor.valueStart;
        observedEnd = cursor.valueEnd;
        at = writeValue(target, writeBytes(target, at, bytes, copied, observedStart), made.value[i]);
        copied = observedEnd;
      } else if (statusName && cursor.keyIs(statusName) && isDeviated(bytes, cursor.valueStart, cursor.valueEnd)) {
        at = writeBytes(target, writeBytes(target, at, bytes, copied, cursor.valueStart), statusBytes);
        copied = cursor.valueEnd;
      }
      isLastFlag = cursor.keyIs(FLAG_NAME);
    }
    const lastEnd = cursor.valueEnd;
    const annotation = isLastFlag ? annotationStart(bytes.subarray(start, end)) : -1;
    at = writeBytes(target, at, bytes, copied, annotation < 0 ? lastEnd : start + annotation);
    at = writeUncertainty(target, writeBytes(target, at, repairedMark), made, i);
    at = writeBytes(target, writeBytes(target, at, observedKey), bytes, observedStart, observedEnd);
    at = writeBytes(target, writeBytes(target, at, reasonKey), reason);
    if (made.draws) at = writeDraws(target, at, made.draws, i);
    return writeBytes(target, at, bytes, lastEnd, end);
  }

  function reasonText(reasons: number): Uint8Array {
    let text = reasonBytes.get(reasons);
    if (!text) reasonBytes.set(reasons, (text = bytesOf(`"${reasonNames(reasons).join(',')}"`)));
    return text;
  }

  return { round, filled, repaired };
}

/** Whether the JSON value bytes[start, end) is "deviated", however it is spelled. */
function isDeviated(bytes: Buffer, start: number, end: number): boolean {
  let same = 0;
  for (let i = start; i < end; i++) {
    if (bytes[i] === BACKSLASH) return JSON.parse(bytes.toString('utf8', start, end)) === 'deviated';
    if (bytes[i] === DEVIATED[i - start]) same++;
  }
  return same === DEVIATED.length && end - start === same;
}

/** The milliseconds in a filled event's id, with the digits of its nanoseconds where it has any: ids of a fast series differ too. */
export function writeEpochMs(target: Buffer, at: number, timeMs: number, timeNs: number): number {
  if (timeNs === 0 && timeMs >= 0) return writeInteger(target, at, timeMs);
  return writeAscii(target, at, timeNs === 0 ? String(timeMs) : formatInstant(timeMs, timeNs, { kind: 'number', unit: 'ms', digits: 6 }));
}

/** The line of an event object, without newline. */
export function encodeEvent(event: Event): string {
  return JSON.stringify(event);
}
