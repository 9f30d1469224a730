import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberQueue } from '../../src/stats/number-queue.js';
import { SlidingExtremes } from '../../src/stats/sliding-extremes.js';

const anySteps = fc.array(fc.oneof({ weight: 3, arbitrary: fc.integer({ min: -5, max: 5 }) }, fc.constantFrom('shift' as const, 'shift' as const, 'clear' as const)), {
  maxLength: 120,
});

test('the spread of a window is that of its numbers', () => {
  fc.assert(
    fc.property(anySteps, (steps) => {
      const window = new SlidingExtremes();
      const naive: number[] = [];
      for (const step of steps) {
        if (step === 'clear') window.clear();
        else if (step !== 'shift') window.push(step);
        else if (naive.length > 0) window.shift();
        if (step === 'clear') naive.length = 0;
        else if (step === 'shift') naive.shift();
        else naive.push(step);
        expect(window.length).toBe(naive.length);
        if (naive.length > 0) expect(window.spread).toBe(Math.max(...naive) - Math.min(...naive));
      }
    }),
  );
});

test('a queue of numbers holds what an array would', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.double(), fc.constantFrom('shift' as const, 'pop' as const)), { maxLength: 120 }), (steps) => {
      const queue = new NumberQueue();
      const naive: number[] = [];
      for (const step of steps) {
        if (typeof step === 'number') {
          queue.push(step);
          naive.push(step);
        } else if (naive.length > 0) {
          queue[step]();
          naive[step]();
        }
        expect(Array.from({ length: queue.length }, (_, i) => queue.at(i))).toEqual(naive);
      }
    }),
  );
});
