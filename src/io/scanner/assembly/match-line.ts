// Follows a shape through a line: constant text must be the same byte for byte, and each value what its step expects.
import {
  DECIMAL_COMMA, SENSOR_BYTES, SHAPE_HEADER_BYTES, STEP_CELL, STEP_CELL_ORIGIN, STEP_CELL_SENSOR, STEP_CELL_STATUS, STEP_CELL_TEMPERATURE,
  STEP_END, STEP_HEADER_BYTES, STEP_ORIGIN_TEXT, STEP_SCALAR, STEP_SENSOR_SCALAR, STEP_SENSOR_TEXT, STEP_STATUS_SCALAR, STEP_STATUS_TEXT, STEP_TEMPERATURE, STEP_TEXT, STEP_TIME_NUMBER, STEP_TIME_TEXT, TIME_LAYOUT_BYTES,
} from '../shape-format.ts';
import { cellEnd, isTrimmed } from './cell.ts';
import { digitCount, fractionDigits, isNegative, mantissa, MOST_DIGITS, readCommaDecimal, readDecimal } from './decimal.ts';
import { findSensor } from './sensor-table.ts';
import { readTimeNumber, readTimeText } from './timestamp.ts';

/** What a line said, beside its time. Numbers as in src/model/flag.ts. */
export let temperature: f64 = NaN;
export let series: i32 = 0;
export let status: u8 = 0;
export let flag: u8 = 0;
export let origin: u8 = 0;

/** The last sensor id that was not in the table; address 0 where none was missed. */
export let missedSensor: usize = 0;
export let missedSensorLength: u32 = 0;

export function forgetMissedSensor(): void {
  missedSensor = 0;
}

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const SPACE: i8 = 0x20;
const NINE: u8 = 0x39;
/** Words as little-endian numbers. */
const TRUE: u32 = 0x65757274;
const FALS: u32 = 0x736c6166;
const E: u8 = 0x65;
const NULL: u32 = 0x6c6c756e;
const NORMAL: u64 = 0x6c616d726f6e;
const DEVIATED: u64 = 0x6465746169766564;
const FILLED: u64 = 0x64656c6c6966;
const REPAIRED: u64 = 0x6465726961706572;
const SIX_BYTES: u64 = 0xffffffffffff;

const STATUS_ABSENT: u8 = 0;
const STATUS_NORMAL: u8 = 1;
const STATUS_DEVIATED: u8 = 2;
const STATUS_OTHER: u8 = 3;
const FLAG_NOT_EVALUATED: u8 = 2;
const FLAG_MISSING: u8 = 9;
const ORIGIN_OBSERVED: u8 = 0;
const ORIGIN_REPAIRED: u8 = 1;
const ORIGIN_FILLED: u8 = 2;

/** Any whole number up to this, and any power of ten in POWERS, is a double exactly, so their quotient is rounded once: correctly. */
const MOST_EXACT: u64 = 1 << 53;
const MOST_EXACT_POWER: i32 = 22;
const POWERS = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
]);

/** Reads the line at `line` by a shape. Returns the address behind its newline, or 0 where the line departs from the shape. */
export function matchLine(line: usize, shape: usize, defaultSeries: i32): usize {
  series = load<u32>(shape) == 0 ? 0 : defaultSeries;
  if (series < 0) return 0;
  status = STATUS_ABSENT;
  flag = FLAG_NOT_EVALUATED;
  origin = ORIGIN_OBSERVED;

  let at = line;
  let step = shape + SHAPE_HEADER_BYTES;
  while (true) {
    const constantEnd = at + load<u32>(step, 8);
    let block = step + STEP_HEADER_BYTES;
    do {
      if (v128.any_true(v128.and(v128.xor(v128.load(at), v128.load(block)), v128.load(block, 16)))) return 0;
      at += 16;
      block += 32;
    } while (at < constantEnd);
    at = constantEnd;

    switch (load<u32>(step, 4)) {
      case STEP_END:
        return at;
      case STEP_TEXT:
        at = textEnd(at);
        break;
      case STEP_TIME_TEXT:
        if (!readTimeText(at, block, load<i32>(step, 12))) return 0;
        at += load<u32>(block, TIME_LAYOUT_BYTES);
        break;
      case STEP_TIME_NUMBER:
        at = readTimeNumber(at, load<i32>(step, 12));
        if (at == 0) return 0;
        break;
      case STEP_TEMPERATURE:
        at = readTemperature(at);
        if (at == 0) return 0;
        break;
      case STEP_CELL:
        at = cellEnd(at, load<u8>(step, 12));
        break;
      case STEP_CELL_TEMPERATURE:
        at = readTemperatureCell(at, load<i32>(step, 12));
        if (at == 0) return 0;
        break;
      case STEP_CELL_SENSOR:
        at = readSensorCell(at, load<u8>(step, 12), defaultSeries);
        if (at == 0) return 0;
        break;
      case STEP_CELL_STATUS:
      case STEP_CELL_ORIGIN:
        at = readWordCell(at, load<u8>(step, 12), load<u32>(step, 4) == STEP_CELL_STATUS);
        if (at == 0) return 0;
        break;
      case STEP_SENSOR_TEXT:
        at = readSensor(at, textEnd(at));
        if (at == 0) return 0;
        break;
      case STEP_STATUS_TEXT:
        at = readStatus(at);
        break;
      case STEP_ORIGIN_TEXT:
        at = readOrigin(at);
        break;
      case STEP_STATUS_SCALAR:
        status = load<u32>(at) == NULL ? STATUS_ABSENT : STATUS_OTHER;
        at = scalarEnd(at);
        if (at == 0) return 0;
        break;
      case STEP_SENSOR_SCALAR:
        at = readSensorScalar(at, defaultSeries);
        if (at == 0) return 0;
        break;
      case STEP_SCALAR:
        at = scalarEnd(at);
        if (at == 0) return 0;
        break;
      default:
        return 0;
    }
    step += load<u32>(step);
  }
}

/**
 * The first byte from `at` on that a plain string may not hold: its quote, if all is well (the constant text that follows begins with it);
 * else a backslash, a control character (of which a newline ends all lines) or a byte that is not ASCII.
 */
// @ts-ignore: decorator
@inline
function textEnd(at: usize): usize {
  let ends = textEnds(at);
  while (ends == 0) {
    at += 16;
    ends = textEnds(at);
  }
  return at + ctz(ends);
}

/** Which of sixteen bytes a plain string may not hold, as bits. */
// @ts-ignore: decorator
@inline
function textEnds(at: usize): i32 {
  const bytes = v128.load(at);
  const quotes = v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.eq(bytes, i8x16.splat(BACKSLASH)));
  // As signed numbers, bytes beyond ASCII are below all others.
  return i8x16.bitmask(v128.or(quotes, i8x16.lt_s(bytes, i8x16.splat(SPACE))));
}

/** The address behind a number without exponent, true, false or null; 0 where there is none. */
function scalarEnd(at: usize): usize {
  if (load<u8>(at) <= NINE) return readDecimal(at);
  const word = load<u32>(at);
  if (word == NULL || word == TRUE) return at + 4;
  return word == FALS && load<u8>(at, 4) == E ? at + 5 : 0;
}

function readTemperature(at: usize): usize {
  if (load<u32>(at) == NULL) {
    temperature = NaN;
    flag = FLAG_MISSING;
    return at + 4;
  }
  return takeTemperature(readDecimal(at));
}

/** Takes the number that was read up to `end` for the temperature. Returns `end`, or 0 where a double of it would not be exact. */
// @ts-ignore: decorator
@inline
function takeTemperature(end: usize): usize {
  if (end == 0 || digitCount > MOST_DIGITS || mantissa > MOST_EXACT || fractionDigits > MOST_EXACT_POWER) return 0;
  const size = f64(mantissa) / load<f64>(POWERS + (usize(fractionDigits) << 3));
  temperature = isNegative ? -size : size;
  return end;
}

/** A number, or nothing, which is a missing reading. */
function readTemperatureCell(at: usize, argument: i32): usize {
  const first = load<u8>(at);
  if (first == u8(argument) || first < u8(SPACE)) {
    temperature = NaN;
    flag = FLAG_MISSING;
    return at;
  }
  return takeTemperature((argument & DECIMAL_COMMA) != 0 ? readCommaDecimal(at) : readDecimal(at));
}

function readSensorCell(at: usize, terminator: u8, defaultSeries: i32): usize {
  const end = cellEnd(at, terminator);
  if (end == at) {
    series = defaultSeries;
    return series < 0 ? 0 : at;
  }
  return isTrimmed(at, end) ? readSensor(at, end) : 0;
}

function readWordCell(at: usize, terminator: u8, isStatus: bool): usize {
  const end = cellEnd(at, terminator);
  if (!isTrimmed(at, end)) return 0;
  if (!isStatus) setOrigin(at, end);
  else if (end == at) status = STATUS_ABSENT;
  else setStatus(at, end);
  return end;
}

// @ts-ignore: decorator
@inline
function readSensor(at: usize, end: usize): usize {
  const length = u32(end - at);
  if (length > u32(SENSOR_BYTES)) return 0;
  series = findSensor(at, length);
  if (series >= 0) return end;
  missedSensor = at;
  missedSensorLength = length;
  return 0;
}

/** A sensor without id, or one whose id is a whole number, which is called by its digits. */
function readSensorScalar(at: usize, defaultSeries: i32): usize {
  if (load<u32>(at) == NULL) {
    series = defaultSeries;
    return series < 0 ? 0 : at + 4;
  }
  const end = readDecimal(at);
  return end == 0 || isNegative || fractionDigits > 0 ? 0 : readSensor(at, end);
}

function readStatus(at: usize): usize {
  const end = textEnd(at);
  setStatus(at, end);
  return end;
}

// @ts-ignore: decorator
@inline
function setStatus(at: usize, end: usize): void {
  const word = load<u64>(at);
  status = isWord(word, end - at, NORMAL) ? STATUS_NORMAL : isLongWord(word, end - at, DEVIATED) ? STATUS_DEVIATED : STATUS_OTHER;
}

function readOrigin(at: usize): usize {
  const end = textEnd(at);
  setOrigin(at, end);
  return end;
}

// @ts-ignore: decorator
@inline
function setOrigin(at: usize, end: usize): void {
  const word = load<u64>(at);
  origin = isWord(word, end - at, FILLED) ? ORIGIN_FILLED : isLongWord(word, end - at, REPAIRED) ? ORIGIN_REPAIRED : ORIGIN_OBSERVED;
}

/** Whether a text of that length that begins with those eight bytes is one of six letters. */
// @ts-ignore: decorator
@inline
function isWord(bytes: u64, length: usize, letters: u64): bool {
  return length == 6 && (bytes & SIX_BYTES) == letters;
}

// @ts-ignore: decorator
@inline
function isLongWord(bytes: u64, length: usize, letters: u64): bool {
  return length == 8 && bytes == letters;
}
