// What of a log has to be read for a window of event time, in which order, and how much of it will have to wait.
import { nearBlocksBetween, outliersBetween, type BlockIndex } from '../io/block-index.js';
import { ROW_BYTES } from '../model/batch.js';
import type { Instant } from '../model/instant.js';

/** Outliers that are read together: a few dozen kilobytes. */
const GROUP_ROWS = 256;

/** Event times [from, to); an absent bound is none. */
export interface TimeWindow {
  readonly from?: Instant;
  readonly to?: Instant;
}

/** A block by its number, or some outliers by theirs, in order of event time. */
export type ReadingUnit = { readonly block: number } | { readonly outliers: Uint32Array };

export interface ReadingPlan {
  readonly units: readonly ReadingUnit[];
  /** Entry k: the least event time of unit k and all behind it; the last entry is Infinity. Ascending. */
  readonly earliestMs: Float64Array;
  /** Events in the units. */
  readonly rows: number;
}

/**
 * Plans the reading of the events of whole milliseconds fromMs to toMs, both included: the blocks that can hold some in file order, and
 * outliers, by their time, just before they would hold up what stands in order. O(blocks + outliers log outliers).
 */
export function planReading(index: BlockIndex, fromMs: number, toMs: number): ReadingPlan {
  const { outliers, minMs, rowCount, outlierCount } = index;
  const blocks = nearBlocksBetween(index, fromMs, toMs);
  const far = outliersBetween(index, fromMs, toMs).sort((a, b) => outliers.timeMs[a] - outliers.timeMs[b]);
  const blocksMs = new Float64Array(blocks.length + 1).fill(Infinity);
  for (let k = blocks.length - 1; k >= 0; k--) blocksMs[k] = Math.min(blocksMs[k + 1], minMs[blocks[k]]);

  const units: ReadingUnit[] = [];
  const earliestMs: number[] = [];
  let group = 0;
  let rows = far.length;
  for (let k = 0; k <= blocks.length; k++) {
    for (; group < far.length && outliers.timeMs[far[group]] <= blocksMs[k]; group += GROUP_ROWS) {
      units.push({ outliers: far.subarray(group, group + GROUP_ROWS) });
      earliestMs.push(outliers.timeMs[far[group]]);
    }
    earliestMs.push(blocksMs[k]);
    if (k === blocks.length) break;
    units.push({ block: blocks[k] });
    rows += rowCount[blocks[k]] - outlierCount[blocks[k]];
  }
  return { units, earliestMs: Float64Array.from(earliestMs), rows };
}

/**
 * Units that are read together: blocks that follow each other in their file, without outliers among them, up to so many bytes. Entry g is the
 * first unit of group g, the last entry the number of units. O(units).
 */
export function groupUnits(index: BlockIndex, { units }: ReadingPlan, mostBytes: number): number[] {
  const { fileIndex, offset, byteLength, outlierCount } = index;
  const firsts: number[] = [];
  let end = -1; // of the group so far in its file, -1 where nothing may join it
  let file = 0;
  let bytes = 0;
  for (const [k, unit] of units.entries()) {
    const block = 'block' in unit && outlierCount[unit.block] === 0 ? unit.block : undefined;
    if (block !== undefined && offset[block] === end && fileIndex[block] === file && bytes + byteLength[block] <= mostBytes) {
      bytes += byteLength[block];
    } else {
      firsts.push(k);
      bytes = block === undefined ? 0 : byteLength[block];
    }
    end = block === undefined ? -1 : offset[block] + byteLength[block];
    file = block === undefined ? 0 : fileIndex[block];
  }
  return [...firsts, units.length];
}

/** How many bytes of blocks are read for a window of event time. O(blocks + outliers log outliers). */
export function plannedBytes(index: BlockIndex, { from, to }: TimeWindow): number {
  return bytesOf(index, planReading(index, ...wholeMilliseconds({ from, to })));
}

/** How many bytes of blocks are read while a plan is followed. O(units). */
export function bytesOf(index: BlockIndex, { units }: ReadingPlan): number {
  return units.reduce((sum, unit) => sum + ('block' in unit ? index.byteLength[unit.block] : 0), 0);
}

/** The whole milliseconds of a window, first and last included. */
export function wholeMilliseconds({ from, to }: TimeWindow): [fromMs: number, toMs: number] {
  return [from?.timeMs ?? -Infinity, to === undefined ? Infinity : to.timeNs > 0 ? to.timeMs : to.timeMs - 1];
}

/** How many bytes of blocks wait for their order at once, at most, while a plan is followed: nearly what the reorder buffer will hold. */
export function predictHeldBytes(index: BlockIndex, { units, earliestMs }: ReadingPlan): number {
  const change = new Float64Array(units.length + 1);
  for (const [k, unit] of units.entries()) {
    if (!('block' in unit)) continue;
    const { block } = unit;
    const bytes = index.byteLength[block] + index.rowCount[block] * ROW_BYTES;
    change[k] += bytes;
    change[firstBehind(earliestMs, k, index.maxMs[block])] -= bytes;
  }
  let most = 0;
  let held = 0;
  for (const bytes of change) most = Math.max(most, (held += bytes));
  return most;
}

/** The first unit behind unit k before which everything up to timeMs may leave. */
function firstBehind(earliestMs: Float64Array, k: number, timeMs: number): number {
  let low = k + 1;
  for (let high = earliestMs.length - 1; low < high; ) {
    const middle = (low + high) >> 1;
    if (earliestMs[middle] > timeMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
