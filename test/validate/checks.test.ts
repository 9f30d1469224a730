import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBatch, type Batch } from '../../src/model/batch.js';
import type { Range } from '../../src/model/event.js';
import { Flag, Origin, Reason, Status } from '../../src/model/flag.js';
import { createChecks, type CheckOptions } from '../../src/validate/checks.js';

interface Row {
  readonly value: number;
  readonly status?: Status;
  readonly origin?: Origin;
}

function batchOf(rows: readonly Row[]): Batch {
  const batch = createBatch(rows.length, Buffer.alloc(0));
  batch.count = rows.length;
  rows.forEach(({ value, status = Status.Normal, origin = Origin.Observed }, i) => {
    batch.value[i] = value;
    batch.status[i] = status;
    batch.origin[i] = origin;
  });
  return batch;
}

function flagsOf(rows: readonly Row[], options?: CheckOptions): { flag: number; reason: number }[] {
  const batch = batchOf(rows);
  createChecks(options)(batch);
  return rows.map((_, i) => ({ flag: batch.flag[i], reason: batch.reason[i] }));
}

const PASS = { flag: Flag.Pass, reason: 0 };

describe('the gross range', () => {
  test('passes both bounds and fails the next double outside', () => {
    const rows = [50, 55, 50 - 2 ** -47, 55 + 2 ** -47].map((value) => ({ value }));
    const fail = { flag: Flag.Fail, reason: Reason.Range };
    expect(flagsOf(rows)).toEqual([PASS, PASS, fail, fail]);
  });

  test('fails outside the sensor range and suspects between the two, bounds of both on the better side', () => {
    const options = { range: { low: 0, high: 10 }, sensorRange: { low: -5, high: 20 } };
    const flags = flagsOf([-6, -5, -1, 0, 10, 11, 20, 21].map((value) => ({ value })), options).map(({ flag }) => flag);
    expect(flags).toEqual([4, 3, 3, 1, 1, 3, 3, 4]);
  });

  test('takes a bound of 0 for a bound', () => {
    expect(flagsOf([{ value: -1 }, { value: 1 }], { range: { low: 0, high: 0 } }).map(({ flag }) => flag)).toEqual([4, 4]);
  });
});

describe('the source', () => {
  test('makes a value in range suspect when it calls it deviated', () => {
    expect(flagsOf([{ value: 52, status: Status.Deviated }])).toEqual([{ flag: Flag.Suspect, reason: Reason.Source }]);
  });

  test('adds nothing to what a range test objects to', () => {
    const options = { range: { low: 50, high: 55 }, sensorRange: { low: 0, high: 60 } };
    expect(flagsOf([{ value: 99, status: Status.Deviated }, { value: 57, status: Status.Deviated }], options)).toEqual([
      { flag: Flag.Fail, reason: Reason.Range },
      { flag: Flag.Suspect, reason: Reason.UserRange },
    ]);
  });

  test('says nothing with a status that is absent or unknown', () => {
    expect(flagsOf([{ value: 52, status: Status.Absent }, { value: 52, status: Status.Other }])).toEqual([PASS, PASS]);
  });
});

const anyRange = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.nat(20)).map(([low, span]): Range => ({ low, high: low + span }));
const anyRow = fc.record({
  value: fc.oneof(fc.constant(NaN), fc.integer({ min: -60, max: 60 }), fc.double({ min: -60, max: 60, noNaN: true })),
  status: fc.constantFrom(...Object.values(Status)),
  origin: fc.constantFrom(...Object.values(Origin)),
});

// Says the rules of the design one after the other, without any column.
function oracle({ value, status, origin }: Required<Row>, range: Range, outer: Range): { flag: number; reason: number } {
  const inside = ({ low, high }: Range) => low <= value && value <= high;
  if (origin !== Origin.Observed) return { flag: Flag.NotEvaluated, reason: 0 };
  if (Number.isNaN(value)) return { flag: Flag.Missing, reason: 0 };
  if (!inside(outer)) return { flag: Flag.Fail, reason: Reason.Range };
  if (!inside(range)) return { flag: Flag.Suspect, reason: Reason.UserRange };
  return status === Status.Deviated ? { flag: Flag.Suspect, reason: Reason.Source } : PASS;
}

test('every row gets the flag and the reason that the rules say, whatever stood there before', () => {
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 20 }), anyRange, fc.option(fc.nat(20)), (rows, range, margin) => {
      const sensorRange = margin === null ? undefined : { low: range.low - margin, high: range.high + margin };
      const batch = batchOf(rows);
      batch.flag.fill(Flag.Fail);
      batch.reason.fill(0xffff);
      createChecks({ range, sensorRange })(batch);
      expect(rows.map((_, i) => ({ flag: batch.flag[i], reason: batch.reason[i] }))).toEqual(
        rows.map((row) => oracle(row, range, sensorRange ?? range)),
      );
    }),
  );
});

test('rows beyond the count and all other columns stay as they are', () => {
  const batch = batchOf([{ value: 99 }, { value: 99 }]);
  batch.count = 1;
  const before = structuredClone({ ...batch, bytes: 0, flag: 0, reason: 0 });
  createChecks()(batch);
  expect(batch.flag[1]).toBe(Flag.NotEvaluated);
  expect({ ...batch, bytes: 0, flag: 0, reason: 0 }).toEqual(before);
});
