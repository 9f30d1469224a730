// Writes instants in a spelling whose date is kept from one to the next.
import {
  DATE_BYTES, KIND_NUMBER, KIND_TEXT, SPELLING_DATE, SPELLING_DAYS, SPELLING_DIGITS, SPELLING_EXPONENT, SPELLING_KIND, SPELLING_SHIFT, SPELLING_ZONE,
  SPELLING_ZONE_BYTES,
} from '../../forms/form-format.ts';
import { writePadded, writePair, writeWhole } from './number-text.ts';

const DAY_MS: f64 = 86_400_000;
/** From 0000-01-01 to 9999-12-31. */
const FIRST_DAY: f64 = -719_528;
const LAST_DAY: f64 = 2_932_896;
/** The most milliseconds whose nanoseconds are a whole number of 64 bits: in the year 2255. */
const MOST_NUMBER_MS: f64 = 9e12;
const COLON: u8 = 0x3a;
const POINT: u8 = 0x2e;
const QUOTE: u8 = 0x22;

/** Returns the address behind it, or 0 where it cannot be written here. */
export function writeInstant(at: usize, timeMs: f64, timeNs: f64, spelling: usize): usize {
  const kind = load<u32>(spelling, SPELLING_KIND);
  if (kind == KIND_NUMBER) return writeNumber(at, timeMs, timeNs, spelling);
  if (kind != KIND_TEXT) return 0;
  const localMs = timeMs + load<f64>(spelling, SPELLING_SHIFT);
  const days = floor(localMs / DAY_MS);
  if (days != load<f64>(spelling, SPELLING_DAYS) && !keepDate(spelling, days)) return 0;
  const millisecond = u32(localMs - days * DAY_MS);
  if (f64(millisecond) != localMs - days * DAY_MS) return 0;
  store<u8>(at++, QUOTE);
  v128.store(at, v128.load(spelling, SPELLING_DATE));
  at += DATE_BYTES;
  const second = millisecond / 1000;
  const minute = second / 60;
  const hour = minute / 60;
  at = writePair(at, hour);
  store<u8>(at, COLON);
  at = writePair(at + 1, minute - hour * 60);
  store<u8>(at, COLON);
  at = writePair(at + 1, second - minute * 60);
  const digits = load<i32>(spelling, SPELLING_DIGITS);
  if (digits > 0) {
    store<u8>(at, POINT);
    let fraction = (millisecond - second * 1000) * 1_000_000 + u32(timeNs);
    for (let digit = digits; digit < 9; digit++) fraction /= 10;
    at = writePadded(at + 1, fraction, digits);
  }
  v128.store(at, v128.load(spelling, SPELLING_ZONE));
  at += load<u32>(spelling, SPELLING_ZONE_BYTES);
  store<u8>(at, QUOTE);
  return at + 1;
}

/** The instant as a number in the unit of the spelling. */
function writeNumber(at: usize, timeMs: f64, timeNs: f64, spelling: usize): usize {
  if (!(timeMs >= 0 && timeMs <= MOST_NUMBER_MS && floor(timeMs) == timeMs)) return 0;
  const nanoseconds = u64(timeMs) * 1_000_000 + u64(timeNs);
  let exponent = load<i32>(spelling, SPELLING_EXPONENT);
  let unit: u64 = 1;
  for (let i = 0; i < exponent; i++) unit *= 10;
  const whole = nanoseconds / unit;
  at = writeWhole(at, whole);
  const digits = load<i32>(spelling, SPELLING_DIGITS);
  if (digits == 0) return at;
  let fraction = u32(nanoseconds - whole * unit);
  for (; exponent > digits; exponent--) fraction /= 10;
  store<u8>(at, POINT);
  return writePadded(at + 1, fraction, digits);
}

/** Writes the date into the spelling. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days. */
function keepDate(spelling: usize, days: f64): bool {
  if (!(days >= FIRST_DAY && days <= LAST_DAY)) return false;
  const shifted = u32(i32(days) + 719_468 + 146_097);
  const era = shifted / 146_097;
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const marchMonth = (5 * dayOfYear + 2) / 153;
  const day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  // One era was added, so that no number is below 0.
  const year = yearOfEra + era * 400 + u32(month <= 2) - 400;
  const date = spelling + SPELLING_DATE;
  writePadded(date, year, 4);
  writePair(date + 5, month);
  writePair(date + 8, day);
  store<f64>(spelling, days, SPELLING_DAYS);
  return true;
}
