// The second, partial pass of a recovery: a bounded sample of each series, from windows of event time spread over all of it.
import { blocksBetween, type BlockIndex } from '../io/block-index.js';
import { readBlock } from '../io/chunks.js';
import { letGo } from '../io/let-go.js';
import type { ChunkDecoder } from '../io/decode.js';
import type { Log } from '../io/log.js';
import { Flag, Origin } from '../model/flag.js';
import type { TimeCluster } from '../stats/time-clusters.js';
import type { Check } from '../validate/check.js';
import { SampledRows, type SeriesSample } from './sampled-rows.js';

/** Events sampled over all series, and of one series at least and at most. */
const SAMPLE_EVENTS = 1_000_000;
const MOST_EVENTS = 8_192;
const FEWEST_EVENTS = 64;
/** Windows that a series too long for its share is sampled in. */
const WINDOWS = 16;
/** Beyond so many series, telling which blocks none of them needs would cost more than reading all. */
const MOST_SERIES_TO_SELECT_BLOCKS = 256;

/** The windows of one series: evenly placed over the time in which it has events. They depend on the set of its instants alone. */
interface Windows {
  readonly clusters: readonly TimeCluster[];
  /** Time in clusters before each of them. */
  readonly busyBeforeMs: readonly number[];
  readonly periodMs: number;
  readonly openMs: number;
}

/**
 * Samples every series: all of its events where there are few, else those in sixteen windows of event time. Reads the blocks that
 * can hold one; memory is bounded by SAMPLE_EVENTS, or by FEWEST_EVENTS a series.
 *
 * @returns gives the sample of a series by its number, put together when it is asked for
 */
export async function sampleLog(
  log: Log,
  index: BlockIndex,
  decode: ChunkDecoder,
  check: Check,
  clustersOf: readonly (readonly TimeCluster[])[],
): Promise<(series: number) => SeriesSample> {
  const share = Math.min(MOST_EVENTS, Math.max(FEWEST_EVENTS, Math.floor(SAMPLE_EVENTS / Math.max(1, clustersOf.length))));
  const windows = clustersOf.map((clusters) => layWindows(clusters, share));
  const rows = new SampledRows(windows.length);
  for (const block of blocksToRead(index, windows)) {
    const chunk = await readBlock(log, index.fileIndex[block], index.offset[block], index.byteLength[block]);
    const { batch } = decode(chunk.bytes, chunk.byteCount, index.firstArrival[block], chunk.offset, chunk.fileIndex);
    check(batch);
    for (let i = 0; i < batch.count; i++) {
      if (batch.origin[i] !== Origin.Observed || batch.flag[i] === Flag.Fail || batch.flag[i] === Flag.Missing) continue;
      const window = windowOf(windows[batch.series[i]], batch.timeMs[i]);
      if (window >= 0) rows.add(batch, i, window);
    }
    letGo(batch);
  }
  return (series) => rows.sample(series, windows[series].periodMs === Infinity);
}

function layWindows(clusters: readonly TimeCluster[], share: number): Windows {
  const events = clusters.reduce((sum, cluster) => sum + cluster.count, 0);
  let busyMs = 0;
  const busyBeforeMs = clusters.map(({ firstMs, lastMs }) => {
    const before = busyMs;
    busyMs += lastMs - firstMs + 1;
    return before;
  });
  if (events <= share) return { clusters, busyBeforeMs, periodMs: Infinity, openMs: Infinity };
  const periodMs = busyMs / WINDOWS;
  // A power of two, so that a few duplicates more or less do not move the windows.
  return { clusters, busyBeforeMs, periodMs, openMs: periodMs * 2 ** Math.floor(Math.log2(share / events)) };
}

/** The number of the window that is open at an instant, -1 where none is. O(log clusters). */
function windowOf({ clusters, busyBeforeMs, periodMs, openMs }: Windows, timeMs: number): number {
  let cluster = 0;
  for (let high = clusters.length; high - cluster > 1; ) {
    const middle = (cluster + high) >> 1;
    if (clusters[middle].firstMs <= timeMs) cluster = middle;
    else high = middle;
  }
  if (periodMs === Infinity) return cluster;
  const busyMs = busyBeforeMs[cluster] + (timeMs - clusters[cluster].firstMs);
  const period = Math.floor(busyMs / periodMs);
  return busyMs - period * periodMs < openMs ? period + cluster : -1;
}

function blocksToRead(index: BlockIndex, windows: readonly Windows[]): Iterable<number> {
  if (windows.length > MOST_SERIES_TO_SELECT_BLOCKS || windows.some(({ periodMs }) => periodMs === Infinity)) {
    return blocksBetween(index, -Infinity, Infinity);
  }
  const wanted = new Set<number>();
  for (const { clusters, busyBeforeMs, periodMs, openMs } of windows) {
    for (const [k, { firstMs, lastMs }] of clusters.entries()) {
      const shift = firstMs - busyBeforeMs[k];
      const busyEndMs = busyBeforeMs[k] + (lastMs - firstMs);
      for (let period = Math.floor(busyBeforeMs[k] / periodMs); period * periodMs <= busyEndMs; period++) {
        const fromMs = shift + period * periodMs;
        for (const block of blocksBetween(index, Math.floor(fromMs), Math.ceil(fromMs + openMs))) wanted.add(block);
      }
    }
  }
  return [...wanted].sort((a, b) => a - b);
}
