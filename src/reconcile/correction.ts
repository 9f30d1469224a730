// Corrections: what has to be done to the existing rows, a line of JSON each, with the old values so that nobody's change is lost.
import { TelemendError } from '../model/errors.js';
import type { Members } from './value.js';

/** One correction. Values are JSON texts, spelled as in their rows. */
export interface Correction {
  readonly op: 'insert' | 'update' | 'delete';
  /** The row it is about, in the order of --key. */
  readonly key: Members;
  /** Of an update the fields that change, of a delete the whole row; empty for an insert. */
  readonly old: Members;
  /** Of an update the fields that change, of an insert the whole row; empty for a delete. */
  readonly new: Members;
}

/** A correction as a line without its newline. O(fields). */
export function encodeCorrection({ op, key, old, new: next }: Correction): string {
  return correctionText(op, encodeMembers(key), op === 'insert' ? undefined : encodeMembers(old), op === 'delete' ? undefined : encodeMembers(next));
}

/** A correction as a line without its newline, from its parts as JSON. */
export function correctionText(op: Correction['op'], key: string, old: string | undefined, next: string | undefined): string {
  return `{"op":"${op}","key":${key}${old === undefined ? '' : `,"old":${old}`}${next === undefined ? '' : `,"new":${next}`}}`;
}

/** Members as an object of JSON, in their order. */
export function encodeMembers(members: Members): string {
  return `{${Array.from(members, ([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

/**
 * A correction from the members of its line.
 *
 * @param membersOf splits a value that is an object; undefined where it is none
 * @throws TelemendError `bad-input` that says what is wrong with it; the caller knows file and line.
 */
export function readCorrection(members: Members, membersOf: (value: string) => Members | undefined): Correction {
  const op = ['insert', 'update', 'delete'].find((each) => members.get('op') === `"${each}"`);
  if (op === undefined) throw broken('its op is not insert, update or delete');
  const part = (name: string, isNeeded: boolean): Members => {
    const value = members.get(name);
    const found = value === undefined ? undefined : membersOf(value);
    if (found === undefined && (isNeeded || value !== undefined)) throw broken(`its ${name} is ${value === undefined ? 'missing' : 'no object'}`);
    return found ?? new Map();
  };
  const key = part('key', true);
  if (key.size === 0) throw broken('its key is empty');
  return { op: op as Correction['op'], key, old: part('old', op !== 'insert'), new: part('new', op !== 'delete') };
}

function broken(why: string): TelemendError {
  return new TelemendError('bad-input', `is no correction: ${why}`, { hint: 'give the file that telemend reconcile wrote' });
}
