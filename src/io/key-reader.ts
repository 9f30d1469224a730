// The keys of rows: what two files are joined on, read from lines of JSON as an instant and the text of everything else.
import { isUtf8 } from 'node:buffer';
import { createBatch, growBatch, batchCapacity } from '../model/batch.js';
import type { DeadLetterCode } from '../model/dead-letter.js';
import type { TimeUnit } from '../model/event.js';
import type { SeriesTable } from '../model/series.js';
import { parseTimestampNumber } from '../model/timestamp-number.js';
import { parseTimestampText } from '../model/timestamp-text.js';
import type { ChunkDecoder, DecodedChunk } from './decode.js';
import { isSpace, MemberCursor } from './json-spans.js';

/** What a key is made of. */
export interface KeySpec {
  /** Names of the fields, in the user's order. */
  readonly fields: readonly string[];
  /** Which of them is an instant: rows are ordered by it first. Without one, they are ordered by a hash of the key. */
  readonly time?: string;
  readonly timeUnit: TimeUnit;
  readonly assumeUtc: boolean;
  /** What a missing sensor_id stands for. */
  readonly defaultSensor: string;
}

/** A key: rows are ordered by its instant, then by its text in the order of UTF-8 bytes. */
export interface RowKey {
  timeMs: number;
  timeNs: number;
  /** The fields that are no instant. */
  text: string;
}

/** Why a line has no key. */
export type KeyFault = { readonly code: DeadLetterCode } | { readonly missing: string };

/** Reads the key of the line [start, end) into `out`; what comes back says why there is none. */
export type KeyReader = (bytes: Buffer, start: number, end: number, out: RowKey) => KeyFault | undefined;

/** Lines of which keys are read. */
export interface KeyedLines {
  createKeyReader(spec: KeySpec): KeyReader;
  /** Whether a line says nothing. */
  isBlank(bytes: Buffer, start: number, end: number): boolean;
}

/** Puts a key together from the values of its fields, as JSON: what comes back says why there is none. */
export function createKeyAssembler({ fields, time, timeUnit, assumeUtc, defaultSensor }: KeySpec): (values: ReadonlyMap<string, string>, out: RowKey) => KeyFault | undefined {
  const others = fields.filter((name) => name !== time);
  return (values, out) => {
    const instant = time === undefined ? undefined : values.get(time);
    if (instant !== undefined && instant !== 'null') {
      const code = readInstant(instant, timeUnit, assumeUtc, out);
      if (code) return { code };
    }
    const text = textOf(others, values, defaultSensor);
    if (typeof text !== 'string') return text;
    if (time === undefined) hashInto(text, out);
    else if (instant === undefined || instant === 'null') return { missing: time };
    out.text = text;
    return undefined;
  };
}

/** A reader of keys in lines of JSON. Exact, about two microseconds a line. */
export function createKeyReader(spec: KeySpec): KeyReader {
  const names = spec.fields.map((name) => Buffer.from(name));
  const assemble = createKeyAssembler(spec);
  const cursor = new MemberCursor();
  const values = new Map<string, string>();

  return (bytes, start, end, out) => {
    if (!isUtf8(bytes.subarray(start, end))) return { code: 'invalid-utf8' };
    const fault = objectFault(bytes.toString('utf8', start, end));
    if (fault) return { code: fault };
    values.clear();
    cursor.open(bytes, start);
    while (cursor.next()) {
      const at = names.findIndex((name) => cursor.keyIs(name));
      if (at >= 0) values.set(spec.fields[at], bytes.toString('utf8', cursor.valueStart, cursor.valueEnd));
    }
    return assemble(values, out);
  };
}

function readInstant(json: string, timeUnit: TimeUnit, assumeUtc: boolean, out: RowKey): DeadLetterCode | undefined {
  if (json.startsWith('"')) return parseTimestampText(JSON.parse(json) as string, assumeUtc, out);
  return /^[-\d]/.test(json) ? parseTimestampNumber(Buffer.from(json), 0, json.length, timeUnit, out) : 'timestamp-type';
}

/** A decoder of chunks whose rows are those keys: event time and series; of the other columns only the places of the lines count. */
export function createKeyDecoder(lines: KeyedLines, spec: KeySpec, series: SeriesTable): ChunkDecoder {
  const readKey = lines.createKeyReader(spec);
  const key: RowKey = { timeMs: 0, timeNs: 0, text: '' };
  return (chunk, byteCount, firstArrival, firstOffset) => {
    const batch = createBatch(Math.ceil(byteCount / 100) + 1, chunk, byteCount);
    const decoded: DecodedChunk = { batch, lines: 0, blank: 0, faults: [] };
    for (let start = 0; start < byteCount; decoded.lines++) {
      const newline = chunk.indexOf(0x0a, start);
      const end = newline < 0 || newline >= byteCount ? byteCount : newline;
      const arrival = firstArrival + decoded.lines;
      if (lines.isBlank(chunk, start, end)) {
        decoded.blank++;
      } else {
        const fault = readKey(chunk, start, end, key);
        if (fault) {
          decoded.faults.push({ code: 'code' in fault ? fault.code : 'no-timestamp', start, end, arrival });
        } else {
          const row = batch.count++;
          if (row === batchCapacity(batch)) growBatch(batch, row + 1);
          batch.timeMs[row] = key.timeMs;
          batch.timeNs[row] = key.timeNs;
          batch.series[row] = series.indexOf(spec.time === undefined ? '' : key.text);
          batch.start[row] = start;
          batch.length[row] = end - start;
          batch.arrival[row] = arrival;
          batch.offset[row] = firstOffset + start;
        }
      }
      start = end + 1;
    }
    return decoded;
  };
}

/** Whether a line holds white space only. */
export function isBlankLine(bytes: Buffer, start: number, end: number): boolean {
  while (start < end && isSpace(bytes[start])) start++;
  return start === end;
}

function objectFault(line: string): DeadLetterCode | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'not-an-object';
  } catch {
    return 'invalid-json';
  }
}

/** A value of a key by its characters: those of a text, or of anything else as it is spelled. */
export function keyTextOf(value: string): string {
  return value.startsWith('"') ? (JSON.parse(value) as string) : value;
}

/** One field as its text or digits, several as a list in JSON. */
function textOf(names: readonly string[], values: ReadonlyMap<string, string>, defaultSensor: string): string | KeyFault {
  const texts: string[] = [];
  for (const name of names) {
    const value = values.get(name);
    if (value === undefined || value === 'null') {
      if (name !== 'sensor_id') return { missing: name };
      texts.push(defaultSensor);
    } else {
      texts.push(keyTextOf(value));
    }
  }
  return texts.length === 1 ? texts[0] : texts.length === 0 ? '' : JSON.stringify(texts);
}

/** 64 bits of a text in the place of its instant. Source: cyrb53 (bryc, public domain). */
function hashInto(text: string, out: RowKey): void {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  out.timeMs = (high >>> 0) + (low & 0x1f_ffff) * 2 ** 32;
  out.timeNs = low >>> 21;
  out.text = text;
}
