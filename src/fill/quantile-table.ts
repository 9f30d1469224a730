// Looking things up in ascending tables: between which entries a value lies, and what lies between two entries.

/** Index of the last entry <= x, -1 where all are larger. O(log n). */
export function lastAtMost(table: ArrayLike<number>, x: number): number {
  let low = -1;
  let high = table.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (table[middle] <= x) low = middle;
    else high = middle;
  }
  return low;
}

/** The entry at a fractional index within [0, n - 1], linear in between. O(1). */
export function interpolate(table: ArrayLike<number>, at: number): number {
  const cell = Math.min(Math.floor(at), table.length - 2);
  return cell < 0 ? table[0] : table[cell] + (at - cell) * (table[cell + 1] - table[cell]);
}

/** The fractional index of x: the inverse of `interpolate`; of equal entries the last. 0 below the table, n - 1 above. O(log n). */
export function locate(table: ArrayLike<number>, x: number): number {
  const cell = lastAtMost(table, x);
  if (cell < 0) return 0;
  if (cell >= table.length - 1) return table.length - 1;
  return cell + (x - table[cell]) / (table[cell + 1] - table[cell]);
}

/** `cells` + 1 evenly spaced quantiles of ascending values, from the smallest to the largest. O(cells). */
export function quantilesOf(sorted: ArrayLike<number>, cells: number): number[] {
  return Array.from({ length: cells + 1 }, (_, k) => interpolate(sorted, (k / cells) * (sorted.length - 1)));
}
