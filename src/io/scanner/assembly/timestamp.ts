// Reads timestamps: text of a learned layout, or a number in a known unit. The unusual (a leap second, a negative number) it leaves alone.
import { digitCount, fractionDigits, isNegative, mantissa, MOST_DIGITS, pairDigits, readDecimal } from './decimal.ts';

/** What was read: whole milliseconds, and the nanoseconds behind them. */
export let timeMs: f64 = 0;
export let timeNs: i32 = 0;

const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i32 = 60_000;
/** The most nanoseconds that are read from a number: up to the year 2255. */
const MOST_NS: u64 = 9_000_000_000_000_000_000;

/** The date of the text before: years in hundreds, years, month, day, in 16 bits each; and its time. Logs seldom change the date. */
let lastDate: i64 = -1;
let lastDateMs: i64 = 0;

/** Reads the date and time at `at`, up to its zone, in the layout at `layout`. Returns whether it is one. */
// @ts-ignore: decorator
@inline
export function readTimeText(at: usize, layout: usize, zoneMinutes: i32): bool {
  const date = v128.xor(v128.load(at), v128.load(layout));
  const time = v128.xor(v128.load(at, 16), v128.load(layout, 32));
  const fits = v128.and(i8x16.le_u(date, v128.load(layout, 16)), i8x16.le_u(time, v128.load(layout, 48)));
  if (!i8x16.all_true(fits)) return false;

  // Lane 4 is a dash in both, which the layout turns into 0.
  const fields = pairDigits(i8x16.shuffle(date, time, 0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 4, 4));
  if (v128.any_true(i16x8.gt_s(fields, i16x8(99, 99, 12, 31, 23, 59, 59, 0)))) return false;
  const day = i64x2.extract_lane(fields, 0);
  if (day != lastDate && !readDate(day)) return false;
  const seconds = i32x4.dot_i16x8_s(fields, i16x8(0, 0, 0, 0, 3600, 60, 1, 0));

  // Lane 0 is a colon, 0 as well; the first digit stands alone, so that the pair after it completes the milliseconds.
  const digits = v128.and(time, v128.load(layout, 64));
  const fraction = pairDigits(i8x16.shuffle(digits, digits, 0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 0, 0, 0, 0, 0));
  const parts = i32x4.dot_i16x8_s(fraction, i16x8(100, 1, 100, 1, 1, 0, 0, 0));
  const secondOfDay = i32x4.extract_lane(seconds, 2) + i32x4.extract_lane(seconds, 3);
  timeMs = f64(lastDateMs + i64(secondOfDay * 1000 + i32x4.extract_lane(parts, 0) - zoneMinutes * MINUTE_MS));
  timeNs = i32x4.extract_lane(parts, 1) * 100 + i32x4.extract_lane(parts, 2);
  return true;
}

/** Takes a date for lastDate. Of the years 0 and 9999 the zone may lead out: they are left alone. */
function readDate(date: i64): bool {
  const year = i32(date & 0xffff) * 100 + i32((date >> 16) & 0xffff);
  const month = i32((date >> 32) & 0xffff);
  const day = i32(date >> 48);
  if (year == 0 || year == 9999 || month == 0 || day == 0 || day > daysInMonth(year, month)) return false;
  lastDate = date;
  lastDateMs = daysFromDate(year, month, day) * DAY_MS;
  return true;
}

function daysInMonth(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Days from 1970-01-01, for years from 1 on. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil. */
function daysFromDate(year: i32, month: i32, day: i32): i64 {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = marchYear / 400;
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  return i64(era * 146_097 + dayOfEra - 719_468);
}

/** Reads the number at `at` as time since the epoch in a unit of 10^exponent ns. Returns the address behind it, or 0. */
export function readTimeNumber(at: usize, exponent: i32): usize {
  const end = readDecimal(at);
  const place = exponent - fractionDigits;
  if (end == 0 || isNegative || digitCount > MOST_DIGITS || place < 0) return 0;
  let scale: u64 = 1;
  for (let i = 0; i < place; i++) scale *= 10;
  if (mantissa > MOST_NS / scale) return 0;
  const nanoseconds = mantissa * scale;
  const milliseconds = nanoseconds / 1_000_000;
  timeMs = f64(milliseconds);
  timeNs = i32(nanoseconds - milliseconds * 1_000_000);
  return end;
}
