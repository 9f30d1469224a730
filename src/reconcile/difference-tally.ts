// What differs by how much: the counts of a reconciliation, a line a field, in memory that does not grow with the rows.
import { kindOf, type Members } from './value.js';
import { UnitSuspicion } from './unit-suspicion.js';

/** Upper bounds of the classes of |recomputed - existing|; the last class has none. */
export const SIZE_BOUNDS = [0.01, 0.1, 1, 10] as const;

/** Share of the rows in which two units differ, at least. */
const NEARLY_ALL = 0.9;

/** How one field differs, over the rows that both sides have. */
export interface FieldDifference {
  readonly field: string;
  readonly rows: number;
  /** Of these, rows where both values are numbers; the rest of the figures is about them. */
  readonly numbers: number;
  /** Rows by size of the difference: up to each of SIZE_BOUNDS, and above. */
  readonly bySize: readonly number[];
  readonly mean: number;
  readonly largest: number;
  /** The key of the row with the largest difference, as JSON. */
  readonly largestAt?: string;
}

interface FieldState {
  differs: number;
  numbers: number;
  readonly bySize: number[];
  sum: number;
  largest: number;
  largestAt?: string;
  inRecomputed: number;
  inExisting: number;
  readonly units: UnitSuspicion;
}

/** A field that every compared row of one side has and none of the other. */
export interface MissingField {
  readonly field: string;
  readonly missingIn: 'recomputed' | 'existing';
}

/** Adds up the rows that are not the same byte for byte. */
export class DifferenceTally {
  readonly #fields = new Map<string, FieldState>();
  readonly #ignored: (field: string) => boolean;
  #compared = 0;

  /** @param ignored whether a field is not compared */
  constructor(ignored: (field: string) => boolean) {
    this.#ignored = ignored;
  }

  /** Adds a pair of rows whose fields `differing` differ beyond their tolerance. O(fields). */
  add(recomputed: Members, existing: Members, differing: readonly string[], key: () => string): void {
    this.#compared++;
    for (const field of recomputed.keys()) if (!this.#ignored(field)) this.#state(field).inRecomputed++;
    for (const field of existing.keys()) if (!this.#ignored(field)) this.#state(field).inExisting++;
    for (const field of differing) {
      const [a, b] = [recomputed.get(field), existing.get(field)];
      if (a === undefined || b === undefined || kindOf(a) !== 'number' || kindOf(b) !== 'number') this.#state(field).differs++;
      else this.#addNumbers(this.#state(field), Number(a), Number(b), key);
    }
  }

  /** Whether the field was met before. */
  knows(field: string): boolean {
    return this.#fields.has(field);
  }

  /** Adds a pair of rows that have the same fields and differ at most in one, which is known; undefined where it lies within its tolerance. O(1). */
  addAlike(differing: { readonly field: string; readonly recomputed: number; readonly existing: number } | undefined, key: () => string): void {
    this.#compared++;
    if (differing) this.#addNumbers(this.#state(differing.field), differing.recomputed, differing.existing, key);
  }

  #addNumbers(state: FieldState, recomputed: number, existing: number, key: () => string): void {
    state.differs++;
    state.units.add(recomputed, existing);
    const size = Math.abs(recomputed - existing);
    state.numbers++;
    state.sum += size;
    state.bySize[classOf(size)]++;
    if (size > state.largest) {
      state.largest = size;
      state.largestAt = key();
    }
  }

  /** The fields that differ anywhere, most often first. */
  differences(): FieldDifference[] {
    return [...this.#fields]
      .filter(([, { differs }]) => differs > 0)
      .sort(([, a], [, b]) => b.differs - a.differs)
      .map(([field, { differs, numbers, bySize, sum, largest, largestAt }]) => (
        { field, rows: differs, numbers, bySize, mean: numbers > 0 ? sum / numbers : NaN, largest, largestAt }
      ));
  }

  /** The first field that one side lacks throughout; only meaningful where no row was the same byte for byte. There is none where a pair was alike. */
  missingField(): MissingField | undefined {
    for (const [field, { inRecomputed, inExisting }] of this.#fields) {
      if (inRecomputed === this.#compared && inExisting === 0) return { field, missingIn: 'existing' };
      if (inExisting === this.#compared && inRecomputed === 0) return { field, missingIn: 'recomputed' };
    }
    return undefined;
  }

  /**
   * A field that differs as two units do, in nearly all of the rows: some have nothing in it.
   *
   * @param identical rows that were not compared, since they are the same
   */
  unitMismatch(identical: number): { readonly field: string; readonly text: string } | undefined {
    for (const [field, { numbers, units }] of this.#fields) {
      const text = numbers >= NEARLY_ALL * (this.#compared + identical) ? units.verdict() : undefined;
      if (text !== undefined) return { field, text };
    }
    return undefined;
  }

  #state(field: string): FieldState {
    let state = this.#fields.get(field);
    if (!state) {
      const bySize = new Array<number>(SIZE_BOUNDS.length + 1).fill(0);
      state = { differs: 0, numbers: 0, bySize, sum: 0, largest: -1, inRecomputed: 0, inExisting: 0, units: new UnitSuspicion() };
      this.#fields.set(field, state);
    }
    return state;
  }
}

function classOf(size: number): number {
  // Decimals such as 0.01 come out of a subtraction a little larger.
  const at = SIZE_BOUNDS.findIndex((bound) => size <= bound * (1 + 1e-9));
  return at < 0 ? SIZE_BOUNDS.length : at;
}
