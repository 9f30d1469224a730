import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DECODE_DEFAULTS } from '../../../src/io/decode.js';
import { crc32 } from '../../../src/io/scanner/crc32.js';
import { createPassScanner } from '../../../src/io/scanner/pass-scanner.js';
import { SeriesTable } from '../../../src/model/series.js';
import { createRng } from '../../../src/stats/rng.js';

test('the CRC of much is that of zlib, whatever the length and the bytes before', () => {
  const rng = createRng('crc32');
  const random = Uint8Array.from({ length: 300_000 }, () => Math.floor(rng.uniform() * 256));
  const length = fc.oneof(fc.integer({ min: 0, max: 300_000 }), fc.nat(40).map((by) => 2 ** 15 + by), fc.nat(40).map((by) => 2 ** 17 + 4800 - by));
  fc.assert(
    fc.property(length, fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(15), (count, value, from) => {
      const bytes = random.subarray(from, from + count);
      expect(crc32(bytes, value)).toBe(zlibCrc32(bytes, value));
    }),
    { numRuns: 300 },
  );
});

test('the CRC of pieces in turn is that of the whole, of zeros and ones too', () => {
  for (const byte of [0, 1, 255]) {
    const bytes = new Uint8Array(200_001).fill(byte);
    expect(crc32(bytes.subarray(100_000), crc32(bytes.subarray(0, 100_000)))).toBe(zlibCrc32(bytes));
  }
});

test('the CRC of bytes in the memory of a scanner is the same', () => {
  const rng = createRng('inside');
  const inside = createPassScanner(DECODE_DEFAULTS, new SeriesTable(), 300_000, 2 ** 30).allocate!(300_000);
  for (let i = 0; i < inside.length; i++) inside[i] = Math.floor(rng.uniform() * 256);
  const copy = Buffer.from(inside);
  for (const [from, to, value] of [[0, 300_000, 0], [5, 2 ** 16 + 5, 7], [1, 70_000, 2 ** 32 - 1]]) {
    expect(crc32(inside.subarray(from, to), value)).toBe(zlibCrc32(copy.subarray(from, to), value));
  }
  expect(inside.equals(copy)).toBe(true);
});
