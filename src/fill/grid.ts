// Puts a fit's sample on steps of the cadence, so that lags mean something: segments of consecutive steps, NaN where no good reading is.
import type { FitSample } from './model.js';

/** Consecutive steps of a series. */
export interface Segment {
  /** Epoch ms of each step: the reading's own time where there is one, else spread evenly between its neighbours. */
  readonly timeMs: Float64Array;
  /** °C; NaN where there is no good reading. The first and the last step have one. */
  readonly value: Float64Array;
}

/** A hole of more steps than this splits a segment: nothing is learnt across it, and memory stays bounded by the sample. */
const LONGEST_HOLE_STEPS = 256;

/**
 * The segments of a sample. Steps are counted from reading to reading, so jitter and drift do not add up; a reading that shares its
 * step with an earlier one is left out. O(readings + steps).
 */
export function segmentsOf(sample: FitSample, cadenceMs: number): Segment[] {
  const { timeMs, value, windowStart } = sample;
  const segments: Segment[] = [];
  let times: number[] = [];
  let values: number[] = [];
  const close = () => {
    if (values.length > 0) segments.push({ timeMs: Float64Array.from(times), value: Float64Array.from(values) });
    times = [];
    values = [];
  };
  for (let i = 0, window = 0; i < value.length; i++) {
    while (window < windowStart.length && windowStart[window] <= i) {
      if (windowStart[window] === i) close();
      window++;
    }
    if (values.length > 0) {
      const before = times[times.length - 1];
      const steps = Math.round((timeMs[i] - before) / cadenceMs);
      if (steps < 1) continue;
      if (steps > LONGEST_HOLE_STEPS) close();
      else {
        for (let k = 1; k < steps; k++) {
          times.push(before + (k * (timeMs[i] - before)) / steps);
          values.push(NaN);
        }
      }
    }
    times.push(timeMs[i]);
    values.push(value[i]);
  }
  close();
  return segments;
}
