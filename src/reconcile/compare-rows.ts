// Two rows of one key: which of their fields differ, and where they cannot be compared at all.
import { asCell, EXACT, isSameValue, kindOf, type Members, type Tolerance } from './value.js';

/** What of rows is compared, and how strictly. */
export interface CompareOptions {
  /** Names of the key: equal by definition. */
  readonly keys: ReadonlySet<string>;
  /** Only these fields; all but the key by default. */
  readonly fields?: readonly string[];
  /** By field; `*` stands for all others. */
  readonly tolerances: ReadonlyMap<string, Tolerance>;
  /** Whether both files tell text from numbers, and null from nothing; where one does not, neither is done. */
  readonly isTyped: boolean;
}

/** A field with a number on the one side and text on the other, or the like. */
export interface KindMismatch {
  readonly field: string;
  readonly recomputed: string;
  readonly existing: string;
}

/**
 * The fields that differ, in the order of the recomputed row and then of the existing one. An absent field differs from any value, null
 * from any other one. O(fields).
 *
 * @returns a mismatch where a field has two kinds of value, neither of them null.
 */
export function compareRows(recomputed: Members, existing: Members, options: CompareOptions): string[] | KindMismatch {
  const { keys, fields, tolerances, isTyped } = options;
  const differing: string[] = [];
  for (const field of fields ?? namesOf(recomputed, existing)) {
    if (keys.has(field)) continue;
    const a = isTyped ? recomputed.get(field) : asCell(recomputed.get(field));
    const b = isTyped ? existing.get(field) : asCell(existing.get(field));
    if (a === b) continue;
    if (a !== undefined && b !== undefined) {
      const [kind, other] = [kindOf(a), kindOf(b)];
      if (kind !== other && kind !== 'null' && other !== 'null') return { field, recomputed: a, existing: b };
      if (isSameValue(a, b, tolerances.get(field) ?? tolerances.get('*') ?? EXACT)) continue;
    }
    differing.push(field);
  }
  return differing;
}

function* namesOf(recomputed: Members, existing: Members): Generator<string, void, undefined> {
  yield* recomputed.keys();
  for (const name of existing.keys()) if (!recomputed.has(name)) yield name;
}
