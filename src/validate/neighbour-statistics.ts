// How far readings stand out, how fast they change and how long they stay: what thresholds are learned from.
import { gapMs } from './gap.js';

/** Readings of one series in event-time order; parallel columns. */
export interface SeriesReadings {
  /** Epoch ms with their fractions. */
  readonly timeMs: Float64Array;
  readonly value: Float64Array;
  /** Readings of different windows are not neighbours. */
  readonly window: Uint32Array;
  /** NaN where the series has none; then no two readings are neighbours. */
  readonly cadenceMs: number;
}

/** Sizes as the checks measure them, in no particular order. */
export interface NeighbourStatistics {
  /** °C, one for each reading with two neighbours; 0 of one that lies between them. */
  readonly spikes: number[];
  /** °C per second, one for each pair of neighbours. */
  readonly rates: number[];
  /** ms, one for each run of equal readings; 0 of a reading that is none's equal. */
  readonly runsMs: number[];
}

/** Adds what a series says to the statistics. O(readings). */
export function addStatistics({ timeMs, value, window, cadenceMs }: SeriesReadings, { spikes, rates, runsMs }: NeighbourStatistics): void {
  const limitMs = gapMs(cadenceMs);
  const isNextTo = (i: number) => i < value.length && window[i] === window[i - 1] && timeMs[i] - timeMs[i - 1] < limitMs;
  let runStart = 0;
  for (let i = 1; i < value.length; i++) {
    const isNeighbour = isNextTo(i);
    if (!isNeighbour || value[i] !== value[i - 1]) {
      runsMs.push(timeMs[i - 1] - timeMs[runStart]);
      runStart = i;
    }
    if (!isNeighbour) continue;
    const change = value[i] - value[i - 1];
    rates.push(Math.abs(change) / ((timeMs[i] - timeMs[i - 1]) / 1000));
    if (!isNextTo(i + 1)) continue;
    const next = value[i] - value[i + 1];
    spikes.push(change > 0 === next > 0 ? Math.min(Math.abs(change), Math.abs(next)) : 0);
  }
  if (value.length > 0) runsMs.push(timeMs[value.length - 1] - timeMs[runStart]);
}
