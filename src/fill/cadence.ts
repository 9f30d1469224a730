// The cadence of a series: the nominal time between two of its events, estimated from spacings with gaps and jitter in them.

/** What the spacings of a series say about its cadence. */
export interface CadenceEstimate {
  /** Nominal time between two events; NaN where there was no spacing to learn it from. */
  readonly cadenceMs: number;
  /** Share of the spacings that fit a multiple of the cadence. */
  readonly fitShare: number;
  /** How many spacings were looked at. */
  readonly spacings: number;
}

/** A spacing fits a multiple of the cadence if it is no further from it than this share of the cadence. */
export const FIT_TOLERANCE = 0.2;

/** A series whose spacings fit less often than this reports by exception: it has no cadence. */
export const REGULAR_SHARE = 0.5;

/** Spacings at these many evenly placed ranks are tried as cadences. */
const CANDIDATES = 64;

/** A larger cadence is preferred as long as it fits this share of what the best one fits: half a cadence always fits too. */
const PREFER_LARGER = 0.9;

/** Whether a spacing is near enough to one cadence, or several, to be that many steps. */
export function fitsMultiple(spacingMs: number, cadenceMs: number): boolean {
  const steps = Math.round(spacingMs / cadenceMs);
  return steps >= 1 && Math.abs(spacingMs - steps * cadenceMs) <= FIT_TOLERANCE * cadenceMs;
}

/**
 * Estimates a cadence from the spacings (ms, positive) of consecutive events of one series: the largest spacing of which nearly
 * all others are multiples, then the median of those that are one step long. Robust to gaps (90 % of the events may be missing),
 * to jitter (a fifth of the cadence) and to a few events that stand too close. O(n log n).
 *
 * @example
 * estimateCadence(Float64Array.of(60_000, 59_000, 120_000, 61_000)).cadenceMs; // 60000
 */
export function estimateCadence(spacingsMs: Float64Array): CadenceEstimate {
  const sorted = spacingsMs.filter((spacing) => spacing > 0).sort();
  const spacings = sorted.length;
  if (spacings === 0) return { cadenceMs: NaN, fitShare: 0, spacings };

  let best = { cadenceMs: NaN, fitShare: -1 };
  const tried: { cadenceMs: number; fitShare: number }[] = [];
  for (let k = 0; k < CANDIDATES; k++) {
    const candidate = sorted[Math.floor((k * (spacings - 1)) / (CANDIDATES - 1))];
    if (candidate === tried.at(-1)?.cadenceMs) continue;
    const fit = { cadenceMs: candidate, fitShare: shareThatFits(sorted, candidate) };
    tried.push(fit);
    if (fit.fitShare > best.fitShare) best = fit;
  }
  const chosen = tried.findLast((fit) => fit.fitShare >= PREFER_LARGER * best.fitShare) ?? best;
  const cadenceMs = medianOfSingleSteps(sorted, chosen.cadenceMs);
  return { cadenceMs, fitShare: shareThatFits(sorted, cadenceMs), spacings };
}

function shareThatFits(spacingsMs: Float64Array, cadenceMs: number): number {
  let fits = 0;
  for (const spacing of spacingsMs) if (fitsMultiple(spacing, cadenceMs)) fits++;
  return fits / spacingsMs.length;
}

/** The lower median (a spacing that occurred, so no half milliseconds) of the spacings that round to one step. */
function medianOfSingleSteps(sortedMs: Float64Array, cadenceMs: number): number {
  const single = sortedMs.filter((spacing) => Math.round(spacing / cadenceMs) === 1);
  return single[(single.length - 1) >> 1];
}
