// How far apart an event that was filled in and its neighbour may stand without anything missing between them: filled instants are rounded.

/**
 * Spacings up to here, ms, are no gap where one side was filled. Missing events stand up to five quarters of a cadence apart; where the
 * cadence is no whole number of what timestamps tell, rounding adds up to one unit of that. O(1).
 *
 * @param resolutionMs what timestamps tell; 0 where that is not known
 */
export function mostFilledStepMs(cadenceMs: number, resolutionMs: number): number {
  const units = cadenceMs / resolutionMs;
  const isWhole = resolutionMs === 0 || Math.abs(units - Math.round(units)) < 1e-9;
  return 1.25 * cadenceMs + (isWhole ? 0 : resolutionMs);
}
