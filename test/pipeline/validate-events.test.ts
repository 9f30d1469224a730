import { expect, test } from 'vitest';
import type { Event } from '../../src/model/event.js';
import { validate } from '../../src/pipeline/validate-events.js';

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const event = (temperature: number | null, more: object = {}): Event => ({ timestamp: '2026-01-01T00:00:00Z', temperature, ...more });

test('each event comes back with its flag and reasons, in order, with all its fields', async () => {
  const events = [
    event(52, { humidity: 40 }),
    event(61),
    event(51, { status: 'deviated' }),
    event(null),
    event(99, { origin: 'filled' }),
  ];
  const flagged = await collect(validate(events));
  expect(flagged).toEqual([
    { ...events[0], flag: 1, reasons: [] },
    { ...events[1], flag: 4, reasons: ['range'] },
    { ...events[2], flag: 3, reasons: ['source'] },
    { ...events[3], flag: 9, reasons: [] },
    { ...events[4], flag: 2, reasons: [] },
  ]);
});

test('an event of a live stream is judged before the next one is asked for', async () => {
  const asked: number[] = [];
  async function* live() {
    for (let i = 0; i < 3; i++) {
      asked.push(i);
      yield event(52);
    }
  }
  for await (const { flag } of validate(live())) {
    expect(flag).toBe(1);
    if (asked.length === 1) break;
  }
  expect(asked).toEqual([0]);
});

test.each([NaN, Infinity, undefined, '52'])('a temperature of %s is an error that names the event', async (temperature) => {
  const bad = { ...event(0), event_id: 'e7', temperature } as Event;
  await expect(collect(validate([bad]))).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining('e7') as string });
});
