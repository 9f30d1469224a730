// Sensor ids to series numbers: a hash table with open addressing over the ids' bytes.
import { SENSOR_SLOT_BYTES } from '../shape-format.ts';

const LENGTH_AT: usize = 48;
const SERIES_AT: usize = 52;
/** Odd numbers without pattern: from the digits of the golden ratio and of pi. */
const MIX_LOW: i64 = 0x9e3779b97f4a7c15;
const MIX_HIGH: i64 = 0x243f6a8885a308d3;

let table: usize = 0;
let slotMask: u32 = 0;
let used: u32 = 0;

/** The series of the id of `length` (at most SENSOR_BYTES) bytes at `at`, or -1. */
export function findSensor(at: usize, length: u32): i32 {
  const slot = slotOf(at, length);
  return load<u32>(slot, LENGTH_AT) == 0 ? -1 : load<i32>(slot, SERIES_AT);
}

/** Adds an id; returns false, and does nothing, where the table is too full for it. */
export function addSensor(at: usize, length: u32, series: i32): bool {
  if (used >= slotMask / 2) return false;
  const slot = slotOf(at, length);
  if (load<u32>(slot, LENGTH_AT) == 0) used++;
  for (let block: u32 = 0; block < 3; block++) {
    v128.store(slot + block * 16, length > block * 16 ? blockOf(at, length, block) : i64x2.splat(0));
  }
  store<u32>(slot, length + 1, LENGTH_AT);
  store<i32>(slot, series, SERIES_AT);
  return true;
}

/** Moves the table to `target`: zeros, room for `slots` (a power of two) slots. */
export function moveSensors(target: usize, slots: u32): void {
  const old = table;
  const oldEnd = old + (slotMask + 1) * SENSOR_SLOT_BYTES;
  table = target;
  const hadSlots = slotMask > 0;
  slotMask = slots - 1;
  used = 0;
  if (!hadSlots) return;
  for (let slot = old; slot < oldEnd; slot += SENSOR_SLOT_BYTES) {
    const length = load<u32>(slot, LENGTH_AT);
    if (length > 0) addSensor(slot, length - 1, load<i32>(slot, SERIES_AT));
  }
}

/** The slot that holds the id, or the empty one where it would stand. */
function slotOf(at: usize, length: u32): usize {
  const first = blockOf(at, length, 0);
  let hash = i64x2.extract_lane(first, 0) * MIX_LOW + i64x2.extract_lane(first, 1) * MIX_HIGH;
  for (let block: u32 = 1; block * 16 < length; block++) {
    const next = blockOf(at, length, block);
    hash = rotl(hash, 23) + i64x2.extract_lane(next, 0) * MIX_LOW + i64x2.extract_lane(next, 1) * MIX_HIGH;
  }
  hash ^= hash >> 32;
  let index = u32((hash * MIX_LOW) >>> 32);
  while (true) {
    const slot = table + (index & slotMask) * SENSOR_SLOT_BYTES;
    const found = load<u32>(slot, LENGTH_AT);
    if (found == 0 || (found == length + 1 && holds(slot, at, length, first))) return slot;
    index++;
  }
}

// @ts-ignore: decorator
@inline
function holds(slot: usize, at: usize, length: u32, first: v128): bool {
  if (v128.any_true(v128.xor(first, v128.load(slot)))) return false;
  for (let block: u32 = 1; block * 16 < length; block++) {
    if (v128.any_true(v128.xor(blockOf(at, length, block), v128.load(slot + block * 16)))) return false;
  }
  return true;
}

/** Sixteen bytes of an id, zeros behind its end: ids hold no NUL, so the zeros stand for nothing else. */
// @ts-ignore: decorator
@inline
function blockOf(at: usize, length: u32, block: u32): v128 {
  const inside = i8x16.lt_s(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(i8(length - block * 16)));
  return v128.and(v128.load(at + block * 16), inside);
}
