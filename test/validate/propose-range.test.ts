import fc from 'fast-check';
import { expect, test } from 'vitest';
import { proposeRange } from '../../src/validate/propose-range.js';

test.each([
  [57.53, 86.22, '57:87'],
  [19.19, 24.4, '19.1:24.4'],
  [-0.02, 0.01, '-0.02:0.01'],
  [1_234, 98_765, '1000:99000'],
  [21.5, 21.5, '21:22'],
  [20, 20, '20:20'],
])('from %d to %d it proposes %s', (low, high, expected) => {
  const range = proposeRange(low, high);
  expect(`${range.low}:${range.high}`).toBe(expected);
});

test('what is proposed holds what was asked for, and is at most a fifth wider on each side', () => {
  const reading = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(reading, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (low, span) => {
      const high = low + span;
      const range = proposeRange(low, high);
      const tolerance = 1e-9 * Math.max(1, Math.abs(low), Math.abs(high));
      expect(range.low).toBeLessThanOrEqual(low + tolerance);
      expect(range.high).toBeGreaterThanOrEqual(high - tolerance);
      expect(range.high - range.low).toBeLessThanOrEqual(span * 1.4 + tolerance);
    }),
  );
});
