// Spans of time as people say them: two units at most, rounded; formatDuration is the exact form that options take.

const UNITS: readonly (readonly [name: string, ms: number])[] = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000], ['ms', 1]];

/**
 * A span in its largest unit and the next one: `3d 4h`, `1m 30s`, `250ms`; below a millisecond `<1ms`, of nothing `0`.
 *
 * @example
 * spanText(93_784_000); // 1d 2h
 */
export function spanText(ms: number): string {
  if (ms === 0) return '0';
  if (ms < 1) return '<1ms';
  if (ms < 1000) return `${Math.round(ms)}ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toPrecision(3))}s`;
  // Rounded to the second unit first, so that what is nearly an hour is one.
  const rounding = UNITS[Math.min(UNITS.findIndex(([, size]) => ms >= size) + 1, 3)][1];
  const rounded = Math.round(ms / rounding) * rounding;
  const largest = UNITS.findIndex(([, size]) => rounded >= size);
  const [[name, size], [nextName, nextSize]] = [UNITS[largest], UNITS[largest + 1]];
  const whole = Math.floor(rounded / size);
  const rest = Math.round((rounded - whole * size) / nextSize);
  return rest === 0 ? `${whole}${name}` : `${whole}${name} ${rest}${nextName}`;
}
