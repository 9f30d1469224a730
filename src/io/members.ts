// The members of JSON lines as spelled, and lines with some members replaced: all other bytes stay as they came.
import { MemberCursor } from './json-spans.js';
import type { Respelling } from './line-format.js';

/** The members of the object in bytes that JSON.parse accepted, by name, each value as spelled; of a name met twice the last. O(length). */
export function membersOf(bytes: Buffer, start = 0): Map<string, string> {
  const members = new Map<string, string>();
  const cursor = new MemberCursor();
  cursor.open(bytes, start);
  while (cursor.next()) members.set(cursor.key(), bytes.toString('utf8', cursor.valueStart, cursor.valueEnd));
  return members;
}

/** The members of a JSON text; undefined where it is no object. */
export function membersOfText(text: string): Map<string, string> | undefined {
  return isObjectText(text) ? membersOf(Buffer.from(text)) : undefined;
}

/** Whether a text is an object of JSON. */
export function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * A line (without its newline) whose members have new values: undefined takes a member away, a name that is not there is added at the
 * end. O(length).
 *
 * @example
 * replaceMembers(Buffer.from('{"a": 1, "b":2}'), new Map([['b', '3']])).toString(); // {"a": 1, "b":3}
 */
export function replaceMembers(line: Buffer, values: ReadonlyMap<string, string | undefined>): Buffer {
  const pieces: Buffer[] = [];
  const cursor = new MemberCursor();
  const left = new Map(values);
  let copied = 0;
  let previousEnd = line.indexOf('{') + 1;
  let isFirst = true;
  cursor.open(line, 0);
  while (cursor.next()) {
    const name = cursor.key();
    const end = cursor.valueEnd;
    if (!values.has(name)) {
      isFirst = false;
      previousEnd = end;
      continue;
    }
    const value = left.has(name) ? values.get(name) : undefined; // of a name met twice, the first takes the value, the second goes
    left.delete(name);
    if (value === undefined) {
      // With the comma before it, or, of a first member, the one behind it.
      pieces.push(line.subarray(copied, previousEnd));
      copied = isFirst ? behindComma(line, end) : end;
      previousEnd = copied;
      continue;
    }
    pieces.push(line.subarray(copied, cursor.valueStart), Buffer.from(value));
    isFirst = false;
    previousEnd = copied = end;
  }
  const added = [...left].filter(([, value]) => value !== undefined).map(([name, value]) => `${JSON.stringify(name)}:${value}`);
  if (added.length > 0) {
    pieces.push(line.subarray(copied, previousEnd), Buffer.from((isFirst ? '' : ',') + added.join(',')));
    copied = previousEnd;
  }
  return Buffer.concat([...pieces, line.subarray(copied)]);
}

/** The line with the numbers of some members, or in their lists, spelled anew: see LineFormat.respell. O(length). */
export function respellNumbers(line: Buffer, respellings: ReadonlyMap<string, Respelling>): Buffer {
  const pieces: Buffer[] = [];
  const cursor = new MemberCursor();
  let copied = 0;
  cursor.open(line, 0);
  while (cursor.next()) {
    const respell = respellings.get(cursor.key());
    const { valueStart, valueEnd } = cursor;
    if (!respell || line[valueStart] === 0x22 || line[valueStart] === 0x7b) continue; // text and objects hold no reading
    const spelled = line.toString('latin1', valueStart, valueEnd).replace(/-?\d[\d.eE+-]*/g, respell);
    pieces.push(line.subarray(copied, valueStart), Buffer.from(spelled, 'latin1'));
    copied = valueEnd;
  }
  return Buffer.concat([...pieces, line.subarray(copied)]);
}

/** The position behind the comma that follows a value; the value's end where none does. */
function behindComma(line: Buffer, end: number): number {
  let at = end;
  while (line[at] === 0x20 || line[at] === 0x09) at++;
  return line[at] === 0x2c ? at + 1 : end;
}
