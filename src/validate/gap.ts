// When two readings are neighbours: no event is missing between them.

/** From so many cadences on, a spacing is a gap: an event is missing in it (the rule of the gaps that are filled). */
const GAP_CADENCES = 1.5;

/** The spacing from which on readings are no neighbours; NaN, which no spacing is below, for a series without a cadence. O(1). */
export function gapMs(cadenceMs: number): number {
  return GAP_CADENCES * cadenceMs;
}
