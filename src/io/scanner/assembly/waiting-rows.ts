// Rows that wait in the total order (event time, rank of the series, input position) for others that may come before them.

/** So many rows are sorted by insertion before merging begins. */
const RUN_ROWS: u32 = 16;

/** Columns of the rows that wait, laid out as those of a chunk: see `place`. */
let waiting: usize = 0;
let waitingRows: usize = 0;
/** Columns of the chunk that joins them. */
let chunkColumns: usize = 0;
let chunkRows: usize = 0;
/** Row numbers of that chunk in the total order, and as much room beside them. */
let order: usize = 0;
let spare: usize = 0;
/** The rank of each series. */
let ranks: usize = 0;

/** Once: where all this stands. */
export function placeWaiting(columnsAt: usize, rows: usize, orderAt: usize, spareAt: usize, ranksAt: usize): void {
  waiting = columnsAt;
  waitingRows = rows;
  order = orderAt;
  spare = spareAt;
  ranks = ranksAt;
}

/**
 * Merges the first `count` rows of a chunk, which came later than all others, into the rows [head, tail) that wait; there must be room
 * behind these. Their lines begin at `chunkAt`. O(count log count), and O(count) where no row is far from its place.
 */
export function mergeRows(columnsAt: usize, rows: usize, count: u32, chunkAt: u32, head: u32, tail: u32): void {
  chunkColumns = columnsAt;
  chunkRows = rows;
  sortRows(count);
  let from = i32(tail) - 1;
  let to = tail + count - 1;
  for (let k = i32(count) - 1; k >= 0; to--) {
    const row = load<u32>(order + (usize(k) << 2));
    if (from >= i32(head) && isBehind(waiting, waitingRows, from, chunkColumns, chunkRows, row)) {
      copyRow(waiting, waitingRows, from--, to, 0);
    } else {
      copyRow(chunkColumns, chunkRows, row, to, chunkAt);
      k--;
    }
  }
}

/**
 * Moves the lines of the waiting rows [head, tail) that begin in [from, to) to `target`, where there are `room` bytes. Returns the bytes
 * that they take, or -1 where that is too much (some may have moved all the same).
 */
export function moveAside(from: u32, to: u32, target: u32, room: i32, head: u32, tail: u32): i32 {
  const starts = waiting + waitingRows * 40;
  const lengths = starts + (waitingRows << 2);
  let used: i32 = 0;
  for (let row = usize(head); row < usize(tail); row++) {
    const start = load<u32>(starts + (row << 2));
    if (start < from || start >= to) continue;
    const size = load<u32>(lengths + (row << 2)) + 1;
    if (used + i32(size) > room) return -1;
    memory.copy(target + used, start, size);
    store<u32>(starts + (row << 2), target + used);
    used += i32(size);
  }
  return used;
}

/** How many of the waiting rows [head, tail) are earlier than `boundMs` and take, with the newlines of their lines, `bytes` and no row more. */
export function countEarlier(head: u32, tail: u32, boundMs: f64, bytes: u32): u32 {
  const lengths = waiting + waitingRows * 44;
  let taken: u32 = 0;
  let row = usize(head);
  for (; row < usize(tail) && taken < bytes && load<f64>(waiting + (row << 3)) < boundMs; row++) taken += load<u32>(lengths + (row << 2)) + 1;
  return u32(row) - head;
}

/** Whether row i of one table stands behind row j of another; equals do not. */
// @ts-ignore: decorator
@inline
function isBehind(columns: usize, rows: usize, i: usize, otherColumns: usize, otherRows: usize, j: usize): bool {
  const time = load<f64>(columns + (i << 3));
  const otherTime = load<f64>(otherColumns + (j << 3));
  if (time != otherTime) return time > otherTime;
  const fours = columns + (rows << 5) + (i << 2);
  const otherFours = otherColumns + (otherRows << 5) + (j << 2);
  const ns = load<i32>(fours);
  const otherNs = load<i32>(otherFours);
  if (ns != otherNs) return ns > otherNs;
  return rankOf(load<u32>(fours + (rows << 2))) > rankOf(load<u32>(otherFours + (otherRows << 2)));
}

// @ts-ignore: decorator
@inline
function rankOf(series: u32): u32 {
  return load<u32>(ranks + (usize(series) << 2));
}

// @ts-ignore: decorator
@inline
function isRowBehind(i: u32, j: u32): bool {
  return isBehind(chunkColumns, chunkRows, i, chunkColumns, chunkRows, j);
}

// @ts-ignore: decorator
@inline
function at(list: usize, i: u32): u32 {
  return load<u32>(list + (usize(i) << 2));
}

// @ts-ignore: decorator
@inline
function put(list: usize, i: u32, row: u32): void {
  store<u32>(list + (usize(i) << 2), row);
}

/** Copies a row to row `to` of those that wait; its line begins `shift` further on than it says. */
// @ts-ignore: decorator
@inline
function copyRow(columns: usize, rows: usize, row: usize, to: usize, shift: u32): void {
  const eights = columns + (row << 3);
  const toEights = waiting + (to << 3);
  store<f64>(toEights, load<f64>(eights));
  store<f64>(toEights + (waitingRows << 3), load<f64>(eights + (rows << 3)));
  store<f64>(toEights + (waitingRows << 4), load<f64>(eights + (rows << 4)));
  store<f64>(toEights + waitingRows * 24, load<f64>(eights + rows * 24));
  const fours = columns + (rows << 5) + (row << 2);
  const toFours = waiting + (waitingRows << 5) + (to << 2);
  store<i32>(toFours, load<i32>(fours));
  store<u32>(toFours + (waitingRows << 2), load<u32>(fours + (rows << 2)));
  store<u32>(toFours + (waitingRows << 3), load<u32>(fours + (rows << 3)) + shift);
  store<u32>(toFours + waitingRows * 12, load<u32>(fours + rows * 12));
  const ones = columns + rows * 48 + row;
  const toOnes = waiting + waitingRows * 48 + to;
  store<u8>(toOnes, load<u8>(ones));
  store<u8>(toOnes + waitingRows, load<u8>(ones + rows));
  store<u8>(toOnes + waitingRows * 2, load<u8>(ones + rows * 2));
}

/** Puts the rows of the chunk in order, in `order`: src/replay/sort-rows.ts in the kernel. */
function sortRows(count: u32): void {
  for (let from: u32 = 0; from < count; from += RUN_ROWS) {
    const to = min(from + RUN_ROWS, count);
    for (let k = from; k < to; k++) {
      let hole = k;
      for (; hole > from && isRowBehind(at(order, hole - 1), k); hole--) put(order, hole, at(order, hole - 1));
      put(order, hole, k);
    }
  }
  for (let width = RUN_ROWS; width < count; width *= 2) {
    for (let from: u32 = 0; from + width < count; from += 2 * width) {
      mergeNeighbours(from, from + width, min(from + 2 * width, count));
    }
  }
}

/** Merges the sorted stretches [from, middle) and [middle, to) of `order`. O(rows that stand on the wrong side, or between such). */
function mergeNeighbours(from: u32, middle: u32, to: u32): void {
  let start = middle;
  while (start > from && isRowBehind(at(order, start - 1), at(order, middle))) start--;
  if (start == middle) return;
  let end = middle;
  while (end < to && isRowBehind(at(order, middle - 1), at(order, end))) end++;

  const leftCount = middle - start;
  memory.copy(spare, order + (usize(start) << 2), usize(leftCount) << 2);
  let left: u32 = 0;
  let right = middle;
  for (let k = start; left < leftCount; k++) {
    if (right < end && isRowBehind(at(spare, left), at(order, right))) put(order, k, at(order, right++));
    else put(order, k, at(spare, left++));
  }
}
