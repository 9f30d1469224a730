import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTurn } from '../../src/pipeline/in-turn.js';

async function* itemsTo(count: number): AsyncGenerator<number, void, undefined> {
  for (let item = 0; item < count; item++) yield item;
}

const turns = (count: number) => new Promise<void>((resolve) => {
  const wait = (left: number): void => void (left === 0 ? resolve() : setImmediate(wait, left - 1));
  wait(count);
});

describe('inTurn', () => {
  it('gives every result once and in order, however long each takes and whoever does it, with no more under way than it may', async () => {
    const delays = fc.array(fc.nat(5), { maxLength: 20 });
    await fc.assert(fc.asyncProperty(delays, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 6 }), async (delay, count, ahead) => {
      const busy = new Uint8Array(count);
      let [begun, taken] = [0, 0];
      const workers = Array.from(busy, (_, worker) => async (item: number) => {
        busy[worker]++;
        begun++;
        expect(busy[worker]).toBe(1);
        expect(begun - taken).toBeLessThanOrEqual(ahead);
        await turns(delay[item]);
        busy[worker]--;
        return item * 10;
      });
      const results: number[] = [];
      for await (const result of inTurn(itemsTo(delay.length), workers, ahead)) {
        results.push(result);
        taken++;
      }
      expect(results).toEqual(delay.map((_, item) => item * 10));
    }), { numRuns: 50 });
  });

  it('throws a failure where its result would have come', async () => {
    const results = inTurn(itemsTo(3), [async (item: number) => {
      if (item === 1) throw new Error('the second');
      return item;
    }], 3);
    expect(await results.next()).toEqual({ done: false, value: 0 });
    await expect(results.next()).rejects.toThrow('the second');
  });
});
