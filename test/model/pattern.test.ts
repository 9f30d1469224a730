import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../../src/model/pattern.js';

describe('matchesPattern', () => {
  it('agrees with a regular expression made of the pattern', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 });
    fc.assert(
      fc.property(text, pattern, (id, glob) => {
        const expression = glob.split('*').map((part) => part.replace(/\./g, '\\.')).join('[^]*');
        expect(matchesPattern(id, glob)).toBe(new RegExp(`^${expression}$`).test(id));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes time in proportion to id and pattern, however many stars', () => {
    expect(matchesPattern('a'.repeat(20_000), `${'a*'.repeat(20)}b`)).toBe(false);
  });
});
