// A guess at the unit of readings that suit no range: whether they would, read in another one.
import type { Range } from '../model/event.js';
import { convertNumber, TEMPERATURE_UNITS, type TemperatureUnit } from '../model/unit.js';

/** So many of the readings must suit in the other unit. */
const MOST = 0.9;
/** Between these kelvins lies nearly everything that is measured out of doors, in rooms and in refrigerators. */
const AMBIENT_KELVIN: Range = { low: 223, high: 333 };

/**
 * The unit in which nearly all readings lie in the range where they are not, or are what kelvins of the usual temperatures look like;
 * undefined where there is none. O(readings).
 *
 * @param range in the unit `as`, in which the readings are taken
 */
export function likelyUnit(readings: ArrayLike<number>, range: Range, as: TemperatureUnit): TemperatureUnit | undefined {
  const suits = (unit: TemperatureUnit) => shareWithin(readings, { low: convertNumber(range.low, as, unit), high: convertNumber(range.high, as, unit) }) >= MOST;
  if (readings.length === 0 || suits(as)) return undefined;
  const other = TEMPERATURE_UNITS.find((unit) => unit !== as && suits(unit));
  return other ?? (as !== 'K' && shareWithin(readings, AMBIENT_KELVIN) >= MOST ? 'K' : undefined);
}

function shareWithin(readings: ArrayLike<number>, { low, high }: Range): number {
  let within = 0;
  for (let i = 0; i < readings.length; i++) if (readings[i] >= low && readings[i] <= high) within++;
  return within / readings.length;
}
