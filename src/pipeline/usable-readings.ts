// The sampled readings of a series from which something can be learned about its values.
import { Flag } from '../model/flag.js';
import type { SeriesReadings } from '../validate/neighbour-statistics.js';
import { steadyCadenceMs, type SeriesRhythm } from './rhythm.js';
import type { SeriesSample } from './sampled-rows.js';

/** Those that passed. O(sample). */
export function usableReadings({ timeMs, timeNs, value, flag, window }: SeriesSample, rhythm: SeriesRhythm): SeriesReadings {
  const isUsable = (_: unknown, i: number) => flag[i] === Flag.Pass;
  return {
    timeMs: timeMs.map((ms, i) => ms + timeNs[i] / 1e6).filter(isUsable),
    value: value.filter(isUsable),
    window: window.filter(isUsable),
    cadenceMs: steadyCadenceMs(rhythm),
  };
}
