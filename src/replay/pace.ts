// Paces ordered batches by event time, as the events once happened or faster. Time comes in from outside, so that tests need not wait.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '../model/batch.js';
import { gatherRows } from './gather.js';

/** A clock that never goes back, and a way to wait. */
export interface Clock {
  nowMs(): number;
  sleep(ms: number): Promise<void>;
}

/** The real one. */
export const SYSTEM_CLOCK: Clock = Object.freeze({ nowMs: () => performance.now(), sleep: (ms: number) => sleep(ms) });

/** What setTimeout can wait at most. */
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

/**
 * Lets each event through when it is due: so long after the first as their event times lie apart, divided by `speed`. Nothing leaves
 * early, and delays do not add up, since every wait is reckoned from the first event. What is due at once leaves as one batch.
 *
 * @param speed 1 as it happened, 60 a minute a second
 */
export async function* pace(input: AsyncIterable<Batch>, speed: number, clock: Clock): AsyncGenerator<Batch, void, undefined> {
  let startMs = NaN;
  let firstMs = NaN;
  for await (const batch of input) {
    const { count, timeMs, timeNs } = batch;
    if (count === 0) continue;
    const eventMs = (row: number) => timeMs[row] + timeNs[row] / 1e6;
    if (Number.isNaN(startMs)) [startMs, firstMs] = [clock.nowMs(), eventMs(0)];
    const dueMs = (row: number) => startMs + (eventMs(row) - firstMs) / speed;
    for (let from = 0; from < count; ) {
      let nowMs = clock.nowMs();
      while (nowMs < dueMs(from)) {
        await clock.sleep(Math.min(Math.ceil(dueMs(from) - nowMs), LONGEST_SLEEP_MS));
        nowMs = clock.nowMs();
      }
      const due: number[] = [];
      while (from < count && dueMs(from) <= nowMs) due.push(from++);
      yield due.length === count ? batch : gatherRows(batch, Uint32Array.from(due));
    }
  }
}
