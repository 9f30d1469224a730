// Keeps what is drawn of all series together within bounds: the series that hold most points are thinned first.
import type { MinMaxThinner } from '../stats/min-max-thinner.js';

/** A series with so few points is not thinned. */
const FEW_POINTS = 16;

/** Thins the largest until all of them hold `most` points at most, or hold few each. O(thinners), and O(points) where it thins. */
export function thinTo(most: number, thinners: readonly MinMaxThinner<{ readonly value: number }>[]): void {
  let total = thinners.reduce((sum, { size }) => sum + size, 0);
  while (total > most) {
    const largest = thinners.reduce((size, each) => Math.max(size, each.size), 0);
    if (largest <= FEW_POINTS) return;
    for (const each of thinners) {
      if (each.size <= largest / 2) continue;
      total -= each.size;
      each.thin();
      total += each.size;
    }
  }
}
