// The merge join behind reconcile: two sides in key order, of which whatever is the same byte for byte is passed over in long strides.
import type { KeySpec, RowKey } from '../io/key-reader.js';
import { MemberMatcher } from '../io/member-matcher.js';
import { lineError, lineOf, type SidePiece, type Sides } from './keyed-side.js';
import type { JoinSink } from './join-sink.js';
import { RespelledRows } from './respelled-rows.js';
import { compareKeys, ExistingCursor, RecomputedCursor } from './side-cursors.js';

/** Rows that are compared in one stride, at most. */
const LONGEST_STRIDE = 8192;

/**
 * Joins two sides. The recomputed side comes with its keys; of the existing one only lines that differ are read. Every row of either side
 * goes to the sink once. Time: O(bytes), and some microseconds for each row that is not the same byte for byte. Memory: a piece a side.
 *
 * @throws OutOfOrder where a side is not in order. @throws TelemendError `bad-input` where a side has a key twice or a line has none.
 */
export async function joinSides(
  sides: Sides,
  pieces: { readonly recomputed: AsyncIterator<SidePiece>; readonly existing: AsyncIterator<SidePiece> },
  spec: KeySpec,
  sink: JoinSink,
): Promise<void> {
  const recomputed = new RecomputedCursor(sides.recomputed);
  const existing = new ExistingCursor(sides.existing, spec);
  const isAlike = sides.recomputed.rows.dialect === sides.existing.rows.dialect;
  const matcher = isAlike && sides.existing.rows.isTyped ? new MemberMatcher() : undefined;
  const respelled = matcher && spec.time !== undefined ? new RespelledRows(recomputed, existing, matcher, sink) : undefined;
  let run = 0;
  /** What stands behind a run of the same piece differs. */
  let isBehindRun = false;
  for (;;) {
    if (recomputed.isAtEnd || existing.isAtEnd) {
      while (recomputed.isAtEnd && (await recomputed.advance(pieces.recomputed)));
      while (existing.isAtEnd && (await existing.advance(pieces.existing)));
      await sink.flush();
      isBehindRun = false;
    }
    if (recomputed.isAtEnd && existing.isAtEnd) return;
    if (isAlike && !isBehindRun && !recomputed.isAtEnd && !existing.isAtEnd) {
      run = passSame(recomputed, existing, run);
      if (run > 0) {
        sink.same(run);
        isBehindRun = true;
        continue;
      }
    }
    isBehindRun = false;
    if (respelled && !recomputed.isAtEnd && !existing.isAtEnd) {
      const hasPassed = respelled.pass();
      if (hasPassed === true) continue;
      if (hasPassed !== false) await hasPassed;
    }
    if (!existing.isAtEnd) {
      const isRow = existing.read();
      if (isRow === false) continue;
      if (isRow !== true) await isRow;
    }
    const key = recomputed.isAtEnd ? existing.key : recomputed.keyOf(recomputed.row);
    const order = recomputed.isAtEnd ? 1 : existing.isAtEnd ? -1 : compareKeys(key, existing.key);
    if (order < 0) sink.onlyRecomputed(recomputed.line, key);
    else if (order > 0) sink.onlyExisting(existing.line, existing.key);
    else if (matcher?.isSame(recomputed.bytes, recomputed.keys.start[recomputed.row], existing.bytes, existing.at)) {
      sink.same(1);
      respelled?.noteOne();
    } else if (!matcher?.differsInOneNumber || !sink.pairInOneNumber(matcher)) await joinPair(sides, recomputed, existing, key, sink);
    if (order <= 0) recomputed.row++;
    if (order >= 0) existing.pass();
  }
}

async function joinPair(
  sides: Sides,
  recomputed: RecomputedCursor,
  existing: ExistingCursor,
  key: RowKey,
  sink: JoinSink,
): Promise<void> {
  const line = lineOf(sides.recomputed, recomputed.keys.arrival[recomputed.row]);
  const lineOfExisting = existing.lineNumber();
  const fault = sink.pair(recomputed.line, existing.line, key, async () => ({ recomputed: line, existing: await lineOfExisting() }));
  if (fault === undefined) return;
  const other = `${sides.existing.name}, line ${await lineOfExisting()}`;
  throw lineError(sides.recomputed, line, `${fault} (${other})`, 'nothing was written: give both files the same types');
}

/**
 * Passes over the rows that are the same byte for byte from both cursors on, and says how many they were.
 *
 * @param lastRun how many they were the last time
 */
function passSame(recomputed: RecomputedCursor, existing: ExistingCursor, lastRun: number): number {
  const { keys, bytes, row: first } = recomputed;
  const shift = existing.at - keys.start[first];
  let stride = Math.min(Math.max(1, lastRun >> 1), LONGEST_STRIDE);
  let row = first;
  while (row < keys.count) {
    const last = Math.min(row + stride, keys.count) - 1;
    const start = keys.start[row];
    const end = keys.start[last] + keys.length[last] + 1;
    if (end + shift <= existing.end && bytes.compare(existing.bytes, start + shift, end + shift, start, end) === 0) {
      row = last + 1;
      stride = Math.min(stride * 2, LONGEST_STRIDE);
    } else if (last === row) {
      break;
    } else {
      stride = Math.max(1, (last + 1 - row) >> 2);
    }
  }
  if (row === first) return 0;
  recomputed.row = row;
  // Up to the end of the last row, not to the start of the next: between them may be blank lines on one side alone.
  const lastAt = keys.start[row - 1] + shift;
  existing.passSame(lastAt, lastAt + keys.length[row - 1] + 1, recomputed.keyOf(row - 1));
  return row - first;
}
