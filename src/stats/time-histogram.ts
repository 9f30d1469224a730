// Counts over time in a bounded number of bins, whatever the span turns out to be.

/** Bins of a power of two milliseconds, aligned with the epoch, which become twice as wide whenever there would be too many. */
export class TimeHistogram {
  readonly #most: number;
  #widthMs = 1;
  /** Number of the first bin: it begins at #first * #widthMs. */
  #first = 0;
  /** A row of counts for each category. */
  #counts: number[][];

  /** @param categories what is counted apart; @param most bins at most */
  constructor(categories: number, most = 64) {
    this.#most = most;
    this.#counts = Array.from({ length: categories }, () => []);
  }

  get widthMs(): number {
    return this.#widthMs;
  }

  /** Of the first bin. */
  get fromMs(): number {
    return this.#first * this.#widthMs;
  }

  /** By category, then bin. */
  get counts(): readonly (readonly number[])[] {
    return this.#counts;
  }

  /** Counts one. O(1) amortised, in any order of time. */
  add(timeMs: number, category: number): void {
    let bin = Math.floor(timeMs / this.#widthMs) - this.#first;
    if (bin < 0 || bin >= this.#counts[0].length) bin = this.#reach(timeMs);
    this.#counts[category][bin]++;
  }

  /** Makes room for an instant. @returns its bin */
  #reach(timeMs: number): number {
    if (this.#counts[0].length === 0) this.#first = Math.floor(timeMs / this.#widthMs);
    let bin = Math.floor(timeMs / this.#widthMs);
    while (Math.max(bin + 1, this.#first + this.#counts[0].length) - Math.min(bin, this.#first) > this.#most) {
      this.#double();
      bin = Math.floor(timeMs / this.#widthMs);
    }
    const before = Math.max(0, this.#first - bin);
    this.#first -= before;
    const length = Math.max(bin - this.#first + 1, before + this.#counts[0].length);
    this.#counts = this.#counts.map((row) => Array.from({ length }, (_, i) => row[i - before] ?? 0));
    return bin - this.#first;
  }

  #double(): void {
    const odd = Math.abs(this.#first % 2);
    const first = Math.floor(this.#first / 2);
    this.#counts = this.#counts.map((row) => {
      const wider = Array.from({ length: Math.ceil((row.length + odd) / 2) }, () => 0);
      row.forEach((count, i) => (wider[(i + odd) >> 1] += count));
      return wider;
    });
    this.#first = first;
    this.#widthMs *= 2;
  }
}
