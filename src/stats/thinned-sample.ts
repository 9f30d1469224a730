// A bounded sample of a stream of numbers, for quantiles: which ones are kept depends on their places alone, not on chunks or luck.

/** Keeps every k-th number; whenever there are too many, every second one goes and k doubles. Memory O(capacity). */
export class ThinnedSample {
  readonly #kept: Float64Array;
  #count = 0;
  #stride = 1;
  #untilNext = 0;

  /** @param capacity an even number */
  constructor(capacity = 8192) {
    this.#kept = new Float64Array(capacity);
  }

  /** O(1) amortised. */
  add(value: number): void {
    if (this.#untilNext > 0) {
      this.#untilNext--;
      return;
    }
    if (this.#count === this.#kept.length) this.#thin();
    this.#kept[this.#count++] = value;
    this.#untilNext = this.#stride - 1;
  }

  /** What is kept, in the order in which it came. O(capacity). */
  values(): Float64Array {
    return this.#kept.slice(0, this.#count);
  }

  /** The value that a share `p` of the sample lies at or below (nearest rank); NaN of an empty one. O(capacity log capacity). */
  quantile(p: number): number {
    if (this.#count === 0) return NaN;
    const sorted = this.#kept.slice(0, this.#count).sort();
    return sorted[Math.min(this.#count - 1, Math.max(0, Math.ceil(p * this.#count) - 1))];
  }

  // The number about to be added is the stride-th after the last one kept, and with an even capacity the next of the wider stride too.
  #thin(): void {
    this.#count /= 2;
    for (let i = 0; i < this.#count; i++) this.#kept[i] = this.#kept[2 * i];
    this.#stride *= 2;
  }
}
