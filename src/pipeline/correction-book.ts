// Corrections in memory, found by the key of the row that they are about, and what became of each.
import type { RowKey } from '../io/key-reader.js';
import type { Correction } from '../reconcile/correction.js';
import { asCell, isSameValue, type Members } from '../reconcile/value.js';
import { compareKeys } from './side-cursors.js';

/** A correction with its place in the file and its key. */
export interface BookedCorrection {
  readonly correction: Correction;
  /** 1-based, in the file of corrections. */
  readonly line: number;
  readonly key: RowKey;
  /** What its row was found to be; undefined where there is none. */
  state?: RowState;
}

/** What a correction finds in its row: what it expects, what it would make of it, or neither. */
export type RowState = 'as-expected' | 'already-so' | { readonly conflict: string };

/** All corrections of a file. About half a kilobyte each. */
export class CorrectionBook {
  readonly all: BookedCorrection[] = [];
  readonly #byTime = new Map<number, BookedCorrection[]>();

  /** Adds one; gives the one that is about the same row, where there is one already. O(1). */
  add(correction: Correction, key: RowKey, line: number): BookedCorrection | undefined {
    const rival = this.find(key);
    if (rival) return rival;
    const booked: BookedCorrection = { correction, line, key };
    this.all.push(booked);
    const sameTime = this.#byTime.get(key.timeMs);
    if (sameTime) sameTime.push(booked);
    else this.#byTime.set(key.timeMs, [booked]);
    return undefined;
  }

  /** Whether any is about a row of that millisecond. O(1). */
  hasTime(timeMs: number): boolean {
    return this.#byTime.has(timeMs);
  }

  /** The one about the row of a key. */
  find(key: RowKey): BookedCorrection | undefined {
    return this.#byTime.get(key.timeMs)?.find((booked) => compareKeys(booked.key, key) === 0);
  }

  /** The rows that are not there and are to be inserted, in key order. */
  inserts(): BookedCorrection[] {
    return this.all.filter(({ correction, state }) => correction.op === 'insert' && state === undefined).sort((a, b) => compareKeys(a.key, b.key));
  }
}

/**
 * What a correction finds in the row of its key, which is there. O(fields).
 *
 * @param isTyped whether the file of the row tells text from numbers, and null from nothing
 */
export function stateOfRow(correction: Correction, found: Members, isTyped: boolean): RowState {
  const { op } = correction;
  const [old, next, row] = [correction.old, correction.new, found].map((members) => (isTyped ? members : asCells(members)));
  if (op === 'insert') {
    const differing = firstDiffering(next, row, namesOf(next, row));
    return differing === undefined ? 'already-so' : { conflict: `there is another row: ${contrast(differing, row, next)}` };
  }
  const names = op === 'delete' ? namesOf(old, row) : namesOf(old, next);
  const differing = firstDiffering(old, row, names);
  if (differing === undefined) return 'as-expected';
  if (op === 'update' && firstDiffering(next, row, names) === undefined) return 'already-so';
  return { conflict: contrast(differing, row, old) };
}

function firstDiffering(expected: Members, row: Members, names: Iterable<string>): string | undefined {
  for (const name of names) {
    const [a, b] = [expected.get(name), row.get(name)];
    if (a !== b && (a === undefined || b === undefined || !isSameValue(a, b))) return name;
  }
  return undefined;
}

/** Members as cells of CSV would hold them. */
function asCells(members: Members): Members {
  return new Map([...members].map(([name, value]) => [name, asCell(value)] as const).filter(([, value]) => value !== 'null'));
}

function namesOf(a: Members, b: Members): Set<string> {
  return new Set([...a.keys(), ...b.keys()]);
}

function contrast(name: string, row: Members, expected: Members): string {
  return `${name} is ${row.get(name) ?? 'absent'}, not ${expected.get(name) ?? 'absent'}`;
}
