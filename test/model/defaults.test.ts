import { expect, test } from 'vitest';
import { withDefaults } from '../../src/model/defaults.js';

const DEFAULTS: Readonly<{ seed: string; limit: number; annotate: boolean }> = Object.freeze({ seed: 'a', limit: 10, annotate: true });

test('undefined is unset; 0, false and the empty string are values', () => {
  expect(withDefaults(DEFAULTS, { seed: undefined, limit: 0, annotate: false })).toEqual({ seed: 'a', limit: 0, annotate: false });
  expect(withDefaults(DEFAULTS, { seed: '' })).toEqual({ seed: '', limit: 10, annotate: true });
});

test('the defaults stay as they are, and what they do not know is left out', () => {
  const given = { limit: 3, other: 1 };
  expect(withDefaults(DEFAULTS, given)).toEqual({ seed: 'a', limit: 3, annotate: true });
  expect(DEFAULTS.limit).toBe(10);
});
