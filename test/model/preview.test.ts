import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { preview } from '../../src/model/preview.js';

describe('preview', () => {
  test('is the JSON text, or the beginning of it', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.integer({ min: 2, max: 60 }), (value, characters) => {
      const text = JSON.stringify(value);
      const shown = preview(value, characters);
      expect(shown.length).toBeLessThanOrEqual(characters);
      if (text.length <= characters) expect(shown).toBe(text);
      else expect(shown.endsWith('…')).toBe(true);
    }));
  });

  test('of a value that nests deeper than the stack is as short as any', () => {
    const deep: unknown = JSON.parse(`${'[{"a":'.repeat(100_000)}1${'}]'.repeat(100_000)}`);
    expect(preview(deep, 12)).toBe('[{"a":[{"a"…');
  });
});
