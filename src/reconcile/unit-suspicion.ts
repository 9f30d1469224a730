// Whether a field is in two units: every row differs, and all in the way in which one unit turns into another.

/** existing = factor * recomputed + offset. */
interface Conversion {
  readonly text: string;
  readonly factor: number;
  readonly offset: number;
}

const CONVERSIONS: readonly Conversion[] = [
  { text: '°F in the existing rows, °C in the recomputed ones', factor: 1.8, offset: 32 },
  { text: '°C in the existing rows, °F in the recomputed ones', factor: 1 / 1.8, offset: -32 / 1.8 },
  { text: 'K in the existing rows, °C in the recomputed ones', factor: 1, offset: 273.15 },
  { text: '°C in the existing rows, K in the recomputed ones', factor: 1, offset: -273.15 },
  ...[10, 60, 100, 1000, 3600, 1e6, 1e9].flatMap((factor) => [
    { text: `existing values ${factor} times the recomputed ones`, factor, offset: 0 },
    { text: `recomputed values ${factor} times the existing ones`, factor: 1 / factor, offset: 0 },
  ]),
];

const FEWEST_PAIRS = 8;
/** Share of the size of the existing values by which the mean pair may miss the conversion: both sides are rounded. */
const MOST_MISS = 0.001;

/** Collects the pairs of one field. O(1) memory: each conversion keeps how far it missed. */
export class UnitSuspicion {
  #pairs = 0;
  #size = 0;
  readonly #misses = new Float64Array(CONVERSIONS.length);

  add(recomputed: number, existing: number): void {
    this.#pairs++;
    this.#size += Math.abs(existing);
    for (let i = 0; i < CONVERSIONS.length; i++) {
      const { factor, offset } = CONVERSIONS[i];
      this.#misses[i] += Math.abs(factor * recomputed + offset - existing);
    }
  }

  /** The two units, in words, where the pairs look like it. */
  verdict(): string | undefined {
    if (this.#pairs < FEWEST_PAIRS || this.#size === 0) return undefined;
    return CONVERSIONS.find((_, i) => this.#misses[i] <= MOST_MISS * this.#size)?.text;
  }
}
