// Pseudo-gaps: voids laid over observed stretches of the sample, where what each model would fill can be compared with what was there.
import type { Window } from './void-window.js';
import type { Segment } from './grid.js';

/** A pseudo-gap: the window as a model would see it, and the truth (NaN where nothing was seen there either). */
export interface PseudoGap {
  readonly window: Window;
  readonly truth: Float64Array;
}

/** How many pseudo-gaps make a judgement: so many gaps, and points or as many as there are readings. */
const ENOUGH = Object.freeze({ gaps: 24, points: 600 });
const MOST_TRIES = 4000;
/** Share of a pseudo-gap's steps at least that must have been seen. */
const SEEN_SHARE = 0.7;
/** Successive multiples of irrational numbers are spread evenly (Weyl 1916), so lengths and places need no random numbers. */
const spread = (k: number, irrational: number, n: number) => Math.floor(((k * irrational) % 1) * n);
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * Lays voids of the given lengths, each with the same chance, over the segments, with `contextSteps` on each side, until there are
 * enough of them. Fewer where the segments hold no more. O(points and context).
 */
export function layPseudoGaps(segments: readonly Segment[], lengths: readonly number[], contextSteps: number): PseudoGap[] {
  const starts: number[] = [];
  let total = 0;
  for (const { value } of segments) {
    starts.push(total);
    total += value.length;
  }
  const enoughPoints = Math.min(ENOUGH.points, total);
  const gaps: PseudoGap[] = [];
  let points = 0;
  for (let k = 1; k <= MOST_TRIES && (gaps.length < ENOUGH.gaps || points < enoughPoints); k++) {
    const count = lengths[spread(k, Math.SQRT2, lengths.length)];
    const at = spread(k, GOLDEN_RATIO, total);
    const owner = starts.findLastIndex((start) => start <= at);
    const gap = layOne(segments[owner], at - starts[owner], count, contextSteps);
    if (!gap) continue;
    gaps.push(gap);
    points += count;
  }
  return gaps;
}

/** A pseudo-gap over steps [at, at + count), if it lies between two readings and enough of it was seen. */
function layOne({ timeMs, value }: Segment, at: number, count: number, contextSteps: number): PseudoGap | undefined {
  if (at < 1 || at + count >= value.length || Number.isNaN(value[at - 1]) || Number.isNaN(value[at + count])) return undefined;
  const truth = value.slice(at, at + count);
  if (truth.reduce((seen, y) => seen + (Number.isNaN(y) ? 0 : 1), 0) < SEEN_SHARE * count) return undefined;
  const from = Math.max(0, at - contextSteps);
  const to = Math.min(value.length, at + count + contextSteps);
  const z = value.slice(from, to);
  z.fill(NaN, at - from, at - from + count);
  return { window: { z, timeMs: timeMs.subarray(from, to), length: to - from, first: at - from, count }, truth };
}
