// Counts by size in bins whose bounds are round numbers, for sizes of which nobody knows beforehand how large they are.

/** Counts of what lies in [from, to). */
export interface RoundBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Bins between powers of two: 1, 2 to 3, 4 to 7, ... */
export class DoublingHistogram {
  readonly #counts: number[] = [];

  /** @param size a whole number from 1 */
  add(size: number): void {
    const bin = 31 - Math.clz32(Math.min(size, 2 ** 31));
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
  }

  /** From the first bin to the last one that holds anything. */
  bins(): RoundBin[] {
    return Array.from(this.#counts, (count = 0, bin) => ({ from: 2 ** bin, to: 2 ** (bin + 1), count }));
  }
}

const STEPS = [1, 2, 5] as const;
/** Bins on each side of the middle one, and the share that may lie beyond the last but one of them: then the last has no end. */
const BINS_A_SIDE = 9;
const FAR_SHARE = 0.01;

/**
 * Bins between 1, 2 and 5 times powers of ten, on both sides of zero. The finest of them follow from what was counted: they reach from
 * nearly the largest down by nine bounds, and what is nearer to zero is one bin.
 */
export class SignedHistogram {
  /** By rank of the size; key 0 of the sign is below zero. */
  readonly #counts = [new Map<number, number>(), new Map<number, number>()] as const;
  #total = 0;

  /** @param size finite; zero, or so far from it (1e-300) that bounds below it are numbers. O(1). */
  add(size: number): void {
    const counts = this.#counts[size < 0 ? 0 : 1];
    const rank = size === 0 ? -Infinity : rankOf(Math.abs(size));
    counts.set(rank, (counts.get(rank) ?? 0) + 1);
    this.#total++;
  }

  /** From the lowest to the highest bin that hold anything, empty ones between them too. O(bins). */
  bins(): RoundBin[] {
    if (this.#total === 0) return [];
    const top = this.#topRank();
    const least = top - BINS_A_SIDE + 1;
    const sums = Array.from({ length: 2 * BINS_A_SIDE + 1 }, () => 0);
    for (const [sign, counts] of this.#counts.entries()) {
      for (const [rank, count] of counts) {
        const bin = Math.max(0, Math.min(rank, top) - least + 1);
        sums[BINS_A_SIDE + (sign === 0 ? -bin : bin)] += count;
      }
    }
    const bins = sums.map((count, i) => {
      const bin = Math.abs(i - BINS_A_SIDE);
      const isOpen = bin === BINS_A_SIDE && this.#isBeyond(top + 1);
      const [near, far] = [boundOf(least + bin - 1), isOpen ? Infinity : boundOf(least + bin)];
      return i === BINS_A_SIDE ? { from: -boundOf(least), to: boundOf(least), count } : i < BINS_A_SIDE ? { from: -far, to: -near, count } : { from: near, to: far, count };
    });
    const isUsed = bins.map(({ count }) => count > 0);
    return bins.slice(isUsed.indexOf(true), isUsed.lastIndexOf(true) + 1);
  }

  /** The lowest rank beyond which at most a hundredth lies. */
  #topRank(): number {
    const ranks = [...new Set(this.#counts.flatMap((counts) => [...counts.keys()]))].filter(Number.isFinite).sort((a, b) => b - a);
    let beyond = 0;
    for (const rank of ranks) {
      beyond += this.#countAt(rank);
      if (beyond > FAR_SHARE * this.#total) return rank;
    }
    return 0;
  }

  #countAt(rank: number): number {
    return this.#counts.reduce((sum, counts) => sum + (counts.get(rank) ?? 0), 0);
  }

  #isBeyond(rank: number): boolean {
    return this.#counts.some((counts) => [...counts.keys()].some((each) => each >= rank));
  }
}

/** The number of the last bound that is at most `size`: 0 for 1, 1 for 2, 2 for 5, 3 for 10, -1 for 0.5. */
function rankOf(size: number): number {
  let rank = 3 * Math.floor(Math.log10(size)) + 2;
  while (boundOf(rank) > size) rank--;
  return rank;
}

function boundOf(rank: number): number {
  const exponent = Math.floor(rank / 3);
  return Number(`${STEPS[rank - 3 * exponent]}e${exponent}`);
}
