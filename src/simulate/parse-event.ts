// The plainest reading of a line, laxer than the decoder: what is no event here is none to any reader.
import type { Event } from '../model/event.js';

/** The event on a line, or undefined where the line is none: no JSON object with a timestamp and temperature of the right type. */
export function parseEvent(line: Buffer): Event | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line.toString());
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { timestamp, temperature } = parsed as Record<string, unknown>;
  const hasTime = typeof timestamp === 'string' || typeof timestamp === 'number';
  const hasReading = typeof temperature === 'number' || temperature === null;
  return hasTime && hasReading ? (parsed as Event) : undefined;
}
