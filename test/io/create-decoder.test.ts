import { afterEach, expect, test, vi } from 'vitest';
import { createDecoder } from '../../src/io/create-decoder.js';
import { DECODE_DEFAULTS } from '../../src/io/decode.js';
import { SeriesTable } from '../../src/model/series.js';

const LOG = Buffer.from('{"timestamp":1,"temperature":52.5,"sensor_id":"s1"}\n'.repeat(20));

afterEach(() => {
  vi.unstubAllGlobals();
});

test('this Node runs the scanner and has nothing to say about it', () => {
  const { decode, notice } = createDecoder(DECODE_DEFAULTS, new SeriesTable());
  expect(notice).toBeUndefined();
  expect(decode(LOG, LOG.length, 0, 0).batch.count).toBe(20);
});

test.each([
  ['has no WebAssembly', undefined],
  ['has WebAssembly without SIMD', { validate: () => false }],
])('a Node that %s reads with the exact decoder and says so', (_, api) => {
  vi.stubGlobal('WebAssembly', api);
  const { decode, notice } = createDecoder(DECODE_DEFAULTS, new SeriesTable());
  expect(notice).toContain('SIMD');
  expect(decode(LOG, LOG.length, 0, 0).batch.count).toBe(20);
});
