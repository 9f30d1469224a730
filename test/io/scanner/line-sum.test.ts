import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createLineSum, LineAdder, LINE_SUM_MODULUS, type LineSum } from '../../../src/io/scanner/line-sum.js';
import { createBatch, type Batch } from '../../../src/model/batch.js';

/** A batch of these lines, with `gap` other bytes between them. */
function batchOf(lines: readonly Uint8Array[], gap = 1): Batch {
  const bytes = Buffer.concat(lines.flatMap((line) => [Buffer.alloc(gap, lines.length), line]));
  const batch = createBatch(lines.length, bytes, bytes.length);
  let at = 0;
  lines.forEach((line, row) => {
    batch.start[row] = at + gap;
    batch.length[row] = line.length;
    at += gap + line.length;
  });
  batch.count = lines.length;
  return batch;
}

function withoutKernel<T>(create: () => T): T {
  vi.stubGlobal('WebAssembly', undefined);
  const created = create();
  vi.unstubAllGlobals();
  return created;
}

const line = fc.oneof(fc.uint8Array({ maxLength: 70 }), fc.uint8Array({ minLength: 1000, maxLength: 2100 }));

describe.each<[string, LineSum, () => LineAdder]>([
  ['with a kernel', createLineSum(), () => new LineAdder()],
  ['without', withoutKernel(createLineSum), () => withoutKernel(() => new LineAdder())],
])('a line sum %s', (_, sum, createAdder) => {
  test('is that of its lines one by one, wherever they stand and in whatever order', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.nat(40), (lines, gap) => {
        const whole = sum(batchOf(lines), 0, lines.length);
        const apart = batchOf([...lines].reverse(), gap);
        const parts = lines.map((_line, row) => sum(apart, row, row + 1));
        expect(parts.reduce((total, part) => (total + part) % LINE_SUM_MODULUS, 0)).toBe(whole);
        expect(Number.isSafeInteger(whole)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('is the same of lines that are added one at a time, however often it is asked for', () => {
    const some = fc.oneof(line.map((one) => [one]), fc.tuple(line, fc.integer({ min: 1000, max: 1100 })).map(([one, count]) => new Array<Uint8Array>(count).fill(one)), fc.constant([Buffer.alloc(150_000, 'x')]));
    fc.assert(
      fc.property(fc.array(fc.tuple(some, fc.boolean()), { maxLength: 6 }), (parts) => {
        const adder = createAdder();
        let total = 0;
        for (const [lines, isAsked] of parts) {
          const batch = batchOf(lines);
          batch.offset[0] = lines.length > 1 ? -1 : 0;
          for (let row = 0; row < batch.count; row++) adder.add(batch, row);
          total = (total + sum(batch, 0, batch.count)) % LINE_SUM_MODULUS;
          if (isAsked) expect(adder.sum).toBe(total);
        }
        expect(adder.sum).toBe(total);
      }),
      { numRuns: 40 },
    );
  });

  test('changes with any byte, and with a byte more or less at the end', () => {
    fc.assert(
      fc.property(line, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, place, change) => {
        const before = sum(batchOf([bytes]), 0, 1);
        const altered = Uint8Array.from(bytes);
        if (altered.length > 0) altered[place % altered.length] ^= change;
        const others = [...(bytes.length > 0 ? [altered, bytes.subarray(0, -1)] : []), Uint8Array.from([...bytes, 0])];
        for (const other of others) expect(sum(batchOf([other]), 0, 1)).not.toBe(before);
      }),
      { numRuns: 300 },
    );
  });

  test('changes where two lines swap parts', () => {
    const lines = ['a', 'b'].map((letter) => Buffer.alloc(96, letter));
    const swapped = lines.map((one, i) => Buffer.concat([one.subarray(0, 32), lines[1 - i].subarray(32, 64), one.subarray(64)]));
    expect(sum(batchOf(swapped), 0, 2)).not.toBe(sum(batchOf(lines), 0, 2));
  });

  test('leaves out rows that have no place in the input', () => {
    const batch = batchOf([Buffer.from('made'), Buffer.from('read'), Buffer.from('made')]);
    batch.offset[0] = batch.offset[2] = -1;
    expect(sum(batch, 0, 3)).toBe(sum(batchOf([Buffer.from('read')]), 0, 1));
    expect(sum(batch, 0, 1)).toBe(0);
  });
});

test('no two of 200,000 lines that differ in a digit or two have the same hash', () => {
  const sum = createLineSum();
  const batch = batchOf(Array.from({ length: 200_000 }, (_, i) => Buffer.from(`{"event_id":"s1-${i}","temperature":${(i % 500) / 100}}`)));
  const hashes = new Set(Array.from({ length: batch.count }, (_, row) => sum(batch, row, row + 1)));
  expect(hashes.size).toBe(batch.count);
});
