// The daily course of a series: a mean that comes again every day, as a sum of harmonics.
import { DAY_MS } from '../model/calendar.js';
import { backSubstitute, factorBand, forwardSubstitute } from '../stats/banded-cholesky.js';
import type { Segment } from './grid.js';

/** a_0 + sum over k of a_k cos(2 pi k t / period) + b_k sin(2 pi k t / period). Plain JSON. */
export interface HarmonicProfile {
  readonly periodMs: number;
  /** a_0, a_1, b_1, a_2, b_2, ... */
  readonly coefficients: readonly number[];
}

const HARMONICS = 6;
/** Fewer days than this cannot tell a daily course from chance. */
const FEWEST_PERIODS = 3;
/** Table cells of a period, for a profile that is asked for every step of every void. */
const CELLS = 2048;

/**
 * The daily course of standardised segments by least squares, or undefined where they hold less than three days in all, leave two hours
 * of the day unseen, or have too few readings a day to tell one. O(readings harmonics^2).
 */
export function fitDailyProfile(segments: readonly Segment[], cadenceMs: number): HarmonicProfile | undefined {
  const spanMs = segments.reduce((sum, { timeMs }) => sum + timeMs[timeMs.length - 1] - timeMs[0], 0);
  const harmonics = Math.min(HARMONICS, Math.floor(DAY_MS / cadenceMs / 2) - 1);
  if (spanMs < FEWEST_PERIODS * DAY_MS || harmonics < 1) return undefined;
  const size = 2 * harmonics + 1;
  const band = new Float64Array(size * size);
  const coefficients = new Float64Array(size);
  const basis = new Float64Array(size);
  const parts = new Uint8Array(2 * harmonics);
  let count = 0;
  for (const { timeMs, value } of segments) {
    for (let t = 0; t < value.length; t++) {
      if (Number.isNaN(value[t])) continue;
      count++;
      parts[Math.floor(phaseOf(timeMs[t], DAY_MS) * parts.length)] = 1;
      fillBasis(phaseOf(timeMs[t], DAY_MS), basis);
      for (let i = 0; i < size; i++) {
        coefficients[i] += basis[i] * value[t];
        for (let k = 0; k <= i; k++) band[i * size + k] += basis[i] * basis[i - k];
      }
    }
  }
  if (parts.includes(0)) return undefined;
  for (let i = 0; i < size; i++) {
    for (let k = 0; k <= i; k++) band[i * size + k] /= count;
    band[i * size] += 1e-6;
    coefficients[i] /= count;
  }
  factorBand(band, size, size - 1);
  forwardSubstitute(band, size, size - 1, coefficients);
  backSubstitute(band, size, size - 1, coefficients);
  return { periodMs: DAY_MS, coefficients: [...coefficients] };
}

/** The profile as a function of epoch ms, read off a table. O(1) a call. */
export function createProfileReader({ periodMs, coefficients }: HarmonicProfile): (timeMs: number) => number {
  const basis = new Float64Array(coefficients.length);
  const table = Float64Array.from({ length: CELLS + 1 }, (_, i) => {
    fillBasis(i / CELLS, basis);
    return coefficients.reduce((sum, c, k) => sum + c * basis[k], 0);
  });
  return (timeMs) => {
    const at = phaseOf(timeMs, periodMs) * CELLS;
    const cell = Math.floor(at);
    return table[cell] + (at - cell) * (table[cell + 1] - table[cell]);
  };
}

/** Where in its period an instant lies, in [0, 1). */
function phaseOf(timeMs: number, periodMs: number): number {
  const phase = timeMs / periodMs;
  return phase - Math.floor(phase);
}

function fillBasis(phase: number, basis: Float64Array): void {
  basis[0] = 1;
  for (let k = 1; 2 * k < basis.length; k++) {
    basis[2 * k - 1] = Math.cos(2 * Math.PI * k * phase);
    basis[2 * k] = Math.sin(2 * Math.PI * k * phase);
  }
}
