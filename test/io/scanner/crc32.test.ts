import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '../../../src/io/scanner/crc32.js';
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
