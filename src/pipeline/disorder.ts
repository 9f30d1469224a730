// How far the lines of a log are out of the order of their event times.
import type { ScannedBlock } from '../io/scan.js';
import type { Disorder } from '../model/inspection.js';
import { ThinnedSample } from '../stats/thinned-sample.js';
import type { TimeCluster } from '../stats/time-clusters.js';

/**
 * Reads blocks in input order. Events in the stray clusters of their series, which a faulty clock made, make no other event late.
 * O(events).
 *
 * @param strays by series number
 */
export async function measureDisorder(blocks: AsyncIterable<ScannedBlock>, strays: readonly (readonly TimeCluster[])[]): Promise<Disorder> {
  const latestOfSeries = new Float64Array(strays.length).fill(-Infinity);
  const sample = new ThinnedSample();
  let [latest, late, lateInSeries, mostMs] = [-Infinity, 0, 0, 0];
  for await (const { decoded } of blocks) {
    const { count, timeMs, timeNs, series } = decoded.batch;
    for (let i = 0; i < count; i++) {
      const one = series[i];
      const instant = timeMs[i];
      if (strays[one].length > 0 && strays[one].some(({ firstMs, lastMs }) => instant >= firstMs && instant <= lastMs)) continue;
      const exact = instant + timeNs[i] / 1e6;
      if (exact < latestOfSeries[one]) lateInSeries++;
      else latestOfSeries[one] = exact;
      if (exact >= latest) {
        latest = exact;
        continue;
      }
      late++;
      mostMs = Math.max(mostMs, latest - exact);
      sample.add(latest - exact);
    }
  }
  return { late, lateInSeries, mostMs, usualMs: late === 0 ? 0 : sample.quantile(0.99) };
}
