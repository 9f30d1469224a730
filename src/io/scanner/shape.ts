// Learns the shape of a line: the text between its values, and what each value is. Compiled for the kernel, which follows it.
import type { FieldNames } from '../../model/event.js';
import { UNIT_EXPONENT } from '../../model/timestamp-number.js';
import type { DecodeOptions } from '../decode.js';
import { MemberCursor } from '../json-spans.js';
import * as format from './shape-format.js';

const BLOCK_BYTES = 16;
const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const DIGIT_LIMIT = 9;
const ANYTHING = 255;
/** Where the digits of a second begin in a date-time, and there in its second block. */
const FRACTION_AT = 20;

type Role = 'timestamp' | 'temperature' | 'sensor' | 'status' | 'origin';
const ROLE_COUNT = 5;

interface Member {
  readonly key: string;
  /** The value as it is spelled: bytes [start, end). */
  readonly start: number;
  readonly end: number;
}

/** A value of a line, as the kernel is to read it. */
export interface Step {
  readonly kind: number;
  readonly argument?: number;
  /** What of the value's bytes [start, end) the kernel reads as the value; the rest is constant text. */
  readonly start: number;
  readonly end: number;
  readonly layout?: Buffer;
}

/**
 * The compiled shape of the line [start, end) of a chunk, which must be an event by these options; undefined where the kernel could not
 * follow it. What a compiled shape looks like: shape-format.ts. Objects and lists in the line become constant text. O(length).
 */
export function compileShape(chunk: Buffer, start: number, end: number, options: DecodeOptions): Buffer | undefined {
  const members = membersOf(chunk, start);
  const roles = rolesOf(options.fields);
  if (roles.size < ROLE_COUNT) return undefined; // a name that means two things
  // JSON.parse keeps the last of several members of the same name.
  const places = new Map(members.map(({ key }, i) => [key, i]));
  const shape = openShape(chunk, start, places.has(options.fields.sensor_id));
  for (const [i, member] of members.entries()) {
    const role = places.get(member.key) === i ? roles.get(member.key) : undefined;
    const first = chunk[member.start];
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      if (role === 'status') return undefined;
      continue;
    }
    const step = stepOf(chunk, member, role, options);
    if (!step || !shape.put(step)) return undefined;
  }
  return shape.close(end);
}

/** A shape that is being compiled from a line. */
export interface OpenShape {
  /** Adds a step, and before it what stands between it and the one before as constant text; false where there is no room. */
  put(step: Step): boolean;
  /** The shape of the line up to `end`; undefined where there is no room. */
  close(end: number): Buffer | undefined;
}

/** Begins the shape of the line at `start` of a chunk. */
export function openShape(chunk: Buffer, start: number, hasSensor: boolean): OpenShape {
  const shape = Buffer.alloc(format.SHAPE_BYTES);
  shape.writeUInt32LE(hasSensor ? 0 : 1);
  let size = format.SHAPE_HEADER_BYTES;
  let constantStart = start;
  const add = (constant: Buffer, step: Pick<Step, 'kind' | 'argument' | 'layout'>): boolean => {
    const bytes = compileStep(constant, step);
    if (size + bytes.length > shape.length) return false;
    size += bytes.copy(shape, size);
    return true;
  };
  return {
    put(step) {
      const isRoom = add(chunk.subarray(constantStart, step.start), step);
      constantStart = step.end;
      return isRoom;
    },
    close(end) {
      const rest = Buffer.concat([chunk.subarray(constantStart, end), Buffer.from('\n')]);
      return add(rest, { kind: format.STEP_END }) ? shape.subarray(0, size) : undefined;
    },
  };
}

function rolesOf({ timestamp, temperature, sensor_id, status }: FieldNames): Map<string, Role> {
  return new Map([[timestamp, 'timestamp'], [temperature, 'temperature'], [sensor_id, 'sensor'], [status, 'status'], ['origin', 'origin']]);
}

function membersOf(chunk: Buffer, start: number): Member[] {
  const members: Member[] = [];
  const cursor = new MemberCursor();
  cursor.open(chunk, start);
  while (cursor.next()) members.push({ key: cursor.key(), start: cursor.valueStart, end: cursor.valueEnd });
  return members;
}

function stepOf(chunk: Buffer, { start, end }: Member, role: Role | undefined, options: DecodeOptions): Step | undefined {
  const isText = chunk[start] === QUOTE;
  const inside = isText ? { start: start + 1, end: end - 1 } : { start, end };
  switch (role) {
    case 'timestamp':
      if (isText) return timeTextStep(chunk, inside.start, inside.end);
      return { ...inside, kind: format.STEP_TIME_NUMBER, argument: UNIT_EXPONENT[options.timeUnit] };
    case 'temperature':
      // Text is no number: a line with a marker of missing readings must not teach a shape that others fit which are no events.
      return isText ? undefined : { ...inside, kind: format.STEP_TEMPERATURE };
    case 'sensor':
      return { ...inside, kind: isText ? format.STEP_SENSOR_TEXT : format.STEP_SENSOR_SCALAR };
    case 'status':
      return { ...inside, kind: isText ? format.STEP_STATUS_TEXT : format.STEP_STATUS_SCALAR };
    case 'origin':
      return { ...inside, kind: isText ? format.STEP_ORIGIN_TEXT : format.STEP_SCALAR };
    default:
      return { ...inside, kind: isText ? format.STEP_TEXT : format.STEP_SCALAR };
  }
}

/** The zone stays in the constant text behind the value, so that all lines of a shape have the same. */
export function timeTextStep(chunk: Buffer, start: number, end: number): Step | undefined {
  const text = chunk.toString('latin1', start, end);
  const match = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?:[Zz]|([+-])(\d\d):(\d\d))?$/.exec(text);
  if (!match) return undefined;
  const [, dateTime, sign, hours = '0', minutes = '0'] = match;
  const east = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return { kind: format.STEP_TIME_TEXT, argument: east, start, end: start + dateTime.length, layout: timeLayout(dateTime) };
}

function timeLayout(dateTime: string): Buffer {
  const layout = Buffer.alloc(format.TIME_LAYOUT_BYTES + BLOCK_BYTES);
  for (let i = 0; i < 2 * BLOCK_BYTES; i++) {
    const at = i < BLOCK_BYTES ? i : i + BLOCK_BYTES;
    const isDigit = /\d/.test(dateTime.charAt(i));
    layout[at] = isDigit ? 0x30 : dateTime.charCodeAt(i) || 0;
    layout[at + BLOCK_BYTES] = isDigit ? DIGIT_LIMIT : i < dateTime.length ? 0 : ANYTHING;
  }
  const fractionAt = 4 * BLOCK_BYTES + FRACTION_AT - BLOCK_BYTES;
  layout.fill(0xff, fractionAt, fractionAt + Math.max(0, dateTime.length - FRACTION_AT));
  layout.writeUInt32LE(dateTime.length, format.TIME_LAYOUT_BYTES);
  return layout;
}

function compileStep(constant: Buffer, { kind, argument = 0, layout }: Pick<Step, 'kind' | 'argument' | 'layout'>): Buffer {
  const blocks = Math.max(1, Math.ceil(constant.length / BLOCK_BYTES));
  const layoutAt = format.STEP_HEADER_BYTES + blocks * 2 * BLOCK_BYTES;
  const step = Buffer.alloc(layoutAt + (layout?.length ?? 0));
  step.writeUInt32LE(step.length, 0);
  step.writeUInt32LE(kind, 4);
  step.writeUInt32LE(constant.length, 8);
  step.writeInt32LE(argument, 12);
  for (let i = 0; i < constant.length; i++) {
    const at = format.STEP_HEADER_BYTES + Math.floor(i / BLOCK_BYTES) * 2 * BLOCK_BYTES + (i % BLOCK_BYTES);
    step[at] = constant[i];
    step[at + BLOCK_BYTES] = 0xff;
  }
  layout?.copy(step, layoutAt);
  return step;
}
