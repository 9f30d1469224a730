// Logs in all kinds of disorder, for property tests.
import fc from 'fast-check';
import type { TestRow } from './make-batch.js';

const SENSORS = ['s1', 's10', 's2', 'ä', '\u{1f321}'];

/** Rows in time order, with many equal instants, before anything is disordered. */
const sortedRows = fc
  .array(
    fc.record({
      stepMs: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0, 1) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 100_000 }) }),
      timeNs: fc.constantFrom(0, 0, 1, 999_999),
      sensor: fc.constantFrom(...SENSORS),
    }),
    // By default, lists of more than ten rows are never drawn.
    { maxLength: 300, size: 'max' },
  )
  .map((steps) => {
    let timeMs = 1_767_225_600_000;
    return steps.map(({ stepMs, timeNs, sensor }): TestRow => ({ timeMs: (timeMs += stepMs), timeNs, sensor }));
  });

/** Sorted, reversed, rotated, one sensor after the other, shuffled, some late, and with clocks gone wrong. */
export const disorderedRows: fc.Arbitrary<TestRow[]> = fc.oneof(
  sortedRows,
  sortedRows.map((rows) => rows.reverse()),
  fc.tuple(sortedRows, fc.nat(300)).map(([rows, at]) => [...rows.slice(at), ...rows.slice(0, at)]),
  sortedRows.map((rows) => SENSORS.flatMap((sensor) => rows.filter((row) => row.sensor === sensor))),
  sortedRows.chain((rows) => fc.shuffledSubarray(rows, { minLength: rows.length })),
  fc.tuple(sortedRows, fc.array(fc.tuple(fc.nat(299), fc.integer({ min: 1, max: 50 })), { maxLength: 40 })).map(([rows, delays]) => {
    for (const [at, by] of delays) if (at < rows.length) rows.splice(at + by, 0, ...rows.splice(at, 1));
    return rows;
  }),
  fc.tuple(sortedRows, fc.array(fc.tuple(fc.nat(299), fc.constantFrom(-4e12, 4e12)), { maxLength: 5 })).map(([rows, jumps]) => {
    for (const [at, byMs] of jumps) if (at < rows.length) rows[at] = { ...rows[at], timeMs: rows[at].timeMs + byMs };
    return rows;
  }),
  sortedRows.map((rows) => rows.map((row) => ({ ...row, timeMs: 0 }))),
);

/** Sizes into which a list is cut, used in turn. */
export const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });

export function cut<T>(items: readonly T[], sizes: readonly number[]): T[][] {
  const pieces: T[][] = [];
  for (let at = 0, k = 0; at < items.length; at += sizes[k++ % sizes.length]) pieces.push(items.slice(at, at + sizes[k % sizes.length]));
  return pieces;
}
