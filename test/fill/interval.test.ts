import { describe, expect, it } from 'vitest';
import { givenIntervalMs } from '../../src/fill/interval.js';

describe('givenIntervalMs', () => {
  it('lets the last rule that matches win', () => {
    const rules = [{ pattern: '*', intervalMs: 1 }, { pattern: 'mote-*', intervalMs: 2 }, { pattern: 'mote-7', intervalMs: 3 }];
    expect(['x', 'mote-1', 'mote-7'].map((id) => givenIntervalMs(rules, id))).toEqual([1, 2, 3]);
    expect(givenIntervalMs([], 'x')).toBeUndefined();
  });
});
