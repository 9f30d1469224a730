// Durations as people write them: 500ms, 1s, 5m, 1h, 1d; and as telemend writes them back.
import { TelemendError } from './errors.js';

const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

/**
 * Milliseconds of a duration such as `500ms`, `1.5h` or `1d`.
 *
 * @throws TelemendError `usage` where the text is no duration.
 * @example
 * parseDuration('5m'); // 300000
 */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (!match) {
    throw new TelemendError('usage', `"${text}" is not a duration`, { hint: 'write a number and a unit: 500ms, 1s, 5m, 1h, 1d' });
  }
  return Number(match[1]) * UNITS.find(([name]) => name === match[2])![1];
}

/** The shortest exact spelling of a duration: in the largest unit that divides it, else in milliseconds. */
export function formatDuration(ms: number): string {
  const [name, size] = UNITS.find(([, unitMs]) => ms !== 0 && ms % unitMs === 0) ?? ['ms', 1];
  return `${ms / size}${name}`;
}
