// The scanner's inner loop, compiled to WebAssembly: lines of a learned shape become columns.
import { SHAPE_BYTES } from '../shape-format.ts';
import { foldRemainder, foldWords } from './fold-words.ts';
import { gatherLines } from './gather-lines.ts';
import { gatheredEnd, gatherRuns } from './gather-runs.ts';
import { sumLines } from './line-sum.ts';
import {
  flag, forgetMissedSensor, matchLine, missedSensor, missedSensorLength, origin, series, status, temperature,
} from './match-line.ts';
import { almostAt, almostEnd, forgetMembers, matchedAt, matchedEnd, matchMembers } from './match-members.ts';
import { addSensor, moveSensors } from './sensor-table.ts';
import { timeMs, timeNs } from './timestamp.ts';
import { countEarlier, mergeRows, moveAside, placeWaiting } from './waiting-rows.ts';
import { writeForm } from './write-form.ts';

export {
  addSensor, almostAt, almostEnd, countEarlier, foldRemainder, foldWords, forgetMembers, gatheredEnd, gatherLines, gatherRuns, matchedAt,
  matchedEnd, matchMembers, mergeRows, moveAside, moveSensors, placeWaiting, sumLines, writeForm,
};

/** Where memory is free. */
export function heapBase(): usize {
  return __heap_base;
}

/** How many rows the columns hold. */
export let rowCount: u32 = 0;
/** The sensor id that the line at which scanLines stopped would need: its place in the chunk, and its length, or -1 where it needs none. */
export let missedAt: u32 = 0;
export let missedLength: i32 = -1;
/** The series of events without sensor; -1 as long as there is none. */
export let defaultSeries: i32 = -1;

let shapes: usize = 0;
let shapeCount: u32 = 0;
let currentShape: usize = 0;
let maxLineBytes: usize = 0;
let chunk: usize = 0;
let columns: usize = 0;
let capacity: usize = 0;

/** Once: where shapes stand, and how long a line may be. */
export function configure(shapesAt: usize, longestLine: usize): void {
  shapes = shapesAt;
  currentShape = shapesAt;
  maxLineBytes = longestLine;
}

/** The first `count` shapes are there. */
export function setShapeCount(count: u32): void {
  shapeCount = count;
}

/**
 * Where the chunk and the columns stand. Columns, each of `rows` (a multiple of 16) rows: timeMs, value, arrival, offset (64 bits),
 * timeNs, series, start, length (32 bits), status, flag, origin (8 bits).
 */
export function place(chunkAt: usize, columnsAt: usize, rows: usize): void {
  chunk = chunkAt;
  columns = columnsAt;
  capacity = rows;
}

/**
 * Reads the lines in [from, to) of the chunk, the first of which has the given number (`arrival`), and appends rows from `rowCount` on.
 * Returns where it stopped: behind the last line, or at the first line that departs from all shapes.
 */
export function scanLines(from: u32, to: u32, arrival: f64, chunkOffset: f64): u32 {
  const end = chunk + to;
  let line = chunk + from;
  missedLength = -1;
  forgetMissedSensor();
  if (shapeCount == 0) return from;
  while (line < end) {
    let next = matchLine(line, currentShape, defaultSeries);
    if (next == 0) next = matchOtherShape(line);
    if (next == 0 || next - line > maxLineBytes + 1) break;
    addRow(u32(line - chunk), u32(next - line - 1), arrival, chunkOffset);
    arrival += 1;
    line = next;
  }
  return u32(line - chunk);
}

/** Tries the shapes that the line before did not have. */
function matchOtherShape(line: usize): usize {
  for (let i: u32 = 0; i < shapeCount; i++) {
    const shape = shapes + i * SHAPE_BYTES;
    if (shape == currentShape) continue;
    const next = matchLine(line, shape, defaultSeries);
    if (next != 0) {
      currentShape = shape;
      return next;
    }
  }
  if (missedSensor >= line) {
    missedAt = u32(missedSensor - chunk);
    missedLength = missedSensorLength;
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function addRow(start: u32, length: u32, arrival: f64, chunkOffset: f64): void {
  const row = usize(rowCount);
  const eights = columns + (row << 3);
  store<f64>(eights, timeMs);
  store<f64>(eights + (capacity << 3), temperature);
  store<f64>(eights + (capacity << 4), arrival);
  store<f64>(eights + capacity * 24, chunkOffset + f64(start));
  const fours = columns + (capacity << 5) + (row << 2);
  store<i32>(fours, timeNs);
  store<i32>(fours + (capacity << 2), series);
  store<u32>(fours + (capacity << 3), start);
  store<u32>(fours + capacity * 12, length);
  const ones = columns + capacity * 48 + row;
  store<u8>(ones, status);
  store<u8>(ones + capacity, flag);
  store<u8>(ones + capacity * 2, origin);
  rowCount++;
}
