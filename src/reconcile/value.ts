// Values as rows spell them: JSON texts, compared by what they mean and not by how they are written.

/** The members of a row by name, each value as it is spelled in JSON. */
export type Members = ReadonlyMap<string, string>;

export type ValueKind = 'number' | 'text' | 'boolean' | 'null' | 'structure';

/** How far two numbers may lie apart and still count as equal: absolute + relative * |existing|. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** Deeper structures are compared by their bytes. */
const MOST_DEPTH = 500;

export const EXACT: Tolerance = Object.freeze({ absolute: 0, relative: 0 });

/** What a JSON text is, by its first character. O(1). */
export function kindOf(text: string): ValueKind {
  switch (text.charCodeAt(0)) {
    case 0x22:
      return 'text';
    case 0x74:
    case 0x66:
      return 'boolean';
    case 0x6e:
      return 'null';
    case 0x7b:
    case 0x5b:
      return 'structure';
    default:
      return 'number';
  }
}

/**
 * Whether two values of one kind are the same: numbers by their exact value or within the tolerance, text by its characters, structures
 * with the order of their members left aside; but those that nest deeper
 * than MOST_DEPTH by their bytes. O(length).
 *
 * @example
 * isSameValue('52.30', '52.3'); // true
 */
export function isSameValue(recomputed: string, existing: string, { absolute, relative }: Tolerance = EXACT): boolean {
  if (recomputed === existing) return true;
  const kind = kindOf(recomputed);
  if (kind !== kindOf(existing)) return false;
  if (kind === 'number') {
    const [a, b] = [Number(recomputed), Number(existing)];
    // Beyond 2^53 a double holds no longer what is written.
    if (a === b) return Number.isSafeInteger(a) || !areIntegers(recomputed, existing) || BigInt(recomputed) === BigInt(existing);
    return Math.abs(a - b) <= absolute + relative * Math.abs(b);
  }
  if (kind === 'text') return JSON.parse(recomputed) === JSON.parse(existing);
  return kind === 'structure' && isShallow(recomputed) && isShallow(existing) && canonical(JSON.parse(recomputed)) === canonical(JSON.parse(existing));
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** What a cell of CSV would say of a value: nothing is null, and text that spells a number or a truth value is that. O(length). */
export function asCell(value: string | undefined): string {
  if (value === undefined) return 'null';
  if (kindOf(value) !== 'text') return value;
  const text = (JSON.parse(value) as string).trim();
  if (text === '') return 'null';
  return JSON_NUMBER.test(text) || text === 'true' || text === 'false' ? text : value;
}

function areIntegers(a: string, b: string): boolean {
  return /^-?\d+$/.test(a) && /^-?\d+$/.test(b);
}

/** Whether a JSON text nests less deep than would overflow the stack of what walks it. */
function isShallow(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      for (at++; text.charCodeAt(at) !== 0x22; at++) if (text.charCodeAt(at) === 0x5c) at++;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > MOST_DEPTH) return false;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return true;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  ));
}
