// The checks along a series over its sample, so that what they object to, a stuck sensor for one, teaches no model.
import { Flag, rollUp } from '../model/flag.js';
import type { ChosenCheck } from '../validate/series-checks.js';
import { SeriesJudge } from '../validate/series-judge.js';
import type { SeriesSample } from './sampled-rows.js';

/**
 * The sample with its flags as the checks leave them, without what failed. Windows are judged one by one, so a run that a window's edge
 * cuts may pass here and fail in the log. O(readings).
 */
export function judgeSample(sample: SeriesSample, checks: readonly ChosenCheck[], cadenceMs: number): SeriesSample {
  if (checks.length === 0) return sample;
  const { timeMs, timeNs, value, window } = sample;
  const flag = sample.flag.slice();
  const tallies = checks.map(() => new Float64Array(Flag.Missing + 1));
  for (let from = 0, to = 0; from < value.length; from = to) {
    let next = from;
    const judge = new SeriesJudge(checks, cadenceMs, tallies, (verdict) => {
      flag[next] = rollUp(flag[next] as Flag, verdict);
      next++;
    });
    for (; to < value.length && window[to] === window[from]; to++) judge.add(timeMs[to] + timeNs[to] / 1e6, value[to]);
    judge.advance(Infinity);
  }
  const isLeft = (_: unknown, i: number) => flag[i] !== Flag.Fail;
  return {
    isWhole: sample.isWhole,
    timeMs: timeMs.filter(isLeft),
    timeNs: timeNs.filter(isLeft),
    value: value.filter(isLeft),
    flag: flag.filter(isLeft),
    window: window.filter(isLeft),
  };
}
