import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/model/batch.js';
import { SeriesTable } from '../../src/model/series.js';
import { pace, type Clock } from '../../src/replay/pace.js';
import { makeBatch, type TestRow } from './make-batch.js';

/** A clock that only moves while somebody sleeps or works, and wakes sleepers a little off. */
function fakeClock(wakeOffMs: number): Clock & { ms: number; longestSleepMs: number } {
  const clock = {
    ms: 1000,
    longestSleepMs: 0,
    nowMs: () => clock.ms,
    sleep: async (ms: number) => {
      clock.longestSleepMs = Math.max(clock.longestSleepMs, ms);
      clock.ms += Math.max(0.25, ms + wakeOffMs);
    },
  };
  return clock;
}

async function run(pieces: readonly TestRow[][], speed: number, clock: ReturnType<typeof fakeClock>, workMs = 0) {
  const series = new SeriesTable();
  const input = (async function* (): AsyncGenerator<Batch> {
    for (const piece of pieces) yield makeBatch(piece, series);
  })();
  const left: { timeMs: number; atMs: number }[] = [];
  for await (const batch of pace(input, speed, clock)) {
    for (let i = 0; i < batch.count; i++) left.push({ timeMs: batch.timeMs[i], atMs: clock.ms - 1000 });
    clock.ms += workMs;
  }
  return left;
}

const ticks = (count: number, stepMs: number) => Array.from({ length: count }, (_, i) => ({ timeMs: 5_000_000 + i * stepMs }));

describe('pace', () => {
  it('lets nothing leave early, even where the clock wakes early', async () => {
    const left = await run([ticks(50, 100)], 1, fakeClock(-1));
    expect(left.every(({ timeMs, atMs }) => atMs >= timeMs - 5_000_000)).toBe(true);
    expect(left.every(({ timeMs, atMs }) => atMs <= timeMs - 5_000_000 + 1)).toBe(true);
  });

  it('does not add up delays', async () => {
    const left = await run([ticks(100, 100), ticks(200, 100).slice(100)], 1, fakeClock(3), 20);
    expect(left.at(-1)!.atMs).toBeLessThan(199 * 100 + 5);
  });

  it('catches up in one batch after a long delay', async () => {
    const left = await run([ticks(10, 10)], 1, fakeClock(0), 45);
    expect(left.map(({ atMs }) => atMs)).toEqual([0, 45, 45, 45, 45, 90, 90, 90, 90, 90]);
  });

  it('is so many times faster at a speed', async () => {
    const left = await run([ticks(7, 60_000)], 60, fakeClock(0));
    expect(left.map(({ atMs }) => atMs)).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000]);
  });

  it('waits for longer than a timer can', async () => {
    const clock = fakeClock(0);
    const left = await run([[{ timeMs: 0 }, { timeMs: 1e11 }]], 1, clock);
    expect(left[1].atMs).toBe(1e11);
    expect(clock.longestSleepMs).toBeLessThan(2 ** 31);
  });
});
