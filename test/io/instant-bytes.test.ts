import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createInstantWriter, LONGEST_INSTANT } from '../../src/io/instant-bytes.js';
import { EARLIEST_MS, LATEST_MS } from '../../src/model/calendar.js';
import { formatInstant, type PlainSpelling } from '../../src/model/instant.js';

const spelling: fc.Arbitrary<PlainSpelling> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    separator: fc.constantFrom('T', ' ', 't'),
    zone: fc.constantFrom('Z', 'z', '', '+05:45', '-11:00', '+00:00'),
    digits: fc.integer({ min: 0, max: 9 }),
  }),
  fc.record({ kind: fc.constant('number' as const), unit: fc.constantFrom('s', 'ms', 'us', 'ns'), digits: fc.integer({ min: 0, max: 6 }) }),
);
const DAY = 86_400_000;
const instant = fc.tuple(fc.integer({ min: EARLIEST_MS + DAY, max: LATEST_MS - DAY }), fc.oneof(fc.constant(0), fc.nat(999_999)));

it('writes instants as formatInstant spells them, day after day, in every spelling', () => {
  fc.assert(
    fc.property(spelling, fc.array(instant, { minLength: 1, maxLength: 5 }), (way, instants) => {
      const write = createInstantWriter(way);
      const bytes = Buffer.alloc(LONGEST_INSTANT + 2);
      for (const [timeMs, timeNs] of instants) {
        expect(bytes.toString('latin1', 2, write(bytes, 2, timeMs, timeNs))).toBe(formatInstant(timeMs, timeNs, way));
      }
    }),
    { numRuns: 500 },
  );
});
