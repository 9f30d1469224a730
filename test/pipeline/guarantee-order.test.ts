// Guarantee 2: the clean series is in order of event time and sensor id, one event a series and instant, whatever the disorder.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvent } from './naive-recovery.js';
import { caseArbitrary, filesOfLog, RUNS } from './random-log.js';
import { recoverInMemory, splitLines } from './recover-in-memory.js';

describe('guarantee 2: order', () => {
  it('writes each line behind the one before it, by event time and then by the bytes of the sensor id', async () => {
    await fc.assert(fc.asyncProperty(caseArbitrary({ windowed: true }), async ({ log, options }) => {
      const { clean } = await recoverInMemory(filesOfLog(log), options);
      const events = splitLines(clean).map((line, i) => readEvent(line, i, options));
      for (let i = 0; i < events.length; i++) {
        const [before, event] = [events[i - 1], events[i]];
        if (typeof event === 'string') throw new Error(`line ${i + 1} of the clean series is no event: ${event}`);
        if (before === undefined || typeof before === 'string') continue;
        const bySensor = Buffer.compare(Buffer.from(event.sensor), Buffer.from(before.sensor));
        const isBehind = event.ns > before.ns || (event.ns === before.ns && bySensor > 0);
        expect(isBehind, `${before.raw}\n${event.raw}`).toBe(true);
      }
    }), RUNS);
  });
});
