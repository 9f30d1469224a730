// The undisturbed signal of one sensor: a stationary AR(1) process about a mean that may rise and go through seasons, kept inside the range.
import { DAY_MS } from '../model/calendar.js';
import type { Rng } from '../stats/rng.js';
import type { GenerateSettings } from './options.js';
import type { ValueGrid } from './value-grid.js';

type SignalSettings = Pick<GenerateSettings, 'mean' | 'spread' | 'memory' | 'range' | 'seasons' | 'trendPerDay' | 'startMs'>;

/**
 * The readings of one sensor, one a call, as multiples of the grid.
 *
 * The process is z[0] ~ N(0, 1), z[k] = memory z[k-1] + sqrt(1 - memory^2) e[k], so it is stationary from its first reading on, and
 * mean(t) + spread z is reported, where mean(t) = mean + trend (t - start) + the sum of amplitude sin(2 pi t / period) over the seasons. What falls out of the range is reflected once at the bound it crossed, then clipped, then rounded.
 * z itself is not touched, so without trend and seasons the result is a fixed function of a stationary process and stationary too. With the defaults a bound is
 * 5 spreads away and the reflection touches one reading in 1.7 million; the nearer a bound, the more the law is folded there: the
 * reported mean moves away from that bound, the reported sd and lag-1 correlation fall below spread and memory.
 */
export function createSignal(settings: SignalSettings, grid: ValueGrid, rng: Rng): (timeMs: number) => number {
  const { mean, spread, memory, seasons, trendPerDay, startMs } = settings;
  const { low, high } = settings.range;
  const innovation = Math.sqrt(1 - memory * memory);
  let state = NaN;
  return (timeMs) => {
    state = Number.isNaN(state) ? rng.normal() : memory * state + innovation * rng.normal();
    let level = mean;
    if (trendPerDay !== 0) level += (trendPerDay * (timeMs - startMs)) / DAY_MS;
    for (const { periodMs, amplitude } of seasons) level += amplitude * Math.sin((2 * Math.PI * (timeMs % periodMs)) / periodMs);
    let value = level + spread * state;
    if (value < low) value = 2 * low - value;
    else if (value > high) value = 2 * high - value;
    return Math.min(Math.max(Math.round(value * grid.scale), grid.low), grid.high);
  };
}
